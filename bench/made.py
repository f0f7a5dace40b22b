"""Made-up interactions with the shape of a large network, in any number.

Comes in: a number of rows and a seed. Goes out: a Parquet file as somebody would hand it over: every account and post
has a string id. Accounts are rows / 20; those acted on follow a Zipf-Mandelbrot law (1.1), those who act a flatter one
(0.75); two thirds of what is done to somebody is done by a small pool of fans; 90 days; five acts. Rows come in any
order of time; a file of more than MIXED_UP_TO rows goes on in time from piece to piece, as large archives do.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

PIECE = 5_000_000
ACTS = ("like", "announce", "reply", "mention", "follow")
FAN_POOL = 40
LAST = 1_795_305_600_000_000
"""2026-11-22 00:00 UTC in microseconds."""
DAYS = 90
MIXED_UP_TO = 100_000_000


def write(path: Path, rows: int, *, seed: int = 7) -> None:
    """Write the file, if it is not there yet."""
    if path.exists():
        return
    aside = path.with_suffix(".part")
    accounts = max(20, rows // 20)
    targets, actors = _ladder(accounts, 1.1, 2.7), _ladder(accounts, 0.75, 1.0)
    shuffled = np.random.default_rng(seed).permutation(accounts)
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, PIECE):
        chance = np.random.default_rng((seed, first))
        during = (first / rows, min(1.0, (first + PIECE) / rows)) if rows > MIXED_UP_TO else (0.0, 1.0)
        table = _piece(chance, min(PIECE, rows - first), (targets, actors, shuffled), during)
        writer = writer or pq.ParquetWriter(aside, table.schema, compression="zstd", compression_level=1)
        writer.write_table(table, row_group_size=1_000_000)
    if writer is not None:
        writer.close()
    aside.replace(path)


def _ladder(accounts: int, power: float, shift: float) -> NDArray[np.float64]:
    """The cumulated chances of a Zipf-Mandelbrot law."""
    steps = np.cumsum((np.arange(accounts) + shift) ** -power)
    return np.asarray(steps / steps[-1])


def _piece(
    chance: np.random.Generator,
    rows: int,
    laws: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]],
    during: tuple[float, float],
) -> pa.Table:
    """So many rows; `during` is a part of the days, from 0 to 1."""
    targets, actors, shuffled = laws
    accounts = len(targets)
    target = np.searchsorted(targets, chance.random(rows)).clip(0, accounts - 1)
    stranger = shuffled[np.searchsorted(actors, chance.random(rows)).clip(0, accounts - 1)]
    fan = (target * 7919 + chance.integers(1, FAN_POOL, rows) * 104_729) % accounts
    actor = np.where(chance.random(rows) < 0.65, fan, stranger)
    from_end = 1 - during[1] + (during[1] - during[0]) * chance.random(rows)
    at = LAST - 1 - (DAYS * 86_400_000_000 * from_end).astype(np.int64)
    return (
        pl.DataFrame({"actor": actor, "target": target, "post": target * 16 + chance.integers(0, 16, rows)})
        .with_columns(
            *(
                pl.format("did:plc:{}", pl.col(name).cast(pl.String).str.zfill(24)).alias(name)
                for name in ("actor", "target")
            ),
            post=pl.format("at:{}", pl.col("post").cast(pl.String).str.zfill(20)),
            act=pl.Series(np.array(ACTS)[chance.integers(0, len(ACTS), rows)]),
            at=pl.Series(np.sort(at)).cast(pl.Datetime("us", "UTC")),
            network=pl.lit("skyline"),
        )
        .to_arrow()
    )
