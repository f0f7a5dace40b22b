"""Commands that go on until Ctrl-C or look after the place: demo, serve, doctor."""

import socket
from functools import partial
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import AsJson, HomeFolder, Port
from openclout.cli.showing import Sheet, as_json, many, progress, show
from openclout.vocabulary.errors import BadInput, OpenCloutError

if TYPE_CHECKING:
    from openclout.settings import Settings
    from openclout.vocabulary.cards import Card

DEMO_HOME = Path("demo-home")
SITE = ("jinja2", "starlette", "uvicorn")
"""What the extra `server` brings."""
PAGES = ("jinja2", "starlette")
"""What it takes to make a page."""


def demo(
    home: Annotated[
        Path, typer.Option("--home", metavar="FOLDER", help="Folder of the made-up world; none of your own.")
    ] = DEMO_HOME,
    port: Port = None,
    people: Annotated[
        int, typer.Option(metavar="N", min=120, max=20_000, help="How many people the world has.")
    ] = 3000,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the world, do not serve it.")] = False,
) -> None:
    """Make up a small world, score it, and show the site. No keys, no accounts, no internet."""
    from openclout.cli.home import opened
    from openclout.demo.building import build_demo
    from openclout.settings import read_settings

    settings = read_settings(home)
    place = (settings.host, settings.port if port is None else port)
    if not build_only:
        _ready(place)
    with opened(settings, new=True) as rooms, progress("making up a world", aloud=True) as told:
        run = build_demo(rooms, people=people, progress=told)
    numbered = many(run.numbered, "person has", "people have")
    show(f"A made-up world of {people:,} people is in {home}; {numbered} a number.")
    if not build_only:
        _serve(settings, place)


def serve(
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Network address to listen on.")] = None,
    port: Port = None,
    home: HomeFolder = None,
) -> None:
    """Show the site until Ctrl-C."""
    from openclout.cli.home import shelf_of
    from openclout.settings import read_settings

    settings = read_settings(home)
    shelf_of(settings).open().close()
    place = (host or settings.host, settings.port if port is None else port)
    _ready(place)
    _serve(settings, place)


def lacking(names: tuple[str, ...]) -> list[str]:
    """Which of these packages are not installed."""
    return [name for name in names if find_spec(name) is None]


def _ready(place: tuple[str, int]) -> None:
    """See to it that the site can be shown, before anything takes long. Raises OpenCloutError or BadInput."""
    missing = lacking(SITE)
    if missing:
        raise OpenCloutError(f"The site needs {', '.join(missing)} too. Run `pip install 'openclout[server]'`.")
    host, port = place
    try:
        socket.create_server(place, family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise BadInput(
            f"The site cannot listen on {host}, port {port} ({why}). "
            "Choose another port with --port, or 0 for a free one."
        ) from error


def _serve(settings: "Settings", place: tuple[str, int]) -> None:
    from openclout import clock
    from openclout.cli.home import ledger_of, shelf_of
    from openclout.demo.building import MARK
    from openclout.scoring.fits import fits
    from openclout.scoring.methods import METHODS
    from openclout.scoring.weights import entries
    from openclout.web import create_app
    from openclout.web import serve as answer

    newest, card = shelf_of(settings).newest, card_of(settings.home)
    made_up = (settings.home / MARK).exists()
    told = partial(create_app, newest, weights=entries(), methods=METHODS, made_up=made_up, fit=fits(), card=card)
    if not settings.webmention:
        answer(told(), *place)
        return
    with ledger_of(settings) as ledger:

        def take(source: str, target: str) -> bool:
            return ledger.mentions.take(source, target, clock.now())

        answer(told(take_mention=take), *place)


def card_of(home: Path) -> "Card | None":
    """The validity card: that of the home if it has one, else the one that came with the package. Raises BadInput."""
    from openclout.vocabulary.cards import read_card

    shipped = files("openclout.validity").joinpath("card.json")
    own = home / "validity" / "card.json"
    found = own if own.is_file() else shipped
    return read_card(found.read_text(encoding="utf-8")) if found.is_file() else None


def doctor(home: HomeFolder = None, json: AsJson = False) -> None:
    """Look whether everything is in order: folders, lake, ledger, scoreboards, memory, clock."""
    from openclout.cli.answers import Findings
    from openclout.cli.checks import examine
    from openclout.settings import read_settings

    findings = examine(read_settings(home))
    fine = all(finding.state != "fault" for finding in findings)
    if json:
        as_json(Findings(fine, tuple(findings)))
    else:
        rows = [(finding.state, finding.what, finding.words) for finding in findings]
        faults = sum(finding.state == "fault" for finding in findings)
        title = "Everything is in order" if fine else f"{many(faults, 'fault', 'faults')} found"
        show(Sheet(title, ("", "what", "found"), rows))
    if not fine:
        raise typer.Exit(1)
