"""From which day on which version counts.

Comes in: what is published, the day to run, and perhaps another version. Goes out: the `methods` of `Orders`. A switch
is an order of its own: software that brings a newer version changes no lake's method by itself.
"""

from contextlib import closing
from datetime import date

from openclout.pipeline.home import Home
from openclout.scoring.weights import CURRENT, VERSIONS
from openclout.vocabulary.errors import BadInput, RefusedRun


def methods_from(
    home: Home, day: date, version: str | None = None, *, force: bool = False
) -> tuple[tuple[date, str], ...]:
    """The version of each day of a run: as published until now, and `version` from `day` on.

    Without a version the one of the newest run goes on, or the newest there is where nothing is published. Raises
    BadInput for a version that does not ship, RefusedRun for a day that is published already by another one.
    """
    if version is not None and version not in VERSIONS:
        raise BadInput(
            f"Published runs keep to the versions that ship: {', '.join(VERSIONS)}; got {version!r}. "
            "Score a FILE by it, or see what it would change: `openclout shadow`."
        )
    known = [found for found in home.shelf.days() if found <= day]
    if not known:
        return ((date.min, version or CURRENT),)
    with closing(home.shelf.open(known[-1])) as board:
        before = board.run().method
    if version in (None, before):
        return ((date.min, before),)
    if known[-1] == day and not force:
        raise RefusedRun(
            f"Expected a day after {day} for the switch to {version}, since {day} is published by {before} and stays "
            "as it is. Switch with the next day's run; publish the day again all the same with --force."
        )
    return (date.min, before), (day, version or before)
