"""Commands that change something: import, score, forget."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import Acts, AsJson, Day, HomeFolder, Name, Network, acts_of
from openclout.cli.rejects import IN_PART, LISTED, tell_rejects
from openclout.cli.showing import Sheet, as_json, many, progress, short_names, show, tell
from openclout.vocabulary.errors import BadInput

if TYPE_CHECKING:
    from openclout.importer import Balance
    from openclout.pipeline import Home


def keep_freed_memory() -> None:
    """Let polars keep what it freed for ten seconds, not for half a one; it is asked before polars is loaded.

    Each batch of an import wants as much as the one before gave back (docs/decisions/0048-freed-memory.md).
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:-1")


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Parquet, CSV or NDJSON (.gz too), or a folder of such.")
    ],
    network: Network = None,
    act: Acts = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Take in files of interactions, counts, posts, accounts or links; the same file twice changes nothing."""
    keep_freed_memory()
    from openclout.cli.answers import Imported, Taken
    from openclout.cli.home import opened, refuse_made_up
    from openclout.importer import import_files
    from openclout.settings import read_settings

    settings, acts = read_settings(home), acts_of(act)
    refuse_made_up(settings)
    with opened(settings, new=True) as place:
        with progress("importing") as told:
            balances = import_files(
                files,
                lake=place.lake,
                ledger=place.ledger,
                network=network,
                acts=acts,
                progress=lambda done, total: told("importing", done, total),
                batch_rows=settings.batch_rows,
            )
        rejected = [balance.source for balance in balances if balance.rejected]
        for source in rejected:
            tell_rejects(Path(source).name, place.lake.rejects(source))
        if rejected:
            tell(LISTED)
    if json:
        as_json(Imported(tuple(Taken(one.source, *_fates(one)) for one in balances)))
    else:
        show(_balanced(balances))
    if rejected:
        raise typer.Exit(IN_PART)


def _fates(one: "Balance") -> tuple[int, int, int, int, int]:
    return one.read, one.kept, one.self_interactions, one.duplicates, one.rejected


def _balanced(balances: "tuple[Balance, ...]") -> Sheet:
    """What became of the rows of each file."""
    names = short_names([one.source for one in balances])
    rows = [(names[one.source], *_fates(one)) for one in balances]
    heads = ("file", ">read", ">kept", ">self-\ninteractions", ">duplicates", ">rejected")
    return Sheet("read = kept + self-interactions + duplicates + rejected", heads, rows)


Scored = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="A file of interactions; without it the lake is scored.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where the scores of FILE go (.parquet, .csv, .ndjson).")
]
History = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=0,
        max=400,
        help="Days before to work out too, on the first run of a small lake; later runs carry the past on.",
    ),
]
Version = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="A method version (default 2026.1); of a FILE also a method file (.toml) or a rival: kred, "
        "klout-2011, ... The lake keeps the version of its last run until another one is named.",
    ),
]


def score(
    file: Scored = None,
    out: Out = None,
    day: Day = None,
    history: History = 90,
    network: Network = None,
    act: Acts = None,
    method: Version = None,
    force: Annotated[bool, typer.Option("--force", help="Publish even if too many people move too far.")] = False,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Score the lake and publish the run; or score one FILE, without any set-up."""
    from openclout.scoring.weights import CURRENT, VERSIONS

    if file is not None:
        from openclout.cli.files import Order, score_file

        score_file(file, Order(out, day, network, acts_of(act), json, method or CURRENT))
        return
    for option, given in (("--out", out), ("--network", network), ("--act", act)):
        if given:
            raise typer.BadParameter(f"{option} goes with a FILE; without one the lake is scored as it is.")
    if method is not None and method not in VERSIONS:
        raise typer.BadParameter(f"--method {method} goes with a FILE; a lake is scored by {' or '.join(VERSIONS)}.")
    _publish(home, (day, history, force), method, json=json)


def _publish(home: Path | None, orders: tuple[date | None, int, bool], method: str | None, *, json: bool) -> None:
    from openclout import clock
    from openclout.cli.answers import published
    from openclout.cli.home import opened
    from openclout.pipeline import Orders, methods_from, newest_day, publish
    from openclout.settings import read_settings

    day, history, force = orders
    if day is not None and day > clock.today():
        raise BadInput(f"{day} has not come yet: today is {clock.today()}. Score an earlier day.")
    settings = read_settings(home)
    with opened(settings) as place, progress("scoring") as told:
        until = day or newest_day(place)
        methods = methods_from(place, until, method, force=force)
        shadow = settings.shadow_methods
        told_to = Orders(until, methods, history_days=history, force=force, shadow=shadow)
        run = publish(place, told_to, told)
    if json:
        as_json(published(run))
        return
    show(
        f"Published {run.day}, method {run.method}: {many(run.people, 'person', 'people')}, "
        f"{run.numbered:,} of them with a number",
        f"from {many(run.interactions, 'interaction', 'interactions')}; mean {run.mean:.1f}, "
        f"95th percentile {run.p95:.1f}",
    )
    if len(methods) > 1:
        show(f"From {run.day} on the method is {run.method}; every number published before stays as it was.")
    if run.weakly_hardened:
        show(f"weakly hardened against fakes, as most reactions come from strangers: {', '.join(run.weakly_hardened)}")
    show("See `openclout top`, `openclout explain NAME`, `openclout serve`.")


def forget(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Remove a person from the lake, the ledger and every scoreboard, for good."""
    from openclout.cli.answers import Forgotten
    from openclout.cli.home import opened
    from openclout.pipeline import forget_person
    from openclout.settings import read_settings

    settings = read_settings(home)
    with opened(settings) as place:
        if not yes:
            whom = _whom(place, name)
            question = f"Forget {whom} in the lake, the ledger and every scoreboard? This cannot be undone."
            typer.confirm(question, abort=True, err=True)
        with progress("forgetting"):
            handles = {
                f"{row[0]}:{row[1]}": row for row in place.lake.accounts()[["network", "native_id", "handle"]].rows()
            }
            forgotten = forget_person(place, name)
            _out_of_crawls(settings.home, [handles[account] for account in forgotten if account in handles])
    if json:
        as_json(Forgotten(len(forgotten)))
        return
    they, them = ("It", "it") if len(forgotten) == 1 else ("They", "them")
    accounts = many(len(forgotten), "account", "accounts")
    show(f"Forgot {accounts}. {they} will not come back: imports refuse {them} from now on.")


def _out_of_crawls(home: Path, accounts: "list[tuple[str, str, str]]") -> None:
    """What the collector remembers of accounts (network, native id, handle), if it was ever used."""
    if not (home / "collector.sqlite").exists():
        return
    from openclout.collector import State

    with State(home / "collector.sqlite") as state:
        for network, *names in accounts:
            state.forget(network, names)


def _whom(place: "Home", name: str) -> str:
    """Who would be forgotten, as far as a run tells. Raises NotFound or Ambiguous."""
    if not place.shelf.days():
        return name
    from contextlib import closing

    with closing(place.shelf.open()) as board:
        person = board.find(name)
        accounts = [f"{network}:{native_id}" for network, native_id in board.accounts(person.key)]
    return f"{person.title} ({', '.join(accounts)})"
