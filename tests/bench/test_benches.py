"""The benches of attacks and of stability run, in small, and say what the documents show."""

import json
from pathlib import Path

import numpy as np
import pytest
from bench.labelled import labelled
from bench.schemes import SCHEMES
from bench.worlds import SETS, WEIGHTS, made_up, read

from bench import attacks, stability

FEW = [scheme for scheme in SCHEMES if "1,000 fakes" in scheme.name or "ring of 10" in scheme.name]
COMMITTED = Path(__file__).parents[2] / "docs" / "explanation"


@pytest.fixture(scope="module")
def found() -> tuple[list[attacks.Cell], list[attacks.Cost]]:
    return attacks.attack([made_up(1, people=300, rows=4000)], FEW, 2, lambda _: None)


def test_with_proven_seeds_no_farm_gains_more_than_its_bound(
    found: tuple[list[attacks.Cell], list[attacks.Cost]],
) -> None:
    cells = [cell for cell in found[0] if cell.seeds == attacks.PROVEN and cell.attack.startswith("1,000 fakes")]
    assert {cell.target for cell in cells} == {"median", "90th percentile", "floor"}
    assert all(cell.held == 1.0 for cell in cells if cell.held is not None)


def test_a_farm_made_today_gains_no_more_than_its_bound_where_others_stand_in_and_a_flood_neither(
    found: tuple[list[attacks.Cell], list[attacks.Cost]],
) -> None:
    names = ("1,000 fakes", "flood: 1,000 fakes, 50 acts each, none on each other")
    cells = [cell for cell in found[0] if cell.attack in names]
    assert {cell.seeds for cell in cells} == {attacks.LOT, attacks.PROVEN}
    assert all(cell.hardened and cell.held == 1.0 for cell in cells)


def test_nobody_loses_their_number_by_an_attack(found: tuple[list[attacks.Cell], list[attacks.Cost]]) -> None:
    assert all(cell.kept == 1.0 for cell in found[0])
    assert all(cost.above_idle == 1.0 for cost in found[1])


def test_the_tables_and_the_figures_for_the_documents_say_the_same(
    found: tuple[list[attacks.Cell], list[attacks.Cost]],
) -> None:
    told = json.loads(attacks.as_json(*found, labelled(1)[:2]))
    assert {name: set(rows[0]) for name, rows in told.items()} == {
        name: set(rows[0]) for name, rows in json.loads((COMMITTED / "attacks.json").read_text()).items()
    }
    assert len(list(attacks.tables(*found))) == 1 + 3 * 2


def test_setting_aside_catches_what_it_was_measured_to_catch() -> None:
    half, tenth = labelled(1)[:2]
    rule = WEIGHTS.set_aside["github"]
    for made, right in ((half, rule.right_at_half), (tenth, rule.right_at_tenth)):
        assert made.caught == pytest.approx(rule.caught, abs=0.04)
        assert made.hit == pytest.approx(rule.lost, abs=0.01)
        assert made.right == pytest.approx(right, abs=0.06)


def test_steady_people_hardly_move_and_one_change_in_twenty_is_called_real() -> None:
    steady = stability.steadied(1.0, 1, 40)
    assert steady.p99 < stability.BAR_DAY
    for share in (steady.false_day, steady.false_week, steady.false_month):
        assert share <= 0.08


def test_the_committed_figures_of_stability_are_those_of_the_bench() -> None:
    told = json.loads((COMMITTED / "stability.json").read_text())
    assert all(row["bar"] == "met" for row in told["Simulated steady people"])
    assert stability.relinked()["bar"] == "met"


def test_anonymous_actors_of_a_set_are_nobody_in_particular() -> None:
    path = SETS / "se_conlang_meta_2020" / "interactions.parquet"
    if not path.exists():
        pytest.skip("no ../shared/data/sets beside the checkout")
    rows = read(path, "se_conlang_meta_2020").rows
    assert (rows.actor < 0).mean() > 0.5
    assert (np.diff(rows.at) >= 0).all()
