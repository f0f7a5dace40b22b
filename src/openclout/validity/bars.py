"""The bars: what is demanded of the method, and whether the data at hand show it.

Comes in: the cards of sets and votes. Goes out: `Bar` rows, in an order of their own. Every number demanded is in
`bars.toml`. Differences are the method's figure less that of whom it has to stand beside; means give each cut the same
weight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from openclout.validity.demands import demands, names, number
from openclout.validity.protocol import protocol
from openclout.validity.trials import attack_bars, stability_bars
from openclout.vocabulary.cards import (
    BELIEVED,
    MEASURES,
    NOW,
    NOW_BELIEVED,
    OURS,
    PUBLISHED,
    TUNED,
    Bar,
    CutCard,
    PairsCard,
    SetCard,
    Spread,
    mean,
)
from openclout.vocabulary.trials import Attacks, Stability

DECIMALS = 4
"""Figures of a card are rounded so, and so are their differences."""
ABSENT = "the set is not among those judged"
NO_SETS = "no set was judged"
NO_TREES = "no trees were grown"
NOT_DEMANDED = "told, not demanded: orders are judged with everybody believed, and belief is there for defence alone"
TREES = ("trees, squares of the log", "trees, Poisson")


def ahead(cuts: Sequence[CutCard], who: str, others: Sequence[str], measure: str) -> float | None:
    """By how much somebody is ahead of the best of the others, each by its mean over the cuts; None: not known."""
    mine = mean(cuts, who, measure)
    theirs = [found for one in others if (found := mean(cuts, one, measure)) is not None]
    return None if mine is None or not theirs else mine - max(theirs)


def bars(
    sets: Sequence[SetCard],
    pairs: PairsCard | None,
    reference: Spread | None,
    tried: tuple[Attacks | None, Stability | None] = (None, None),
) -> tuple[Bar, ...]:
    """Every bar."""
    cuts = [cut for one in sets for cut in one.cuts]
    return (
        *_reproduced(sets),
        *_means(cuts, sets),
        *_against_trees(cuts),
        *_belief(sets),
        *_communities(sets),
        *_reported(sets),
        *_momentum(sets),
        *_ranges(sets),
        *attack_bars(tried[0]),
        *stability_bars(tried[1]),
        *_votes(pairs),
        _distribution(reference),
        *_elsewhere(),
    )


def _elsewhere() -> Iterator[Bar]:
    for at, (title, why) in enumerate(demands()["elsewhere"].items()):
        yield Bar(f"elsewhere_{at}", title, "", "", None, str(why))


def least(name: str, title: str, demanded: float, found: float | None, why: str = "") -> Bar:
    """A bar that a difference has to reach."""
    if found is None:
        return Bar(name, title, f"at least {demanded:+.3f}", "", None, why)
    return Bar(name, title, f"at least {demanded:+.3f}", f"{found:+.4f}", round(found, DECIMALS) >= demanded)


def _means(cuts: Sequence[CutCard], sets: Sequence[SetCard]) -> Iterator[Bar]:
    decay, window = names("ndcg", "against"), names("published", "against")
    yield least(
        "ndcg",
        "NDCG@100 against a 90-day half-life, mean over all cuts",
        number("ndcg"),
        ahead(cuts, OURS, decay, "ndcg"),
        NO_SETS,
    )
    yield _long(sets)
    yield least(
        "concordance",
        "Concordance against the best plain count, mean over all cuts",
        number("concordance"),
        ahead(cuts, OURS, _plain(cuts), "concordance"),
        NO_SETS,
    )
    yield least(
        "active",
        "Spearman among active people against a 90-day half-life, mean over all cuts",
        number("active"),
        ahead(cuts, OURS, decay, "active_spearman"),
        NO_SETS,
    )
    yield least(
        "published",
        "Spearman as published against distinct people of the last window, mean over all cuts",
        number("published"),
        ahead(cuts, PUBLISHED, window, "spearman"),
        NO_SETS,
    )


def _plain(cuts: Sequence[CutCard]) -> tuple[str, ...]:
    """The fixed baselines: none that was chosen on the way."""
    known = dict.fromkeys(one.name for cut in cuts for one in cut.contestants if one.kind == "baseline")
    return tuple(name for name in known if name != TUNED)


def _long(sets: Sequence[SetCard]) -> Bar:
    title = "NDCG@100 against a 90-day half-life, worst set of more than a year"
    long = [one for one in sets if (one.last - one.first).days > number("ndcg_long", "span_days")]
    found = {one.name: ahead(one.cuts, OURS, names("ndcg_long", "against"), "ndcg") for one in long}
    known = {name: gap for name, gap in found.items() if gap is not None}
    if not known:
        return least("ndcg_long", title, number("ndcg_long"), None, "no such set was judged")
    worst = min(known, key=known.__getitem__)
    bar = least("ndcg_long", title, number("ndcg_long"), known[worst])
    return Bar(bar.name, bar.title, bar.demanded, f"{bar.found} ({worst})", bar.met)


def _against_trees(cuts: Sequence[CutCard]) -> Iterator[Bar]:
    grown = [cut for cut in cuts if any(one.kind == "trees" for one in cut.contestants)]
    for measure in ("ndcg", "concordance"):
        title = f"{MEASURES[measure]} against the better trees, mean over cuts with a past to learn from"
        found = ahead(grown, OURS, TREES, measure)
        yield least(f"trees_{measure}", title, number("trees"), found, NO_TREES)


def _belief(sets: Sequence[SetCard]) -> Iterator[Bar]:
    cuts = [cut for one in sets if one.hardened >= number("belief", "hardened") for cut in one.cuts]
    for measure in ("concordance", "ndcg"):
        title = f"{MEASURES[measure]} with belief against without, mean over hardened sets"
        found = ahead(cuts, BELIEVED, (OURS,), measure)
        yield least(f"belief_{measure}", title, number("belief", measure), found, "no hardened set was judged")


def _communities(sets: Sequence[SetCard]) -> Iterator[Bar]:
    known = {one.name: one for one in sets}
    wanted = {"ndcg": number("communities"), "concordance": number("communities"), "active_spearman": 0.0}
    for name in names("communities", "sets"):
        cuts = known[name].cuts if name in known else ()
        for measure, demanded in wanted.items():
            title = f"{name}: {MEASURES[measure]} against a 90-day half-life"
            found = ahead(cuts, OURS, names("communities", "against"), measure)
            bar = least(f"{name}_{measure}", title, demanded, found, ABSENT)
            yield bar if bar.met is not False else replace(bar, why=_thin(cuts))


def _thin(cuts: Sequence[CutCard]) -> str:
    """How many people a figure rests on."""
    futures = ", ".join(f"{cut.futures:,}" for cut in cuts)
    words = f"people on whom anybody named acts in the windows: {futures}"
    if not all(cut.named_pairs is not None for cut in cuts):
        return words
    pairs = ", ".join(f"{cut.named_pairs:,}" for cut in cuts)
    counted = f"acts of nobody named count too towards the {protocol().least.pairs} that a cut needs"
    return f"{words}; pairs of named people: {pairs} ({counted})"


def _reported(sets: Sequence[SetCard]) -> Iterator[Bar]:
    for one in sets:
        if one.name in names("reported", "sets"):
            found = ahead(one.cuts, OURS, ("decayed, 7 days",), "ndcg")
            words = "" if found is None else f"NDCG@100 {found:+.3f} against a 7-day half-life"
            why = "reported, not demanded: in a young, fast place a slow formula is late"
            yield Bar(f"reported_{one.name}", f"{one.name}: how far it is behind", "", words, None, why)


def _momentum(sets: Sequence[SetCard]) -> Iterator[Bar]:
    known = {one.name: one for one in sets}
    for name in names("momentum", "sets"):
        cuts = known[name].cuts if name in known else ()
        found = ahead(cuts, NOW, names("momentum", "against"), "ndcg")
        title = f"{name}: NDCG@100 of momentum against the best fast baseline"
        yield least(
            f"momentum_{name}", title, number("momentum"), found, "no momentum was worked out" if cuts else ABSENT
        )
        found = ahead(cuts, NOW_BELIEVED, names("momentum", "against"), "ndcg")
        if found is not None:
            title = f"{name}: the same with belief on"
            yield Bar(f"momentum_believed_{name}", title, "", f"{found:+.4f}", None, NOT_DEMANDED)


def _ranges(sets: Sequence[SetCard]) -> Iterator[Bar]:
    held = {one.name: one.covered for one in sets}
    known = {name: share for name, share in held.items() if share is not None}
    low, high = number("range", "set_least"), number("range", "set_most")
    words = f"{low:.2f} to {high:.2f}"
    title = "The likely range holds on every set"
    if not known:
        yield Bar("range_sets", title, words, "", None, "no set has enough people with a number")
        return
    outside = ", ".join(name for name, share in known.items() if not low <= share <= high)
    told = f"{min(known.values()):.3f} to {max(known.values()):.3f}"
    yield Bar("range_sets", title, words, told, not outside, outside and f"outside: {outside}")
    low, high, average = number("range", "mean_least"), number("range", "mean_most"), fmean(known.values())
    title = "The likely range holds, mean over sets"
    yield Bar("range_mean", title, f"{low:.2f} to {high:.2f}", f"{average:.3f}", low <= average <= high)


def _votes(pairs: PairsCard | None) -> Iterator[Bar]:
    titles = {"received": "Votes on pairs, from what others give", "all": "Votes on pairs, from all signals"}
    for name, title in titles.items():
        demanded = f"at least {number('pairs', name):.2f}"
        model = next((one for one in pairs.models if one.name == name), None) if pairs is not None else None
        if model is None or model.auc.value is None:
            yield Bar(f"pairs_{name}", title, demanded, "", None, "no votes were given")
            continue
        found = f"{model.auc.value:.3f} ({model.auc.low:.3f} to {model.auc.high:.3f})"
        yield Bar(f"pairs_{name}", title, demanded, found, model.auc.value >= number("pairs", name))


def _distribution(reference: Spread | None) -> Bar:
    title = "Mean and 95th percentile of the reference population"
    demanded = f"{number('distribution', 'mean'):g} and {number('distribution', 'p95'):g}"
    found = "" if reference is None else f"{reference.mean:.1f} and {reference.p95:.1f} on the sets at hand"
    return Bar("distribution", title, demanded, found, None, str(demands()["distribution"]["why"]))


def _reproduced(sets: Sequence[SetCard]) -> Iterator[Bar]:
    title, demanded = "The nine published cuts come out", "within 0.005 (NDCG 0.01)"
    told = demands()["reproduction"]["figures"]
    known = {one.name: one for one in sets}
    if not isinstance(told, Mapping) or not set(told) <= set(known):
        yield Bar("reproduced", title, demanded, "", None, "not all of the three sets are among those judged")
        return
    gaps = [_gap(known[name], row) for name, rows in told.items() for row in rows]
    yield Bar("reproduced", title, demanded, f"{sum(gap <= 1.0 for gap in gaps)} of {len(gaps)}", max(gaps) <= 1.0)


def _gap(one: SetCard, row: Sequence[float]) -> float:
    """How far a published cut is from ours: 1 is as far as it may be."""
    share, *published = row
    cut = next((cut for cut in one.cuts if cut.share == share), None)
    if cut is None:
        return float("inf")
    found = [(cut.figure(OURS, name), name) for name in ("spearman", "ndcg", "concordance")]
    return max(
        abs((mine or 0.0) - wanted) / number("reproduction", name)
        for (mine, name), wanted in zip(found, published, strict=True)
    )
