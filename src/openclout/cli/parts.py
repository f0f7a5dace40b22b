"""A score's named parts, four times over, each time adding up.

Comes in: a profile. Goes out: sections of `Named` parts: raw adds up to the profile's raw, points to the score above
where everybody starts, in hundredths.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openclout.figures import score_points
from openclout.vocabulary.records import Part, Profile

FIRST = "What was done"
SMALLEST = 1e-6
"""Less raw than this is a matter of rounding."""


@dataclass(frozen=True)
class Named:
    """A part: its points of raw, its share of raw (0 to 1), its points of the score (None: no number of today)."""

    label: str
    raw: float
    share: float
    points: float | None
    interactions: int


def sections(profile: Profile, limit: int) -> Iterator[tuple[str, tuple[Named, ...]]]:
    """What was done, on which network, by whom, on which post: titles and parts."""
    yield FIRST, _named((*profile.by_act, *profile.by_count), profile)
    for title, parts in (
        ("On which network", profile.by_network),
        ("By whom", profile.by_actor),
        ("On which post", _together(profile.by_post)),
    ):
        yield title, _named(_whole(_shortened(parts, limit), profile), profile)


def _together(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Posts that cannot be told apart, as one: those whose text nobody imported."""
    alike: dict[str, list[Part]] = {}
    for part in parts:
        alike.setdefault(part.label, []).append(part)
    return tuple(
        Part(
            label if len(same) == 1 else f"{label} ({len(same)} posts)",
            sum(part.points for part in same),
            sum(part.interactions for part in same),
        )
        for label, same in alike.items()
    )


def numbered(profile: Profile) -> bool:
    """Whether the parts of today add up to the score: the last score of somebody silent is of another day."""
    return profile.summary.score is not None and not profile.quiet


def _shortened(parts: tuple[Part, ...], limit: int) -> tuple[Part, ...]:
    """The first parts, and all others as one, so that they still add up."""
    rest = parts[limit:]
    if not rest:
        return parts
    others = Part("all others", sum(part.points for part in rest), sum(part.interactions for part in rest))
    return (*parts[:limit], others)


def _whole(parts: tuple[Part, ...], profile: Profile) -> tuple[Part, ...]:
    """The parts, and what no interaction brought."""
    rest = profile.raw - sum(part.points for part in parts)
    return (*parts, Part("stated counts", rest, 0)) if rest > SMALLEST else parts


def _named(parts: Sequence[Part], profile: Profile) -> tuple[Named, ...]:
    score = profile.summary.score
    points: Sequence[float | None] = [None] * len(parts)
    if score is not None and numbered(profile):
        points = score_points([part.points for part in parts], score)
    return tuple(
        Named(part.label, part.points, round(part.points / (profile.raw or 1.0), 6), many, part.interactions)
        for part, many in zip(parts, points, strict=True)
    )
