"""Small homes for the tests: a lake, a ledger and a shelf in a folder, and short ways to fill and to read them."""

import hashlib
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from openclout.demo.world import IMPORTED, World
from openclout.importer import Balance, import_files
from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.pipeline import Home, Orders, publish
from openclout.scoreboard import Scoreboard, Shelf
from openclout.scoring.weights import CURRENT
from openclout.vocabulary.records import Link, Profile, Run

LAST = date(2026, 11, 21)
KINDS = ("accounts", "links", "posts", "counts", "interactions")


def opened(folder: Path) -> Home:
    """The home in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Home(Lake(folder / "lake"), Ledger(f"sqlite:///{folder / 'ledger.sqlite'}"), Shelf(folder / "scoreboard"))


def copied(home: Home, folder: Path) -> Home:
    """The same home in another folder."""
    home.ledger.close()
    shutil.copytree(folder_of(home), folder, dirs_exist_ok=True)
    return replace(opened(folder), keep_runs=home.keep_runs)


def folder_of(home: Home) -> Path:
    """Where a home is."""
    return home.lake.folder.parent


def take(home: Home, **tables: pl.DataFrame) -> tuple[Balance, ...]:
    """Import tables, as files of these names."""
    folder = folder_of(home) / "files"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, frame in tables.items():
        digest = hashlib.blake2b(frame.write_csv().encode(), digest_size=6).hexdigest()
        paths.append(folder / f"{name}-{digest}.parquet")
        frame.write_parquet(paths[-1])
    now = datetime.combine(LAST + timedelta(days=30), time(), UTC)
    balances = import_files(paths, lake=home.lake, ledger=home.ledger, network="forum", now=now)
    shutil.rmtree(folder)
    return balances


def take_world(home: Home, made: World) -> Home:
    """Import a made-up world."""
    frames: dict[str, pl.DataFrame] = {name: getattr(made, name) for name in KINDS}
    assert set(frames) == set(IMPORTED)
    take(home, **frames)
    return home


def acts(*rows: tuple[str, str, int], network: str = "forum", post: str | None = None) -> pl.DataFrame:
    """Interactions from (actor, target, days before noon of LAST)."""
    noon = datetime.combine(LAST, time(12), UTC)
    return pl.DataFrame(
        {
            "actor": [actor for actor, _, _ in rows],
            "target": [target for _, target, _ in rows],
            "act": "like",
            "at": [noon - timedelta(days=days) for _, _, days in rows],
            "network": network,
            "post": post,
        },
        schema_overrides={"post": pl.String},
    )


def crowd(target: str, days: int, *, fans: int = 6, network: str = "forum", per_day: int = 1) -> pl.DataFrame:
    """Some fans who act on somebody by turns, every day. Nobody acts on them, so the network counts strangers."""
    names = [f"fan{number}" for number in range(fans)]
    rows = [(names[(day + turn) % fans], target, day) for day in range(days) for turn in range(per_day)]
    return acts(*rows, network=network)


def link(home: Home, person: str, *accounts: str, since: date = date(2020, 1, 1), until: date | None = None) -> None:
    """Note that a person holds accounts, each `network:native_id`."""
    for account in accounts:
        network, _, native_id = account.partition(":")
        home.ledger.link(Link(person, person.title(), network, native_id, "given", since, until))


def run(home: Home, day: date = LAST, **orders: object) -> Run:
    """Publish a day, with a short history unless told otherwise."""
    return publish(home, Orders(day, **{"history_days": 3, **orders}))  # type: ignore[arg-type]


def methods(change: date) -> tuple[tuple[date, str], ...]:
    """The older method up to a day, the newer one from it on."""
    return (date.min, "2026.0"), (change, CURRENT)


def digest(home: Home, day: date = LAST) -> str:
    """Names the bytes of a published run."""
    return hashlib.blake2b(home.shelf.path(day).read_bytes(), digest_size=8).hexdigest()


def person(home: Home, name: str) -> Profile:
    """Somebody's profile in the newest run."""
    with home.shelf.open() as board:
        return board.profile(board.find(name).key)


def everybody(board: Scoreboard) -> list[Profile]:
    """Every profile of a run."""
    return [board.profile(row["person"]) for row in board.all("SELECT person FROM person ORDER BY person")]


def scores(home: Home, day: date | None = None) -> dict[str, tuple[object, ...]]:
    """Raw and published numbers by name, in a run."""
    with closing(home.shelf.open(day)) as board:
        rows = board.all("SELECT name, raw, score, low, high, fans, interactions, reach FROM person ORDER BY name")
    return {row["name"]: tuple(row)[1:] for row in rows}
