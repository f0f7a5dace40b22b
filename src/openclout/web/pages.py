"""The routes: a function each; the pages of a person are one, told apart by what the address ends with.

Comes in: requests. Goes out: pages. Each reads in steps: find the person, fetch the profile, show it.
"""

import json
from urllib.parse import unquote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from openclout.vocabulary.addresses import AS_JSON, address
from openclout.vocabulary.cards import written
from openclout.vocabulary.errors import Ambiguous, NotFound
from openclout.vocabulary.records import Profile, Run, Summary
from openclout.web.answers import FOREVER, FRESH, brief, goto, page, raw_path, record, site, tag, unchanged
from openclout.web.assets import Assets
from openclout.web.judged import card_view
from openclout.web.reading import Scores
from openclout.web.rivals import methods_view
from openclout.web.signals import why_view
from openclout.web.views import grouped, profile_view

SHOWN = 12
FOUND = 30
LONGEST = 200
ENDINGS = {"score": "/score.json", "why": "/why", "methods": "/methods", "record": AS_JSON, "profile": ""}
"""What stands behind a person's address: every signal as a table, the person under every method, JSON, the number."""
ROBOTS = "User-agent: *\nDisallow: /search\n"


def front(request: Request) -> Response:
    """Search, what this is, some people to look up."""
    scores = site(request).open_scores()
    run = scores.run()
    etag = tag(request, run)
    people = sorted(scores.top(limit=SHOWN), key=lambda person: (person.title.casefold(), person.name))
    shown: dict[str, object] = {"run": run, "people": people}
    return unchanged(request, etag) or page(request, "front", shown, etag=etag)


def search(request: Request) -> Response:
    """One hit goes straight to the person; several are listed; none says so, the same for every unknown name."""
    text = request.query_params.get("q", "").strip()[:LONGEST]
    if not text:
        return goto("/")
    scores = site(request).open_scores()
    try:
        return goto(address(scores.find(text).name))
    except NotFound:
        found = scores.search(text, limit=FOUND)
    shown: dict[str, object] = {"run": scores.run(), "text": text, "people": found}
    return page(request, "search", shown, status=200 if found else 404)


def person(request: Request) -> Response:
    """A person: a page with score, range, history and where the score comes from, or what the address ends with."""
    scores = site(request).open_scores()
    etag = tag(request, scores.run())
    held = unchanged(request, etag)
    return held or site(request).kept.answer(scores, etag, lambda: _made(request, scores, etag))


def _asked(request: Request) -> tuple[str, str]:
    """Whose address it is, and what is asked for.

    It is read as it was sent: a stroke that is encoded belongs to the name, so nobody is called like another's page.
    """
    sent = raw_path(request)
    name, ending = next((name, ending) for name, ending in ENDINGS.items() if sent.endswith(ending))
    return unquote(sent.removesuffix(ending))[len("/@") :], name


def _made(request: Request, scores: Scores, etag: str) -> Response:
    text, name = _asked(request)
    try:
        found = scores.find(text)
    except Ambiguous:
        return goto("/search?" + urlencode({"q": text}, errors="replace"))
    except NotFound:
        raise HTTPException(404) from None
    if found.name != text:
        return goto(address(found.name) + ENDINGS[name])
    if name == "score":
        return brief(found, scores.run(), etag)
    return _show(request, name, _fetch(scores, found), etag)


def _fetch(scores: Scores, person: Summary) -> Profile:
    return scores.profile(person.key)


def _show(request: Request, name: str, found: Profile, etag: str) -> Response:
    if name == "record":
        return record(found, etag)
    shown: dict[str, object] = {"run": found.run, "profile": found, "view": _view(request, name, found)}
    answer = page(request, name, shown, etag=etag)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _view(request: Request, name: str, found: Profile) -> object:
    """What the page of that name says of a person."""
    if name == "methods":
        return methods_view(found, site(request).methods)
    weights = {row.name: row.value for row in site(request).weights}
    return why_view(found, weights) if name == "why" else profile_view(found, weights)


def how(request: Request) -> Response:
    """The method that runs: formula, numbers, population."""
    scores = site(request).open_scores()
    run = scores.run()
    etag = tag(request, run)
    rows = site(request).weights
    number = {row.name: row.value for row in rows}
    shown: dict[str, object] = {"run": run, "weights": grouped(rows), "number": number, "fit": site(request).fit}
    return unchanged(request, etag) or page(request, "how", shown, etag=etag)


def validity(request: Request) -> Response:
    """How well the method does what it says: its validity card."""
    run = site(request).open_scores().run()
    etag = tag(request, run)
    card = site(request).card
    shown: dict[str, object] = {"run": run, "view": None if card is None else card_view(card)}
    return unchanged(request, etag) or page(request, "validity", shown, etag=etag)


def validity_record(request: Request) -> Response:
    """The validity card as JSON."""
    card = site(request).card
    if card is None:
        raise HTTPException(404)
    return Response(written(card), headers=FRESH, media_type="application/json")


def healthz(request: Request) -> Response:
    """Alive, and which run is shown."""
    run = site(request).open_scores().run()
    body = json.dumps({"ok": True, "day": run.day.isoformat(), "method": run.method})
    return Response(body, headers=FRESH, media_type="application/json")


def robots(_: Request) -> Response:
    """What search engines may read: everything but searches; each profile says noindex for itself."""
    return PlainTextResponse(ROBOTS, headers=FRESH)


def static(request: Request) -> Response:
    """A file, for ever: its address changes with its content."""
    assets = site(request).assets
    path = request.path_params["path"]
    if request.path_params["digest"] != assets.digest or path not in assets.bodies:
        raise HTTPException(404)
    return Response(assets.bodies[path], headers=FOREVER, media_type=Assets.kind(path))


def missing(request: Request, problem: Exception) -> Response:
    """No such page, or a way of asking that we do not know. The same words for everybody who is not here."""
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    headers = (problem.headers if isinstance(problem, HTTPException) else None) or {}
    if request.url.path.endswith(".json"):
        return Response(json.dumps({"status": status, "title": "Not found"}), status, media_type="application/json")
    answer = page(request, "missing", {"run": _run(request), "status": status}, status=status)
    answer.headers.update(headers)
    return answer


def failure(request: Request, _: Exception) -> Response:
    """Something of ours broke: say so, and nothing else."""
    return page(request, "failure", {"run": None}, status=500)


def _run(request: Request) -> Run:
    return site(request).open_scores().run()
