"""Commands that look at a published run: top, lookup, explain, history, compare, compare-methods."""

from pathlib import Path
from typing import Annotated

import typer

from openclout.cli.options import Acts, AsJson, Day, HomeFolder, Limit, Name, Network, acts_of
from openclout.cli.showing import as_json, show
from openclout.vocabulary.errors import BadInput, NotFound

FEWEST, MOST = 2, 5
"""How many people are compared: as many as fit a screen."""


def top(
    limit: Limit = 20,
    network: Annotated[
        str | None, typer.Option(metavar="NETWORK", help="Only people with an account on this network.")
    ] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Who moves most people: the highest scores of the newest run."""
    from openclout.cli import answers, sheets
    from openclout.cli.home import newest_run

    with newest_run(home) as board:
        run, people = board.run(), board.top(limit=limit, network=network)
    if network is not None and network not in run.networks:
        raise NotFound(f"There is no network {network!r} in this run; there are {', '.join(run.networks)}.")
    if json:
        found = tuple(answers.person(one) for one in people)
        as_json(answers.Top(run.day, run.method, run.people, run.numbered, network, found))
    else:
        show(sheets.top(run, people, network))


def lookup(
    name: Name,
    search: Annotated[bool, typer.Option("--search", help="List everybody whose name begins so.")] = False,
    limit: Limit = 20,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """One person's score, range and percentile; with --search everybody whose name begins so."""
    from openclout.cli import answers, sheets
    from openclout.cli.home import newest_run

    with newest_run(home) as board:
        if search:
            people = board.search(name, limit=limit)
            answer = answers.Found(name, tuple(answers.person(one) for one in people))
            as_json(answer) if json else show(sheets.found(name, people, limit))
            return
        profile = board.profile(board.find(name).key)
    if json:
        as_json(answers.standing(profile))
    else:
        show(*sheets.headline(profile), *sheets.details(profile))


def explain(
    name: Name,
    since: Day = None,
    limit: Limit = 10,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Where a score comes from; with --since DAY why it moved since then, cause by cause."""
    from openclout.cli import answers, sheets
    from openclout.cli.home import newest_run, opened
    from openclout.settings import read_settings

    with newest_run(home) as board:
        profile = board.profile(board.find(name).key)
    change = None
    if since is not None:
        from openclout.pipeline import why_since

        if since >= profile.run.day:
            raise BadInput(f"The newest run is of {profile.run.day}; --since wants an earlier day, it is {since}.")
        with opened(read_settings(home)) as place:
            change = why_since(place, profile.summary.name, since)
    if json:
        as_json(answers.explanation(profile, limit, change))
    elif change is not None:
        show(*sheets.headline(profile), sheets.caused(change))
    else:
        show(*sheets.headline(profile), *sheets.shares(profile, limit), *sheets.discounted(profile))


def history(
    name: Name,
    days: Annotated[int, typer.Option(metavar="N", min=1, max=400, help="How many days back.")] = 30,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """The published scores of a person, day by day, and what moved them."""
    from openclout.cli import answers, sheets
    from openclout.cli.home import newest_run

    with newest_run(home) as board:
        profile = board.profile(board.find(name).key)
    last = profile.run.day
    found = tuple(day for day in profile.history if (last - day.day).days < days)
    changes = tuple(change for change in profile.changes if (last - change.until).days < days)
    if json:
        who = profile.summary
        as_json(answers.History(who.name, who.title, found, changes))
    elif found:
        show(sheets.history(profile.summary, found, changes))
    else:
        show(f"{profile.summary.title} has no published day yet.")


def compare_methods(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A file of interactions; without it the newest run.")
    ] = None,
    limit: Limit = 20,
    scores: Annotated[bool, typer.Option("--scores", help="Show scores, each on its own scale, not ranks.")] = False,
    day: Day = None,
    network: Network = None,
    act: Acts = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """The same people by our method and by those of Klout's rivals, and how far they agree."""
    from openclout.cli import methods

    if file is not None:
        from openclout.cli.files import Order

        found = methods.of_file(file, Order(None, day, network, acts_of(act), json))
    else:
        for option, given in (("--day", day), ("--network", network), ("--act", act)):
            if given:
                raise typer.BadParameter(f"{option} goes with a FILE; a published run is compared as it is.")
        found = methods.of_run(home, limit)
    if json:
        as_json(methods.answer(found, limit))
    else:
        show(*methods.sheets(found, limit, scores=scores))
    found.end()


def compare(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Two to five people.")],
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """People side by side, and whether they differ by more than chance."""
    from openclout.cli import answers, sheets
    from openclout.cli.home import newest_run

    if not FEWEST <= len(names) <= MOST:
        raise typer.BadParameter(f"Expected two to five people, got {len(names)}.")
    with newest_run(home) as board:
        keys = [board.find(name).key for name in names]
        if len(set(keys)) < len(keys):
            raise typer.BadParameter("Expected different people; two of these names are the same person.")
        profiles = [board.profile(key) for key in keys]
    pairs = answers.pairs(profiles)
    if json:
        as_json(answers.Comparison(tuple(answers.standing(one) for one in profiles), pairs))
    else:
        show(sheets.compared(profiles), *sheets.verdicts(profiles, pairs), sheets.COMPARED_WORDS)
