"""Files, read piece by piece.

Comes in: a path. Goes out: chunks of rows under our column names, and the lines that cannot be read at all.
A chunk is a pure function of the file, the columns, the size and its number, since the lake relies on that.
Text is cut at line ends, about 64 bytes for each row of the size; CSV not within quotes (RFC 4180).
"""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl
from polars.exceptions import ComputeError, PolarsError

from openclout.vocabulary.errors import BadInput

BYTES_PER_ROW = 64
FORMATS = "Parquet (.parquet), CSV (.csv, .tsv), NDJSON (.ndjson, .jsonl), the latter two also with .gz"
ENDINGS = (".parquet", ".csv", ".tsv", ".ndjson", ".jsonl")
Wanted = Mapping[str, str]
"""Our name of each column to read, and the file's."""
BROKEN = "\0"
"""Stands for a line that is not text."""


@dataclass(frozen=True)
class Chunk:
    """Some rows: the wanted columns and `line`, where each row stands. `done` of the file's `total` are behind."""

    rows: pl.DataFrame
    unreadable: tuple[tuple[int, str], ...]
    done: int


@dataclass(frozen=True)
class ParquetSource:
    """A Parquet file; lines are row numbers from 1."""

    path: Path
    total: int
    columns: tuple[str, ...]

    def chunks(self, wanted: Wanted, size: int) -> Iterator[Chunk]:
        """The rows, `size` at a time."""
        named = [pl.col(theirs).alias(ours) for ours, theirs in wanted.items()]
        for first in range(0, self.total, size):
            rows = pl.scan_parquet(self.path, glob=False).select(named).slice(first, size).collect()
            lines = pl.int_range(first + 1, first + rows.height + 1, dtype=pl.Int64, eager=True)
            yield Chunk(rows.with_columns(line=lines), (), first + rows.height)


@dataclass(frozen=True)
class CsvSource:
    """A CSV file; lines are lines of the file, the header being the first."""

    path: Path
    total: int
    columns: tuple[str, ...]
    delimiter: str

    def chunks(self, wanted: Wanted, size: int) -> Iterator[Chunk]:
        """The rows of one block at a time."""
        for block, line, done in blocks(self.path, size * BYTES_PER_ROW, quoted=True):
            text, first = (block.partition(b"\n")[2], line + 1) if line == 1 else (block, line)
            table = self._quick(text, first)
            frame, unreadable = (table, ()) if table is not None else self._careful(text, first)
            yield Chunk(frame.select("line", **dict(wanted)), tuple(unreadable), done)

    def _quick(self, block: bytes, line: int) -> pl.DataFrame | None:
        """The rows, if every line is a row of the right width and nothing is quoted; None otherwise."""
        lines = block.count(b"\n") + (not block.endswith(b"\n") and bool(block))
        delimiters = block.count(self.delimiter.encode())
        if b'"' in block or delimiters != lines * (len(self.columns) - 1) or len(self.columns) == 1 or not lines:
            return None
        try:
            rows = pl.read_csv(
                block,
                has_header=False,
                new_columns=list(self.columns),
                separator=self.delimiter,
                infer_schema=False,
                quote_char=None,
            )
        except PolarsError:
            return None
        if rows.height != lines or rows.width != len(self.columns):
            return None
        return rows.with_columns(line=pl.int_range(line, line + lines, dtype=pl.Int64))

    def _careful(self, block: bytes, line: int) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
        """The rows, record by record, and the lines that are no rows."""
        good: list[list[str]] = []
        places: list[int] = []
        bad: list[tuple[int, str]] = []
        for place, fields in records(block.splitlines(keepends=True), self.delimiter, len(self.columns)):
            if fields is None:
                bad.append((line + place, "This line is not UTF-8, or a quote in it does not end."))
            elif len(fields) != len(self.columns):
                bad.append((line + place, f"{len(self.columns)} fields expected, {len(fields)} found."))
            else:
                good.append(fields)
                places.append(line + place)
        columns = zip(*good, strict=True) if good else ((),) * len(self.columns)
        rows = {
            name: pl.Series([text or None for text in texts], dtype=pl.String)
            for name, texts in zip(self.columns, columns, strict=True)
        }
        return pl.DataFrame({**rows, "line": pl.Series(places, dtype=pl.Int64)}), bad


def records(lines: Sequence[bytes], delimiter: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """The records of a CSV text and the line on which each begins; None for a line that is no record.

    When a quote does not end where it should, only its own line is given up.
    """
    texts = [decoded(line) for line in lines]
    place = 0
    while place < len(texts):
        begin = place
        rest = (texts[number] or BROKEN for number in range(place, len(texts)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        try:
            for fields in reader:
                following = place + reader.line_num
                if BROKEN in fields or (len(fields) != width and following > begin + 1):
                    break
                if fields:
                    yield begin, fields
                begin = following
            else:
                return
        except csv.Error:
            pass
        yield begin, None
        place = begin + 1


def decoded(line: bytes) -> str | None:
    """A line as text; None if it is not UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True)
class NdjsonSource:
    """A file with one JSON object on each line; columns are the keys of its first lines."""

    path: Path
    total: int
    columns: tuple[str, ...]

    def chunks(self, wanted: Wanted, size: int) -> Iterator[Chunk]:
        """The rows of one block at a time; everything is text."""
        for block, line, done in blocks(self.path, size * BYTES_PER_ROW, quoted=False):
            frame, bad = parsed(block, line, wanted)
            yield Chunk(frame, tuple(bad), done)


def parsed(block: bytes, line: int, wanted: Wanted) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The rows of a block of NDJSON and the lines that are none."""
    lines = block.count(b"\n") + (not block.endswith(b"\n") and bool(block))
    try:
        rows = pl.read_ndjson(block, schema=dict.fromkeys(wanted.values(), pl.String()))
    except ComputeError:
        rows = None
    if rows is not None and rows.height == lines:
        places = pl.int_range(line, line + lines, dtype=pl.Int64)
        return rows.select(places.alias("line"), **{ours: pl.col(theirs) for ours, theirs in wanted.items()}), []
    return parsed_singly(block, line, wanted)


def parsed_singly(block: bytes, line: int, wanted: Wanted) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The same, line by line: slower, and nothing good is lost."""
    bad: list[tuple[int, str]] = []
    found: dict[str, list[str | None]] = {ours: [] for ours in wanted}
    places: list[int] = []
    for place, text in enumerate(block.splitlines(), line):
        if not text.strip():
            continue
        row = json_object(text)
        if row is None:
            bad.append((place, "This line is not a JSON object."))
            continue
        places.append(place)
        for ours, theirs in wanted.items():
            found[ours].append(as_text(row.get(theirs)))
    columns = {ours: pl.Series(texts, dtype=pl.String) for ours, texts in found.items()}
    return pl.DataFrame({"line": pl.Series(places, dtype=pl.Int64), **columns}), bad


def json_object(text: bytes) -> dict[str, object] | None:
    """The object that a line holds; None if it holds something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, object]", found) if isinstance(found, dict) else None


def as_text(found: object) -> str | None:
    """What a JSON field says, as text."""
    if found is None or isinstance(found, str):
        return found
    return json.dumps(found)


Source = ParquetSource | CsvSource | NdjsonSource


def files_in(path: Path) -> tuple[Path, ...]:
    """The files of a folder that can be read here, by name; a file is itself. Raises BadInput for a folder of none."""
    if not path.is_dir():
        return (path,)
    found = tuple(sorted(file for file in path.iterdir() if file.name.lower().removesuffix(".gz").endswith(ENDINGS)))
    if not found:
        raise BadInput(f"{path} is a folder; it should have files of {FORMATS}, and has none. Name the file.")
    return found


def opened(path: Path) -> Source:
    """The file as what it is: content comes first, then the ending of its name. Raises BadInput."""
    if path.is_dir():
        raise BadInput(f"{path} should be a file; it is a folder. Name a file in it.")
    if not path.is_file():
        raise BadInput(f"{path} should be a file; there is none. Correct the path.")
    with path.open("rb") as stream:
        start = stream.read(4)
    total = path.stat().st_size
    if start == b"PAR1":
        return parquet(path)
    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    first = beginning(path)
    if ending in ("ndjson", "jsonl", "json") or (ending not in ("csv", "tsv", "txt") and first.lstrip()[:1] == b"{"):
        return NdjsonSource(path, total, tuple(keys(first)))
    if ending in ("csv", "tsv", "txt"):
        header = first.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").rstrip("\r")
        delimiter = max(",\t;|", key=header.count)
        return CsvSource(path, total, tuple(next(csv.reader([header], delimiter=delimiter), [])), delimiter)
    came = "something else. Convert it first" if total else "empty. Make it again"
    raise BadInput(f"{path} should be one of {FORMATS}; it is {came}.")


def parquet(path: Path) -> ParquetSource:
    """A Parquet file, if it can be read."""
    try:
        frame = pl.scan_parquet(path, glob=False)
        columns = frame.collect_schema().names()
        return ParquetSource(path, int(frame.select(pl.len()).collect().item()), tuple(columns))
    except (PolarsError, OSError) as error:
        raise BadInput(f"{path} begins like a Parquet file and cannot be read: {error}. Make it again.") from error


def beginning(path: Path) -> bytes:
    """The first lines of a text file."""
    for block, _, _ in blocks(path, 1 << 20, quoted=False):
        return block
    return b""


def keys(first: bytes) -> list[str]:
    """The keys of the first lines, in the order in which they come up."""
    rows = (json_object(line) for line in first.splitlines())
    return list(dict.fromkeys(key for row in rows if row is not None for key in row))


def blocks(path: Path, size: int, *, quoted: bool) -> Iterator[tuple[bytes, int, int]]:
    """The file in blocks of whole lines: the block, the number of its first line, and bytes read so far."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw) if packed else raw)
        line, rest = 1, b""
        try:
            while more := stream.read(size):
                block, rest = cut(rest + more, quoted=quoted)
                if block:
                    yield block, line, raw.tell()
                    line += block.count(b"\n")
        except (OSError, EOFError) as error:
            raise BadInput(f"{path} is damaged: {error}. Fetch or make it again.") from error
        if rest:
            yield rest, line, raw.tell()


def cut(text: bytes, *, quoted: bool) -> tuple[bytes, bytes]:
    """The whole lines at the start, and what is left; a line end within quotes is none."""
    end = text.rfind(b"\n") + 1
    if quoted and text.count(b'"', 0, end) % 2:
        before = text.rfind(b"\n", 0, text.rfind(b'"', 0, end)) + 1
        end = before or end
    return text[:end], text[end:]
