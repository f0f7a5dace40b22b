"""Commands that do something: import, score, forget, demo, serve, doctor."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from openclout.cli.options import AsJson, Day, HomeFolder, Name, day_of
from openclout.cli.showing import as_json, progress, show, table

IN_PART = 4
SHOWN_REJECTS = 5


def import_(
    files: Annotated[list[Path], typer.Argument(help="Parquet, CSV or NDJSON (.gz too).", metavar="FILE...")],
    network: Annotated[str | None, typer.Option(help="The network of rows that name none.")] = None,
    act: Annotated[list[str] | None, typer.Option(help="What a word of yours means, as poke=like.")] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Take in files of interactions, counts, posts, accounts or links; the same file twice changes nothing."""
    from openclout.cli.home import home_of
    from openclout.importer import import_files
    from openclout.settings import read_settings

    settings = read_settings(home)
    place = home_of(settings)
    with progress("importing") as told:
        balances = import_files(
            files,
            lake=place.lake,
            ledger=place.ledger,
            network=network,
            acts=_mapped(act or []),
            progress=told,
            batch_rows=settings.batch_rows,
        )
    if json:
        as_json(balances)
    else:
        heads = ("file", "read", "kept", "self-interactions", "duplicates", "rejected")
        rows = [
            (one.source, one.read, one.kept, one.self_interactions, one.duplicates, one.rejected) for one in balances
        ]
        show(table("read = kept + self-interactions + duplicates + rejected", heads, rows))
    rejected = [one.source for one in balances if one.rejected]
    if rejected:
        _show_rejects(place.lake.rejects().rows(named=True), rejected)
        raise typer.Exit(IN_PART)


def _mapped(words: list[str]) -> dict[str, str]:
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise typer.BadParameter(f"Expected --act WORD=ACT, as poke=like; got {wrong[0]!r}.")
    return dict(word.split("=", 1) for word in words)


def _show_rejects(rejects: list[dict[str, object]], sources: list[str]) -> None:
    mine = [reject for reject in rejects if reject["source"] in sources]
    for reject in mine[:SHOWN_REJECTS]:
        sys.stderr.write(f"{reject['source']}, line {reject['line']}, {reject['column']}: {reject['reason']}\n")
    if len(mine) > SHOWN_REJECTS:
        sys.stderr.write(f"... and {len(mine) - SHOWN_REJECTS} more, all in the lake's table `rejects`\n")


def score(
    file: Annotated[Path | None, typer.Argument(help="A file of interactions; without it the lake is scored.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the scores of FILE go (.parquet, .csv, .ndjson).")] = None,
    day: Day = None,
    history: Annotated[int, typer.Option(help="Days before to work out if none is published.")] = 90,
    network: Annotated[str | None, typer.Option(help="The network of rows that name none.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Publish even if too many people move too far.")] = False,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Score the lake and publish the run; or score one FILE, without any set-up."""
    if file is not None:
        from openclout.cli.files import score_file

        score_file(file, out, as_of=day_of(day), network=network, json=json)
        return
    from openclout.cli.home import home_of
    from openclout.pipeline import Orders, newest_day, publish
    from openclout.settings import read_settings

    place = home_of(read_settings(home))
    with progress("scoring") as told:
        run = publish(
            place,
            Orders(day_of(day) or newest_day(place), history_days=history, force=force),
            lambda _stage, done, total: told(done, total),
        )
    if json:
        as_json(run)
        return
    show(
        f"Published {run.day}, method {run.method}: {run.people:,} people, {run.numbered:,} of them with a number "
        f"(mean {run.mean:.1f}, 95th percentile {run.p95:.1f}), from {run.interactions:,} interactions.",
        "See `openclout top`, `openclout explain NAME`, `openclout serve`.",
    )
    if run.weakly_hardened:
        show(f"Weakly hardened against fakes: {', '.join(run.weakly_hardened)} (most reactions come from strangers).")


def forget(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Remove a person from the lake, the ledger and every scoreboard, for good."""
    from openclout.cli.home import home_of
    from openclout.pipeline import forget_person
    from openclout.settings import read_settings

    place = home_of(read_settings(home))
    if not yes:
        typer.confirm(f"Forget {name} in the lake, the ledger and every scoreboard? This cannot be undone.", abort=True)
    forgotten = forget_person(place, name)
    if json:
        as_json({"forgotten": len(forgotten)})
    else:
        show(f"Forgot {len(forgotten)} accounts. They will not come back: imports refuse them from now on.")


def demo(
    home: HomeFolder = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the site.")] = None,
    people: Annotated[int, typer.Option(min=120, max=20_000, help="How many people the world has.")] = 3000,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the world, do not serve it.")] = False,
) -> None:
    """Make up a small world, score it, and show the site. No keys, no accounts, no internet."""
    from openclout.cli.home import home_of, shelf_of
    from openclout.demo.building import build_demo
    from openclout.settings import read_settings

    settings = read_settings(home or Path("demo-home"))
    with progress("making up a world") as told:
        build_demo(home_of(settings), people=people, progress=lambda _stage, done, total: told(done, total))
    if not build_only:
        _serve(shelf_of(settings).newest, settings.host, settings.port if port is None else port, made_up=True)


def serve(
    host: Annotated[str | None, typer.Option(help="Network address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = None,
    home: HomeFolder = None,
) -> None:
    """Show the site until Ctrl-C."""
    from openclout.cli.home import shelf_of
    from openclout.settings import read_settings

    settings = read_settings(home)
    shelf = shelf_of(settings)
    shelf.open().close()
    _serve(shelf.newest, host or settings.host, settings.port if port is None else port, made_up=False)


def _serve(open_scoreboard: Callable[[], object], host: str, port: int, *, made_up: bool) -> None:
    try:
        from openclout.web import create_app
        from openclout.web import serve as answer
    except ImportError as error:
        from openclout.vocabulary.errors import OpenCloutError

        raise OpenCloutError(
            f"The site needs more packages ({error}). Run `pip install 'openclout[server]'`."
        ) from error
    from openclout.scoring.weights import entries

    answer(create_app(open_scoreboard, weights=entries(), made_up=made_up), host, port)


def doctor(home: HomeFolder = None, json: AsJson = False) -> None:
    """Look whether everything is in order: folders, lake, ledger, scoreboards, memory, clock."""
    from openclout.cli.checks import examine
    from openclout.settings import read_settings

    findings = examine(read_settings(home))
    if json:
        as_json(findings)
    else:
        rows = [("ok" if finding.fine else "look", finding.what, finding.words) for finding in findings]
        show(table("What was looked at", ("", "what", "found"), rows))
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)
