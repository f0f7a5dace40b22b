"""What is demanded of defence and steadiness, and what the benches found.

Comes in: the figures of `make attacks` and `make stability`, as they are shipped. Goes out: `Bar` rows; every number
demanded is in `bars.toml`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from statistics import fmean

from openclout.validity.demands import demands, number
from openclout.vocabulary.cards import Bar, read_record
from openclout.vocabulary.trials import LOT, PROVEN, Attack, Attacked, Attacks, Cost, Labelled, Stability, SteadyPeople

PROOFS = {LOT: "where nobody has proved who they are", PROVEN: "where a tenth have proved who they are"}


@cache
def attacks() -> Attacks:
    """What attacks gained, as it is shipped."""
    return read_record(_shipped("attacks"), Attacks)


@cache
def stability() -> Stability:
    """How steady scores are, as it is shipped."""
    return read_record(_shipped("stability"), Stability)


def _shipped(name: str) -> str:
    return files("openclout.validity").joinpath(f"{name}.json").read_text(encoding="utf-8")


def attack_bars(found: Attacks | None) -> Iterator[Bar]:
    """What attacks may gain, what the defence may cost, how right the first flag has to be."""
    if found is None:
        return
    cells = [one for one in found.bars if one.hardened]
    for attack in dict.fromkeys(one.attack for one in cells):
        yield from _gains(attack, [one for one in cells if one.attack == attack])
    yield _held([one for one in found.attacks if one.bound is not None and one.hardened])
    yield from _honest(found.costs)
    yield _flag(found.stars)


def _gains(attack: str, cells: Sequence[Attacked]) -> Iterator[Bar]:
    """On the mean of the hardened sets, by the seeds for which it is worse; and on each."""
    means = {seeds: fmean(one.gain for one in cells if one.seeds == seeds) for seeds in {one.seeds for one in cells}}
    most, worst = number("attacks", attack), max(cells, key=lambda one: one.gain)
    title = f"{attack}: points that somebody in the middle gains, mean over hardened sets"
    yield _most(f"gain_{attack}", title, most, max(means.values()))
    if attack in demands()["attacks_each"]:
        title = f"{attack}: the same on the set where it is most"
        why = f"{worst.world}: many strangers leave room in the purse. Read strictly: the mean is what is asked"
        yield _most(f"gain_each_{attack}", title, number("attacks_each", attack), worst.gain, why)


def _held(spoken: Sequence[Attack]) -> Bar:
    """Whether the bound that is printed covered what an attack gained, wherever it speaks of it."""
    broken = [one for one in spoken if (one.held or 0.0) < 1.0]
    names = (f"{one.attack} ({PROOFS[one.seeds]})" for one in broken)
    title = "Attacks on hardened sets that gained no more than the printed bound"
    found = f"{len(spoken) - len(broken)} of {len(spoken)}"
    why = f"more was gained by {'; '.join(names)}: the page says on what the bound rests" if broken else ""
    return Bar("held", title, "all of which it speaks", found, not broken, why)


def _honest(costs: Sequence[Cost]) -> Iterator[Bar]:
    """What belief takes from honest people."""
    idle = min(one.above_idle for one in costs)
    yield Bar("honest_idle", "Honest people with a number who stay above the start", "all", f"{idle:.1%}", idle == 1.0)
    hardened = [one for one in costs if one.hardened]
    weak = max((one for one in costs if not one.hardened), key=lambda one: one.lost_p95, default=None)
    for name, words in (("lost_p50", "half of them lose no more than"), ("lost_p95", "19 of 20 lose no more than")):
        worst = max(hardened, key=lambda one: getattr(one, name))
        why = f"{worst.world}, the worst"
        if weak is not None and name == "lost_p95":
            why += f"; on weakly hardened sets, for which nothing is demanded, {weak.lost_p95:.1f} ({weak.world})"
        title = f"Honest people with a number on hardened sets: {words}"
        yield _most(f"honest_{name}", title, number("honest", name), getattr(worst, name), why)


def _flag(stars: Sequence[Labelled]) -> Bar:
    """The first flag, on worlds made up after what was measured: nothing is shown by that."""
    used = [one for one in stars if one.used]
    demanded = f"caught at least {number('stars', 'caught'):.0%}, honest hit at most {number('stars', 'hit'):.0%}"
    found = "; ".join(f"caught {one.caught:.0%}, hit {one.hit:.1%}, wrong {1 - one.right:.0%} of flags" for one in used)
    return Bar("stars", "Accounts set aside for bought stars", demanded, found, None, str(demands()["stars"]["why"]))


def stability_bars(found: Stability | None) -> Iterator[Bar]:
    """How much steady people may move, what silence may cost, what a larger audience has to bring."""
    if found is None:
        return
    yield _called_real(found.steady)
    single = [one for one in found.steady if one.burst == 1 and one.fans_a_day >= number("steady_day", "fans_a_day")]
    title = "Steady made-up people with a fan in three days or more: 99 of 100 days move less than"
    yield _most("steady_day", title, number("steady_day", "simulated"), max(one.p99 for one in single))
    yield _real(found)
    limit = {one.name: one.value for one in found.limits}
    yield from _silence(limit)
    yield from _larger(found, limit)


def _larger(found: Stability, limit: Mapping[str, float]) -> Iterator[Bar]:
    """What a larger audience brings, to those who are young here and to those who are not."""
    demanded = number("doubled")
    for life in ("young", "steady"):
        days = int(number("silent_week", f"{life}_days"))
        story = f"twice the audience for thirty days after {days} steady ones"
        lives = [one for one in found.stories if one.story == story]
        least, rates = min(one.change for one in lives), [one.fans_a_day for one in lives]
        title = f"Twice the audience for thirty days after {days} steady ones adds"
        why = f"{min(rates):g} to {max(rates):g} fans a day; held up to a score of {int(limit[f'doubled_{days}'])}"
        yield Bar(f"doubled_{days}", title, f"at least {demanded:g}", f"{least:.2f}", least >= demanded, why)


def _silence(limit: Mapping[str, float]) -> Iterator[Bar]:
    """What a week away costs, at the score at which it costs most."""
    reasons = {
        "steady": f"held from {limit['steady_0.8']:.0f} steady days on",
        "young": f"ninety days bring young points only, which fade fastest; held from {limit['steady_1']:.0f} on",
    }
    for life, why in reasons.items():
        days = number("silent_week", f"{life}_days")
        title = f"A silent week after {days:.0f} steady days, at any score"
        yield _most(f"silent_week_{life}", title, number("silent_week", life), limit[f"week_{days:.0f}"], why)
    title = "A silent week of anybody, at any score, when everybody came within the hour before"
    why = "points fade fastest at first, by age, and also towards the end of memory"
    yield _most("silent_week_any", title, number("silent_week", "anybody"), limit["week_any"], why)


def _called_real(steady: Sequence[SteadyPeople]) -> Bar:
    shares = [share for one in steady for share in (one.false_day, one.false_week, one.false_month)]
    title, most = "How often a change of a steady made-up person is called real", number("steady", "most")
    told = f"{fmean(shares):.3f}"
    why = f"the mean over rates and periods; {max(shares):.3f} at most, by chance"
    return Bar("steady", title, f"at most {most:.2f}", told, fmean(shares) <= most, why)


def _real(found: Stability) -> Bar:
    people = sum(one.people for one in found.real)
    most, told = number("steady_day", "real"), [one.p99 for one in found.real]
    title = "Real people acted on in each of 18 weeks: 99 of 100 days move less than"
    why = f"{people} such stretches at hand, too few, and not steady: some weeks bring three times as much"
    if not told:
        return Bar("steady_real", title, f"at most {most:g}", "", None, "nobody was acted on so steadily")
    return Bar("steady_real", title, f"at most {most:g}", f"{min(told):.2f} to {max(told):.2f}", max(told) <= most, why)


def _most(name: str, title: str, demanded: float, found: float, why: str = "") -> Bar:
    """A bar that a figure may not pass."""
    return Bar(name, title, f"at most {demanded:g}", f"{found:.2f}", round(found, 2) <= demanded, why)
