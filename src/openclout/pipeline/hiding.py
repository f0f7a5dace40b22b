"""Whoever asked not to be found leaves the scoreboards at once.

Comes in: a home whose lake was told of it. Goes out: scoreboards without them. In the lake they stay, so that what they
did to others counts, and so that they come back with the next run if they change their mind.
"""

from datetime import date

import numpy as np

from openclout.consent import DISCOVERABLE
from openclout.pipeline.forgetting import publish_again
from openclout.pipeline.home import Home
from openclout.scoring.rows import Int32


def hide(home: Home) -> int:
    """Publish the newest run again if one shows somebody who is hidden by now; how many accounts left it.

    Older runs, which still show them, are deleted. Raises Busy beside another run.
    """
    if home.visibility != DISCOVERABLE:
        return 0
    with home.shelf.alone():
        hidden = home.lake.hidden_accounts()
        shown = [_shown(home, day, hidden) for day in home.shelf.days()]
        if any(shown):
            publish_again(home)
    return shown[-1] if shown else 0


def _shown(home: Home, day: date, hidden: Int32) -> int:
    """How many of the hidden accounts the run of a day shows."""
    with home.shelf.open(day) as board:
        return int(np.isin(board.keys(), hidden).sum())
