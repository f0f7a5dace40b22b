"""The command that judges a method on data: validate."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.judged import judged_sheets
from openclout.cli.options import AsJson
from openclout.cli.replacing import replace_text
from openclout.cli.showing import Told, progress, show, tell
from openclout.vocabulary.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

    from openclout.validity.card import Found
    from openclout.validity.world import World
    from openclout.vocabulary.cards import Card, PairsCard, SetCard

ENDINGS = (".parquet", ".csv", ".tsv", ".ndjson", ".jsonl", ".csv.gz", ".ndjson.gz", ".jsonl.gz")
INTERACTIONS, COUNTS = "interactions", "counts"
CHUNK_ROWS = 1_000_000
KEPT = "sets"
"""The folder, within the one for the card, in which each set's own card is kept."""


@dataclass(frozen=True)
class Data:
    """One set: its name, its file of interactions, its file of counts if it has one."""

    name: str
    interactions: Path
    counts: Path | None = None


@dataclass(frozen=True)
class Asked:
    """How to judge: cuts as shares of the span, with trees or without, where the card goes."""

    shares: tuple[float, ...]
    trees: bool
    out: Path | None


def validate(
    data: Annotated[
        list[str] | None,
        typer.Argument(metavar="DATA", help="Files of interactions, or folders that have them (interactions.*)."),
    ] = None,
    cutoffs: Annotated[
        list[float] | None,
        typer.Option(metavar="SHARE...", help="Where to cut, as shares of the span; by default 0.3 0.5 0.7."),
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Votes on pairs of people: Choice, A_..., B_...")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Gets card.json and card.html; what is judged there is not judged again."),
    ] = None,
    no_trees: Annotated[bool, typer.Option("--no-trees", help="Leave out the boosted trees: faster.")] = False,
    json: AsJson = False,
) -> None:
    """Judge the method on data: what was known before a cut has to foresee what came after it."""
    from openclout.vocabulary.cards import written

    paths, shares = _told_apart(data or [], cutoffs)
    if not paths and pairs is None:
        raise typer.BadParameter("Expected DATA, or --pairs FILE, or both; got neither.")
    if out is not None:
        _writable(out)
    with progress("judging") as told:
        card = _judged(paths, pairs, Asked(shares, not no_trees, out), told)
    if out is not None:
        _write(out, card)
    if json:
        sys.stdout.write(written(card))
    else:
        show(*judged_sheets(card))


def _told_apart(words: Sequence[str], cutoffs: Sequence[float] | None) -> tuple[tuple[Path, ...], tuple[float, ...]]:
    """Data and cuts: after --cutoffs, further numbers are cuts too. Wrong cuts end the command with 2."""
    from openclout.validity.protocol import protocol

    numbers = [word for word in words if cutoffs and _number(word) is not None and not Path(word).exists()]
    shares = tuple(sorted({*(cutoffs or protocol().cuts), *map(float, numbers)}))
    wrong = [share for share in shares if not 0.0 < share < 1.0]
    if wrong:
        raise typer.BadParameter(f"Expected shares between 0 and 1 as --cutoffs, as 0.5; got {wrong[0]:g}.")
    return tuple(Path(word) for word in words if word not in numbers), shares


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _judged(paths: Sequence[Path], pairs: Path | None, asked: Asked, told: Told) -> "Card":
    from openclout import __version__, clock
    from openclout.validity import trees
    from openclout.validity.card import Found, put_together
    from openclout.validity.protocol import protocol

    lacking = trees.missing() if asked.trees else ""
    asked = replace(asked, trees=asked.trees and not lacking)
    if lacking and paths:
        tell(lacking + " The card is made without them.")
    found = _sets(paths, asked, told)
    votes = _votes(pairs) if pairs is not None else None
    whole = Found(found.sets, found.skipped, votes, missing=lacking)
    return put_together(whole, protocol(), version=__version__, made=clock.today())


def _votes(file: Path) -> "PairsCard":
    import polars as pl

    from openclout.validity.pairs import pairs_card, votes
    from openclout.validity.protocol import protocol

    if not file.is_file():
        raise BadInput(f"{file} should be a file of votes; there is none. Correct the path.")
    try:
        table = pl.read_csv(file)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{file} should be a CSV file of votes; it cannot be read ({error}). Correct it.") from error
    name = file.parent.name or file.stem
    return pairs_card(votes(table, file.name), name, protocol())


def _sets(paths: Sequence[Path], asked: Asked, told: Told) -> "Found":
    """Every set, judged or skipped. A single one that cannot be judged is an error."""
    from openclout.validity.card import Found
    from openclout.vocabulary.cards import Skipped

    known, cards, skipped = [one for path in paths for one in _data(path)], [], []
    code = _digest(asked)
    for at, one in enumerate(known):
        told(one.name, at, len(known))
        try:
            cards.append(_one(one, asked, code, told))
        except BadInput as error:
            if len(known) == 1:
                raise BadInput(f"{one.name} cannot be judged. {error}") from error
            skipped.append(Skipped(one.name, str(error)))
    return Found(cards, skipped)


def _one(one: Data, asked: Asked, code: str, told: Told) -> "SetCard":
    """The card of one set, from the last time if nothing has changed."""
    from openclout.scoring.weights import load
    from openclout.validity.protocol import protocol
    from openclout.validity.sets import judged_set
    from openclout.vocabulary.cards import read_set, written

    kept = asked.out / KEPT / f"{one.name}.{_print(one, code)}.json" if asked.out is not None else None
    if kept is not None and kept.is_file():
        tell(f"{one.name}: judged before, taken from {kept.parent}")
        return read_set(kept.read_text(encoding="utf-8"))
    card = judged_set(
        _world(one),
        asked.shares,
        (protocol(), load()),
        with_trees=asked.trees,
        told=lambda done, cuts: told(f"{one.name}, cut {done + 1} of {cuts}", done, cuts),
    )
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_text(kept, written(card))
        for other in kept.parent.glob(f"{one.name}.*.json"):
            if other != kept:
                other.unlink()
    return card


def _data(path: Path) -> Iterator[Data]:
    """The sets of a path: a file, a folder with one, or a folder of such folders. Raises BadInput."""
    if path.is_file():
        named_by_folder = path.name.partition(".")[0] == INTERACTIONS and path.absolute().parent.name
        yield Data(path.absolute().parent.name if named_by_folder else path.name.partition(".")[0], path)
        return
    inside = [path, *sorted(one for one in path.iterdir() if one.is_dir())] if path.is_dir() else []
    found = [(folder, file) for folder in inside if (file := _file(folder, INTERACTIONS)) is not None]
    if not found:
        raise BadInput(
            f"{path} should be a file, or a folder that has interactions.*; it is neither. Correct the path."
        )
    for folder, file in found:
        yield Data(folder.absolute().name, file, _file(folder, COUNTS))


def _file(folder: Path, name: str) -> Path | None:
    return next((found for ending in ENDINGS if (found := folder / f"{name}{ending}").is_file()), None)


def _world(one: Data) -> "World":
    from openclout.validity.world import world

    rows, refused = _read(one.interactions, INTERACTIONS, one.name)
    counts, refused_counts = _read(one.counts, COUNTS, one.name) if one.counts is not None else (None, 0)
    if refused + refused_counts:
        tell(f"{one.name}: {refused + refused_counts:,} rows cannot be read and are left out")
    if rows.is_empty():
        raise BadInput("It has no row that can be read.")
    return replace(world(one.name, rows, counts), refused=refused + refused_counts)


def _read(file: Path, table: str, network: str) -> "tuple[pl.DataFrame, int]":
    """The rows of a file, as an import reads them, and how many it would refuse."""
    import polars as pl

    from openclout import clock
    from openclout.importer import columns
    from openclout.importer.reading import Way, read
    from openclout.importer.sources import opened
    from openclout.library.reading import layout

    source = opened(file)
    found = layout(source.columns, columns.INTERACTIONS if table == INTERACTIONS else columns.COUNTS, file.name)
    way, rows, refused = Way(clock.now(), network), [], 0
    for chunk in source.chunks(found.wanted, CHUNK_ROWS):
        outcome = read(chunk.rows, found, way)
        rows.append(outcome.rows[table])
        refused += len(outcome.rows["rejects"]) + len(chunk.unreadable)
    if not rows:
        raise BadInput(f"{file.name} has no rows.")
    return pl.concat(rows), refused


def _digest(asked: Asked) -> str:
    """Changes with the cuts, with the trees, and with the code that judges and is judged."""
    told = sha256(repr((asked.shares, asked.trees)).encode())
    for package in ("importer", "scoring", "validity"):
        for file in sorted(_code(files(f"openclout.{package}")), key=lambda file: file.name):
            told.update(file.read_bytes())
    return told.hexdigest()


def _code(folder: Traversable) -> Iterator[Traversable]:
    for found in folder.iterdir():
        if found.is_dir():
            yield from _code(found)
        elif found.name.endswith((".py", ".toml")):
            yield found


def _print(one: Data, code: str) -> str:
    told = sha256(code.encode())
    for file in (one.interactions, one.counts):
        told.update(file.read_bytes() if file is not None else b"")
    return told.hexdigest()[:16]


def _writable(out: Path) -> None:
    """See to it, before anything takes long, that a card can go there. Raises BadInput."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"{out} should be a folder for the card; it cannot be made ({why}). Choose another.") from error


def _write(out: Path, card: "Card") -> None:
    """The card as JSON and as a page."""
    from openclout.cli.serving import PAGES, lacking
    from openclout.vocabulary.cards import written

    replace_text(out / "card.json", written(card))
    missing = lacking(PAGES)
    if missing:
        tell(f"card.html is left out: it needs {', '.join(missing)}. Run `pip install 'openclout[server]'`.")
        return
    from openclout.web import card_page

    replace_text(out / "card.html", card_page(card))
