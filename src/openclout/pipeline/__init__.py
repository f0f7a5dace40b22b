"""One run, top to bottom: from the lake and the ledger to a published scoreboard.

Comes in: a `Home` and `Orders`. Goes out: a `Run`, and one more file on the shelf. Only here every stage is known.
"""

from openclout.pipeline.forgetting import forget_person
from openclout.pipeline.hiding import hide
from openclout.pipeline.home import Home, Orders, newest_day
from openclout.pipeline.publishing import publish
from openclout.pipeline.why import why_since

__all__ = ["Home", "Orders", "forget_person", "hide", "newest_day", "publish", "why_since"]
