"""Bodies of raw pages on their way to a file: tens of megabytes in one cell, so every copy of them counts.

Comes in: bodies as bytes. Goes out: a column of them that points at these bytes, and a file of a frame with such a
column. Arrow's views are 16 bytes each: a size, and either up to 12 bytes themselves or their first four, the number of
a buffer, and the place in it (https://arrow.apache.org/docs/format/Columnar.html, section Variable-size Binary View).
"""

import struct
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

SHORT, LONG, SHORTEST = struct.Struct("<i12s"), struct.Struct("<i4sii"), 13
ENDS = struct.Struct("<qq")


def column(bodies: Sequence[bytes]) -> pl.Series:
    """Bodies as a column `body` that points at them."""
    views = b"".join(
        LONG.pack(len(body), body[:4], place, 0) if len(body) >= SHORTEST else SHORT.pack(len(body), body)
        for place, body in enumerate(bodies)
    )
    buffers = [None, *map(pa.py_buffer, [views, *bodies])]
    return pl.Series("body", pa.Array.from_buffers(pa.binary_view(), len(bodies), buffers))


def write(rows: pl.DataFrame, path: Path, row_group: int) -> None:
    """Write a frame with the column `body`, without its smallest and largest, and without looking for any twice.

    Neither helps with bodies, and looking for them takes longer than the writing.
    """
    others = pl.DataFrame([rows[name] for name in rows.columns if name != "body"])  # `drop` would copy the bodies
    table = others.to_arrow().append_column("body", chunks(rows["body"]))
    pq.write_table(
        table.select(rows.columns),
        path,
        row_group,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        write_statistics=False,
    )


def chunks(bodies: pl.Series) -> pa.ChunkedArray:
    """Bodies as Parquet is written from them: each is a chunk that points at it."""
    array = bodies.to_arrow(compat_level=pl.CompatLevel.newest())
    _, views, *buffers = array.buffers()
    if views is None:
        return pa.chunked_array([], pa.large_binary())
    found = []
    for row, view in enumerate(LONG.iter_unpack(views[array.offset * LONG.size :][: len(array) * LONG.size])):
        size, _, buffer, start = view
        alone = array.slice(row, 1)
        if size < SHORTEST or alone.null_count:
            found.append(alone.cast(pa.large_binary()))
        else:
            ends = pa.py_buffer(ENDS.pack(start, start + size))
            found.append(pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, buffers[buffer]]))
    return pa.chunked_array(found, pa.large_binary())
