"""The app: routes, templates and headers put together.

Comes in: a callable that opens the newest scoreboard, the method's numbers. Goes out: a Starlette app.
"""

from collections.abc import MutableMapping, Sequence
from hashlib import sha256
from typing import cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from openclout.web import mentions, pages
from openclout.web.answers import Site, TakeMention
from openclout.web.assets import Assets, load_assets
from openclout.web.headers import SafeHeaders
from openclout.web.kept import Kept
from openclout.web.reading import OpenScores, WeightRow
from openclout.web.views import FILTERS, FUNCTIONS

ROUTES = (
    Route("/", pages.front),
    Route("/search", pages.search),
    Route("/how", pages.how),
    Route("/healthz", pages.healthz),
    Route("/robots.txt", pages.robots),
    Route("/static/{digest}/{path:path}", pages.static),
    Route("/@{name:path}/score.json", pages.score_record),
    Route("/@{name:path}.json", pages.profile_record),
    Route("/@{name:path}/why", pages.why),
    Route("/@{name:path}", pages.profile),
)
DOORS = (Route("/webmention", mentions.webmention, methods=["POST"]),)
"""What others may send us, if the settings say so."""


def create_app(
    open_scoreboard: OpenScores,
    *,
    weights: Sequence[WeightRow] = (),
    made_up: bool = False,
    take_mention: TakeMention | None = None,
) -> Starlette:
    """The pages of the newest scoreboard. `made_up` says on the front page that its people are invented.

    With `take_mention` there is a door for Webmentions, at /webmention.
    """
    assets = load_assets()
    templates = _templates(assets)
    app = Starlette(
        routes=[*DOORS, *ROUTES] if take_mention is not None else ROUTES,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={404: pages.missing, 405: pages.missing, 500: pages.failure},
    )
    app.router.redirect_slashes = False
    build = _build(templates, assets)
    app.state.site = Site(open_scoreboard, templates, assets, tuple(weights), build, made_up, Kept(), take_mention)
    return app


def _templates(assets: Assets) -> Environment:
    templates = Environment(
        loader=PackageLoader("openclout.web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(FILTERS)
    known = cast("MutableMapping[str, object]", templates.globals)  # else only Jinja's own functions fit
    known.update(FUNCTIONS, asset=assets.href)
    return templates


def _build(templates: Environment, assets: Assets) -> str:
    """Changes when a template or a static file changes."""
    digest = sha256(assets.digest.encode())
    for name in sorted(templates.list_templates()):
        source = templates.loader.get_source(templates, name)[0] if templates.loader else ""
        digest.update(f"{name}\0{source}\0".encode())
    return digest.hexdigest()[:12]
