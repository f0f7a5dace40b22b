"""An empty home for each test, and a short way to import into it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from openclout.importer import Balance, import_files
from openclout.lake import Lake
from openclout.ledger import Ledger

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Home:
    """A folder with a lake and a ledger."""

    folder: Path
    lake: Lake
    ledger: Ledger

    def write(self, name: str, content: str | bytes) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(
        self,
        *paths: Path,
        network: str | None = "forum",
        acts: dict[str, str] | None = None,
        progress: Callable[[int, int], None] | None = None,
        batch_rows: int = 1_000_000,
    ) -> tuple[Balance, ...]:
        """Import files."""
        return import_files(
            paths,
            lake=self.lake,
            ledger=self.ledger,
            network=network,
            acts=acts,
            progress=progress,
            batch_rows=batch_rows,
            now=NOW,
        )

    def rows(self) -> pl.DataFrame:
        """The interactions with native ids, sorted."""
        names = self.lake.accounts().select("key", "native_id", "network")
        rows = pl.DataFrame(self.lake.interactions(columns=("actor", "target", "act", "at", "weight", "post")))
        rows = rows.join(names, left_on="target", right_on="key").rename({"native_id": "to"})
        rows = rows.join(names.drop("network"), left_on="actor", right_on="key", how="left").rename({"native_id": "by"})
        return rows.select("network", "by", "to", "act", "at", "weight", "post").sort(
            "network", "at", "by", "to", "act"
        )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger, Lake(tmp_path / "lake") as lake:
        yield Home(tmp_path, lake, ledger)
