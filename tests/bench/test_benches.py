"""The benches of attacks and of stability run, in small, and say what the documents show."""

import numpy as np
import pytest
from bench.labelled import labelled
from bench.schemes import SCHEMES
from bench.worlds import SETS, WEIGHTS, made_up, read

from bench import attacks, stability
from openclout.validity import trials as shipped
from openclout.validity.demands import demands
from openclout.vocabulary.cards import read_record, written
from openclout.vocabulary.trials import LOT, PROVEN, Attacks, Cost

FEW = [scheme for scheme in SCHEMES if "1,000 fakes" in scheme.name or "ring of" in scheme.name]


pytestmark = pytest.mark.xdist_group("benches")
"""One process makes what these share."""


@pytest.fixture(scope="module")
def found() -> tuple[list[attacks.Cell], list[Cost]]:
    return attacks.attack([made_up(1, people=300, rows=4000)], FEW, 2, lambda _: None)


def test_with_proven_seeds_no_farm_gains_more_than_its_bound(
    found: tuple[list[attacks.Cell], list[Cost]],
) -> None:
    cells = [cell for cell in found[0] if cell.seeds == PROVEN and cell.attack.startswith("1,000 fakes")]
    assert {cell.target for cell in cells} == {"median", "90th percentile", "floor"}
    assert all(cell.held == 1.0 for cell in cells if cell.held is not None)


def test_a_farm_made_today_gains_no_more_than_its_bound_where_others_stand_in_and_a_flood_neither(
    found: tuple[list[attacks.Cell], list[Cost]],
) -> None:
    names = [one.name for one in SCHEMES if one.name == "1,000 fakes" or "flood: 1,000" in one.name]
    assert len(names) == 3
    cells = [cell for cell in found[0] if cell.attack in names]
    assert {cell.seeds for cell in cells} == {LOT, PROVEN}
    assert all(cell.hardened and cell.held == 1.0 for cell in cells)


def test_with_proven_seeds_no_ring_of_fakes_gains_more_than_its_bound(
    found: tuple[list[attacks.Cell], list[Cost]],
) -> None:
    cells = [cell for cell in found[0] if cell.seeds == PROVEN and "new accounts" in cell.attack]
    assert {cell.target for cell in cells} == {"median", "90th percentile", "floor"}
    assert all(cell.held == 1.0 for cell in cells)


def test_nobody_loses_their_number_by_an_attack(found: tuple[list[attacks.Cell], list[Cost]]) -> None:
    assert all(cell.kept == 1.0 for cell in found[0])
    assert all(cost.above_idle == 1.0 for cost in found[1])


def test_the_tables_and_the_figures_for_the_card_say_the_same(
    found: tuple[list[attacks.Cell], list[Cost]],
) -> None:
    told = attacks.found(*found, labelled(1)[:2])
    assert read_record(written(told), Attacks) == told
    mean = {(one.attack, one.seeds): one.gain for one in told.attacks}
    for cell in found[0]:
        assert cell.target != "median" or mean[cell.attack, cell.seeds] == round(cell.gain, 2) + 0.0
    assert len(list(attacks.tables(*found))) == 1 + 3 * 2


def test_what_is_shipped_was_made_by_these_attacks_and_these_bars() -> None:
    assert {one.attack for one in shipped.attacks().attacks} == {scheme.name for scheme in SCHEMES}
    assert {one.attack for one in shipped.attacks().bars} == set(attacks.BARS) == set(demands()["attacks"]) - {"source"}


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


def test_the_shipped_figures_of_stability_are_those_of_the_bench() -> None:
    told = shipped.stability()
    assert all(row.bar == "met" for row in told.steady)
    assert {one.name: one.value for one in stability.limits()} == pytest.approx(
        {one.name: one.value for one in told.limits}, abs=1e-3
    )
    assert stability.relinked().bar == "met"


def test_anonymous_actors_of_a_set_are_nobody_in_particular() -> None:
    path = SETS / "se_conlang_meta_2020" / "interactions.parquet"
    if not path.exists():
        pytest.skip("no ../shared/data/sets beside the checkout")
    rows = read(path, "se_conlang_meta_2020").rows
    assert (rows.actor < 0).mean() > 0.5
    assert (np.diff(rows.at) >= 0).all()
