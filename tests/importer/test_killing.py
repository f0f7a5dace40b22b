"""A process that is killed at any moment neither loses a row nor repeats one."""

import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.lake.lakes import content, same

from openclout.importer import import_files
from openclout.lake import Lake
from openclout.ledger import Ledger

KILLS = int(os.environ.get("OPENCLOUT_KILLS", "8"))
SCRIPT = Path(__file__).with_name("import_once.py")
ROWS, BATCH = 200_000, 8_000


def files(folder: Path) -> list[Path]:
    """Interactions with anonymous, repeated and bad rows; posts; accounts with counts; links."""
    chance = np.random.default_rng(7)
    names = pl.Series([f"account-{number}" for number in range(5_000)])
    at = 1_767_225_600 + chance.integers(0, 150 * 86_400, ROWS)
    acts = pl.Series(["like", "repost", "reply", "upvote", "poke"])
    rows = pl.DataFrame(
        {
            "network": pl.Series(["forum", "chat"]).gather(chance.integers(0, 2, ROWS)),
            "actor": names.gather(chance.integers(0, 5_000, ROWS)),
            "target": names.gather((chance.pareto(1.1, ROWS) * 20).astype(np.int64) % 5_000),
            "act": acts.gather(chance.choice(5, ROWS, p=[0.4, 0.3, 0.2, 0.099, 0.001])),
            "at": pl.Series(at) // 3600 * 3600,
            "post": [None if number % 3 else f"p{number % 900}" for number in range(ROWS)],
        }
    ).with_columns(actor=pl.when(pl.col("act") == "upvote").then(pl.lit("anon")).otherwise("actor"))
    rows.write_parquet(folder / "interactions.parquet")
    rows.head(30_000).write_csv(folder / "again.csv")
    posts = {"network": "forum", "post": [f"p{number}" for number in range(900)], "author": names.head(900)}
    pl.DataFrame({**posts, "at": at[:900], "text": "Words."}).write_ndjson(folder / "posts.ndjson")
    accounts = pl.DataFrame({"network": "forum", "account": names, "title": names.str.to_uppercase(), "followers": 7})
    accounts.write_csv(folder / "accounts.csv")
    links = {"network": "forum", "person": ["ann", "bob"], "account": ["account-1", "account-2"], "since": "2026-01-01"}
    pl.DataFrame(links).write_csv(folder / "links.csv")
    return [
        folder / name for name in ("interactions.parquet", "again.csv", "posts.ndjson", "accounts.csv", "links.csv")
    ]


def killed(command: list[str], steps: int, seconds: float) -> bool:
    """Run a command and kill it some time after so many steps; False if it was done before."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(steps):
            process.stdout.readline()
        try:
            assert process.wait(timeout=seconds) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


@pytest.mark.slow
def test_an_import_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    paths = files(tmp_path)
    whole = Lake(tmp_path / "whole")
    with Ledger(f"sqlite:///{tmp_path / 'whole.sqlite'}") as ledger:
        now = datetime(2026, 7, 1, tzinfo=UTC)
        balances = import_files(paths, lake=whole, ledger=ledger, batch_rows=BATCH, now=now)
        links = ledger.all_links()
    first = balances[0]
    assert min(first.kept, first.self_interactions, first.duplicates, first.rejected, balances[1].duplicates) > 0
    command = [sys.executable, str(SCRIPT), str(tmp_path / "home"), str(BATCH), *map(str, paths)]
    chance = random.Random(11)
    kills = 0
    while kills < KILLS and killed(command, chance.randint(1, 3 + 22 * kills // KILLS), chance.uniform(0, 0.04)):
        kills += 1
    broken = Lake(tmp_path / "home" / "lake")
    rows_so_far = broken.interactions().num_rows
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert kills == KILLS, f"done after {kills} kills: make the file larger"
    assert 0 < rows_so_far < content(whole)["interactions"].height
    assert same(whole, broken)
    assert content(whole)["interactions"].height == balances[0].kept + balances[1].kept
    with Ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}") as ledger:
        assert ledger.all_links() == links
        again = import_files(paths, lake=broken, ledger=ledger, now=datetime(2026, 7, 1, tzinfo=UTC))
    assert [(one.read, one.kept + one.duplicates, one.rejected) for one in again] == [
        (one.read, one.kept + one.duplicates, one.rejected) for one in balances
    ]
