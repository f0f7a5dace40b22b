"""While a stream is followed: who asks not to be found leaves the published run, without waiting for the stream's end.

Comes in: how far the stream is, after every batch. Goes out: a run that is published again. That may take as long as a
run, so it takes a tenth of the time at most; a run that somebody else makes meanwhile reads the lake, and so obeys.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from openclout.pipeline import hide
from openclout.vocabulary.errors import Busy

if TYPE_CHECKING:
    from openclout.collector import Following
    from openclout.pipeline import Home

REST = 9
"""So many times as long as it took is waited before it is done again."""


class Obeying:
    """Hides from the published run whoever a stream says wants to be hidden."""

    def __init__(self, home: "Home", now: Callable[[], float] = time.monotonic) -> None:
        self._home = home
        self._now = now
        self._asked = 0
        self._rested = now()

    def __call__(self, following: "Following") -> None:
        """Obey what the last batches asked for, if it is time."""
        begun = self._now()
        if following.hiding == self._asked or begun < self._rested:
            return
        try:
            hide(self._home)
            self._asked = following.hiding
        except Busy:  # the run that is being published may have begun before; it is looked at after the next batch
            pass
        ended = self._now()
        self._rested = ended + REST * (ended - begun)
