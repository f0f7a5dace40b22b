"""What became of a crawl. Comes in: a tally of the lake. Goes out: a balance that is known to balance."""

from dataclasses import dataclass

from openclout.lake import Tally
from openclout.vocabulary.networks import Account


@dataclass(frozen=True)
class Collected:
    """Records of an account by their fate: read = kept + self_interactions + duplicates + rejected.

    `pages` counts the answers that are kept, `trouble` says why the crawl did not come to its end (empty: it did).
    """

    account: Account
    pages: int
    tally: Tally
    trouble: str = ""

    def __post_init__(self) -> None:
        found = self.tally
        fates = (found.kept, found.self_interactions, found.duplicates, found.rejected)
        if found.read != sum(fates) or min(fates) < 0:
            raise AssertionError(f"{found.read} records were read, {sum(fates)} are accounted for: {found}")
