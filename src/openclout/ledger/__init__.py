"""The ledger: what people told us. Comes in: links, and wishes to be forgotten. Goes out: the links of a day."""

from openclout.ledger.ledger import Ledger
from openclout.ledger.mentions import Mention, Mentions

__all__ = ["Ledger", "Mention", "Mentions"]
