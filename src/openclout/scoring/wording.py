"""The causes of a change in words, in hundredths of a point that add up exactly.

Comes in: `Steps`, what people and posts are called, the two published scores. Goes out: `Cause` records whose points
sum to the published difference; what rounding leaves over goes to the largest cause.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from openclout.scoring.causes import Newcomers, Steps
from openclout.vocabulary.records import Cause

TOP_POSTS = 2
TITLE_LETTERS = 80
ROUNDING = 0.0101
"""As much may two scores of two decimals each miss the unrounded difference, in score points."""
LATE = {"new": "Older interactions, read only now", "links": "What came or went with a link"}


@dataclass(frozen=True)
class Names:
    """What accounts and posts are called, by key; `links` and `method` say what was linked and which version came."""

    accounts: Mapping[int, str]
    posts: Mapping[int, str]
    links: str = "The linked accounts changed"
    method: str = "The method changed"


def causes(steps: Steps, names: Names, published: tuple[float, float]) -> tuple[Cause, ...]:
    """The causes of the change from the first to the second published score, largest first.

    What the rows known today do not explain of the published difference was read late, or left with a link.
    """
    moved = [
        ("method", names.method, steps.method),
        ("links", names.links, steps.links),
        ("counts", "Stated counts changed", steps.counts),
        ("ageing", "What was done before fades with time", steps.ageing),
        ("standing", "The standing of the people who act here changed", steps.standing),
        *(("new", words, points) for words, points in _new(steps.newcomers, names)),
    ]
    total = round(100 * (published[1] - published[0]))
    unexplained = total / 100 - (steps.after - steps.before)
    if abs(unexplained) > ROUNDING:
        kind = "links" if round(100 * steps.links) else "new"
        moved.append((kind, LATE[kind], unexplained))
    return _whole([(kind, words, 100 * points) for kind, words, points in moved], total)


def _whole(moved: list[tuple[str, str, float]], total: int) -> tuple[Cause, ...]:
    """Causes in whole hundredths that sum to `total`."""
    whole = [round(points) for _, _, points in moved]
    largest = int(np.argmax(np.abs(whole)))
    whole[largest] += total - sum(whole)
    found = [Cause(kind, words, cents / 100) for (kind, words, _), cents in zip(moved, whole, strict=True) if cents]
    return tuple(sorted(found, key=lambda cause: -abs(cause.points)))


def _new(new: Newcomers, names: Names) -> Iterator[tuple[str, float]]:
    """What is new, by post for the best known posts, by person for the rest."""
    best = [post for post in _largest(new.post, new.points) if post in names.posts][:TOP_POSTS]
    for post in best:
        on_post = new.post == post
        yield f"{_people(new, on_post, names)} on “{_short(names.posts[post])}”", float(new.points[on_post].sum())
    rest = ~np.isin(new.post, best)
    if rest.any():
        more = " on other posts" if best else ""
        yield f"{_people(new, rest, names)}{more}", float(new.points[rest].sum())


def _largest(
    keys: np.ndarray[tuple[int], np.dtype[np.int64]], points: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> list[int]:
    distinct, place = np.unique(keys, return_inverse=True)
    sums = np.bincount(place, weights=points, minlength=len(distinct))
    return [int(distinct[i]) for i in np.argsort(-sums, kind="stable")]


def _people(new: Newcomers, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]], names: Names) -> str:
    """Who did something new: the one who added most by name, the others by number."""
    actors = _largest(new.actor[chosen], new.points[chosen])
    named = [actor for actor in actors if actor in names.accounts]
    times = int(new.interactions[chosen].sum())
    many = "interaction" if times == 1 else "interactions"
    if not named:
        return f"{times:,} new {many} by people not named"
    others = len(actors) - 1
    who = names.accounts[named[0]] + (f" and {others:,} other{'s' if others > 1 else ''}" if others else "")
    return f"{times:,} new {many} by {who}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LETTERS else line[: TITLE_LETTERS - 1].rsplit(" ", 1)[0].rstrip(".,;:") + "…"
