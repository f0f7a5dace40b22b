"""The lake: every interaction, count, post and account, kept for good. Comes in: batches. Goes out: Arrow tables."""

from openclout.lake.batch import NAMED, OPTIONAL, Batch, Tally, origin
from openclout.lake.lake import Lake

__all__ = ["NAMED", "OPTIONAL", "Batch", "Lake", "Tally", "origin"]
