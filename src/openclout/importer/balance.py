"""What became of the rows of a file. Comes in: a tally of the lake. Goes out: a balance that is known to balance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """Rows by their fate: read = kept + self-interactions + duplicates + rejected."""

    source: str
    read: int
    kept: int
    self_interactions: int
    duplicates: int
    rejected: int

    def __post_init__(self) -> None:
        found = self.kept + self.self_interactions + self.duplicates + self.rejected
        if self.read != found or min(self.kept, self.self_interactions, self.duplicates, self.rejected) < 0:
            raise AssertionError(f"{self.source}: {self.read} rows were read, {found} are accounted for: {self}")
