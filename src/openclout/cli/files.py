"""Scoring one file without any set-up.

Comes in: a file of interactions. Goes out: a file of scores, or a table.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

import openclout
from openclout.cli.showing import as_json, likely, show, table
from openclout.importer.sources import opened
from openclout.vocabulary.errors import BadInput

READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": pl.read_parquet,
    ".csv": pl.read_csv,
    ".tsv": lambda path: pl.read_csv(path, separator="\t"),
    ".ndjson": pl.read_ndjson,
    ".jsonl": pl.read_ndjson,
}
WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".parquet": lambda scores, path: scores.write_parquet(path),
    ".csv": lambda scores, path: scores.write_csv(path),
    ".ndjson": lambda scores, path: scores.write_ndjson(path),
}


def score_file(file: Path, out: Path | None, *, as_of: date | None, network: str | None, json: bool) -> None:
    """Score a file; the scores go to `out`, or the best twenty to the screen."""
    if out is not None and out.suffix not in WRITERS:
        raise BadInput(f"Scores are written as {', '.join(WRITERS)}; got {out.name!r}. Choose one of these endings.")
    opened(file)
    reader = READERS.get(Path(file.name.removesuffix(".gz")).suffix, pl.read_csv)
    scores = openclout.score(reader(file), as_of=as_of, network=network)
    numbered = scores["enough"].sum()
    if out is not None:
        aside = out.with_name(f".{out.name}.part")
        WRITERS[out.suffix](scores, aside)
        aside.replace(out)
        show(f"Wrote {out}: {len(scores):,} people, {numbered:,} of them with a number.")
    elif json:
        as_json(scores.rows(named=True))
    else:
        best = scores.filter("enough").head(20)
        rows = [
            (one["person"], one["score"], likely(one["low"], one["high"]), one["fans"], one["interactions"])
            for one in best.iter_rows(named=True)
        ]
        title = f"{numbered:,} of {len(scores):,} people have a number; the highest"
        show(table(title, ("person", "score", "likely", "people", "interactions"), rows))
