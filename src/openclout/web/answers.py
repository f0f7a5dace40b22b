"""Answers: a page, a JSON record, a redirect, each with the headers that keep visitors safe.

Comes in: a template's name and what it shows. Goes out: responses; the same run, path and build give the same ETag.
Source of the headers: OWASP HTTP Headers Cheat Sheet (read 2026-11-01).
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from openclout.scoring.fits import Fit
from openclout.vocabulary.cards import Card
from openclout.vocabulary.records import Profile, Run, Summary
from openclout.web.assets import Assets
from openclout.web.kept import Kept
from openclout.web.reading import MethodRow, OpenScores, WeightRow

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
FRESH = {"cache-control": "no-cache"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
HIDDEN = {"x-robots-tag": "noindex"}
HTML = "text/html; charset=utf-8"
TakeMention = Callable[[str, str], bool]
"""Lets a Webmention (source, target) wait to be looked at; False if there is no room."""


@dataclass(frozen=True)
class Site:
    """What every page is made from. `build` changes with templates and static files."""

    open_scores: OpenScores
    templates: Environment
    assets: Assets
    weights: tuple[WeightRow, ...]
    build: str
    kept: Kept
    fit: Fit | None = None
    methods: tuple[MethodRow, ...] = ()
    card: Card | None = None
    take_mention: TakeMention | None = None


def site(request: Request) -> Site:
    """The site that answers this request."""
    found: Site = request.app.state.site
    return found


def raw_path(request: Request) -> str:
    """The path as it was sent, nothing in it decoded."""
    sent: bytes = request.scope["raw_path"]
    return sent.partition(b"?")[0].decode("ascii", "replace")


def tag(request: Request, run: Run) -> str:
    """The ETag of this address on this run."""
    asked = (_told(run), site(request).build, raw_path(request), request.scope["query_string"])
    return f'"{sha256(repr(asked).encode("utf-8", "replace")).hexdigest()[:24]}"'


@lru_cache(maxsize=4)
def _told(run: Run) -> str:
    """A digest of all facts of a run; asked for with every request, and the same all day."""
    return sha256(repr(run).encode("utf-8", "replace")).hexdigest()


def unchanged(request: Request, etag: str) -> Response | None:
    """The answer 304 when the visitor holds this very page, else None."""
    held = {known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")}
    return Response(status_code=304, headers={"etag": etag, **FRESH}) if etag in held else None


def page(request: Request, name: str, shown: dict[str, object], *, status: int = 200, etag: str = "") -> Response:
    """The template of that name as a page."""
    text = site(request).templates.get_template(f"{name}.html").render(shown)
    headers = {**SAFE, **FRESH, **({"etag": etag} if etag else {})}
    return Response(text.encode("utf-8", "replace"), status, headers, media_type=HTML)


def record(profile: Profile, etag: str) -> Response:
    """A profile as JSON: the same names as in the library, days as `2026-11-21`."""
    return _in_json(asdict(profile), etag)


def brief(person: Summary, run: Run, etag: str) -> Response:
    """A person's number as JSON, with its range, its day and the method; null together where there is none."""
    told: dict[str, object] = {
        "name": person.name,
        "title": person.title,
        "score": person.score,
        "low": person.low,
        "high": person.high,
        "day": run.day,
        "method": run.method,
    }
    return _in_json(told, etag)


def _in_json(told: dict[str, object], etag: str) -> Response:
    body = json.dumps(told, default=_day, allow_nan=False, ensure_ascii=True)
    return Response(body, headers={"etag": etag, **FRESH, **HIDDEN}, media_type="application/json")


def _day(found: object) -> str:
    if isinstance(found, date):
        return found.isoformat()
    raise TypeError(f"A profile holds numbers, words and days, not {type(found).__name__}.")


goto = partial(RedirectResponse, status_code=303)
"""Send the visitor to another address of ours."""
