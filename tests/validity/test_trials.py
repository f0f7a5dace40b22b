"""What the benches found is set beside what is demanded, and a miss is told as a miss."""

from dataclasses import replace

import pytest

from openclout.validity.demands import number
from openclout.validity.trials import attack_bars, attacks, stability, stability_bars
from openclout.vocabulary.cards import Bar


def bar(name: str, bars: list[Bar]) -> Bar:
    return next(one for one in bars if one.name == name)


@pytest.mark.parametrize(("gain", "met"), [(3.0, True), (3.01, False)])
def test_a_bar_on_attacks_is_met_up_to_what_is_demanded(gain: float, met: bool) -> None:  # noqa: FBT001
    found = attacks()
    cells = tuple(replace(one, gain=gain) if one.attack == "1,000 fakes" else one for one in found.bars)
    assert number("attacks", "1,000 fakes") == 3.0
    assert bar("gain_1,000 fakes", list(attack_bars(replace(found, bars=cells)))).met is met


def test_the_mean_is_taken_over_hardened_sets_alone_with_the_seeds_that_are_worse() -> None:
    found = attacks()
    weak = tuple(replace(one, gain=99.0) if not one.hardened else one for one in found.bars)
    told = bar("gain_1,000 fakes", list(attack_bars(replace(found, bars=weak))))
    assert told == bar("gain_1,000 fakes", list(attack_bars(found)))
    means = {one.seeds: one.gain for one in found.attacks if one.attack == "1,000 fakes" and one.hardened}
    assert float(told.found) == pytest.approx(max(means.values()), abs=0.011)


def test_an_attack_that_passed_the_printed_bound_is_named() -> None:
    found = attacks()
    one = next(row for row in found.attacks if row.held == 1.0 and row.hardened)
    rows = tuple(replace(row, held=0.5) if row is one else row for row in found.attacks)
    told = bar("held", list(attack_bars(replace(found, attacks=rows))))
    assert told.met is False
    assert one.attack in told.why


@pytest.mark.parametrize(
    ("name", "limit"),
    [("silent_week_steady", "week_730"), ("silent_week_young", "week_90"), ("silent_week_any", "week_any")],
)
def test_a_silent_week_that_costs_too_much_is_a_miss(name: str, limit: str) -> None:
    found = stability()
    for points, met in ((0.5, True), (9.0, False)):
        limits = tuple(replace(one, value=points) if one.name == limit else one for one in found.limits)
        assert bar(name, list(stability_bars(replace(found, limits=limits)))).met is met


def test_without_figures_nothing_is_said() -> None:
    assert list(attack_bars(None)) == list(stability_bars(None)) == []
