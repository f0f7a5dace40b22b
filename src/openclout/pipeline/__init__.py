"""One run, top to bottom: from the lake and the ledger to a published scoreboard.

Comes in: a `Home` and `Orders`. Goes out: a `Run`, and one more file on the shelf. Only here every stage is known.
"""

from openclout.pipeline.forgetting import forget_person
from openclout.pipeline.hiding import hide
from openclout.pipeline.home import Home, Orders, newest_day
from openclout.pipeline.publishing import publish
from openclout.pipeline.shadow import Shadowed, mover, report, shadow_of
from openclout.pipeline.switching import methods_from
from openclout.pipeline.why import why_since

__all__ = [
    "Home",
    "Orders",
    "Shadowed",
    "forget_person",
    "hide",
    "methods_from",
    "mover",
    "newest_day",
    "publish",
    "report",
    "shadow_of",
    "why_since",
]
