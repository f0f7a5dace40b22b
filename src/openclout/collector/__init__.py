"""Talks to other people's servers, and nobody else does.

Comes in: accounts, and networks that stream. Goes out: raw pages and the rows read from them, in the lake.
"""

from openclout.collector.crawling import Means, Stopped, collect
from openclout.collector.following import follow
from openclout.collector.mentioned import Verified, sentences, verify
from openclout.collector.recognising import recognised
from openclout.collector.reports import Collected
from openclout.collector.rereading import Reread, reread
from openclout.collector.session import Manners, Session, Surroundings
from openclout.collector.state import State
from openclout.collector.streaming import Following

__all__ = [
    "Collected",
    "Following",
    "Manners",
    "Means",
    "Reread",
    "Session",
    "State",
    "Stopped",
    "Surroundings",
    "Verified",
    "collect",
    "follow",
    "recognised",
    "reread",
    "sentences",
    "verify",
]
