"""The app: routes, templates and headers put together.

Comes in: a callable that opens the newest scoreboard, the method's numbers, the methods that people are placed under.
Goes out: a Starlette app.
"""

import re
from base64 import b64encode
from collections.abc import MutableMapping, Sequence
from hashlib import sha256
from typing import cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from openclout.scoring.fits import Fit
from openclout.vocabulary.cards import Card
from openclout.web import mentions, pages
from openclout.web.answers import Site, TakeMention
from openclout.web.assets import Assets, load_assets
from openclout.web.headers import SafeHeaders
from openclout.web.judged import card_view
from openclout.web.kept import Kept
from openclout.web.reading import MethodRow, OpenScores, WeightRow
from openclout.web.traced import Traced
from openclout.web.views import FILTERS, FUNCTIONS

ROUTES = (
    Route("/", pages.front),
    Route("/search", pages.search),
    Route("/how", pages.how),
    Route("/how/validity", pages.validity),
    Route("/how/validity.json", pages.validity_record),
    Route("/healthz", pages.healthz),
    Route("/robots.txt", pages.robots),
    Route("/static/{digest}/{path:path}", pages.static),
    *(Route(f"/@{{name:path}}{ending}", pages.person) for ending in pages.ENDINGS.values()),
)
DOORS = (Route("/webmention", mentions.webmention, methods=["POST"]),)
"""What others may send us, if the settings say so."""


def create_app(  # noqa: PLR0913 - the front door: each is an option on its own
    open_scoreboard: OpenScores,
    *,
    weights: Sequence[WeightRow] = (),
    methods: Sequence[MethodRow] = (),
    made_up: bool = False,
    fit: Fit | None = None,
    card: Card | None = None,
    take_mention: TakeMention | None = None,
) -> Starlette:
    """The pages of the newest scoreboard. `made_up` says on every page that its people are invented.

    `fit` tells how the fitted numbers were found; `card` is the validity card of the method. With
    `take_mention` there is a door for Webmentions, at /webmention.
    """
    assets = load_assets()
    templates = _templates(assets, made_up=made_up)
    app = Starlette(
        routes=[*DOORS, *ROUTES] if take_mention is not None else ROUTES,
        middleware=[Middleware(Traced), Middleware(SafeHeaders)],
        exception_handlers={404: pages.missing, 405: pages.missing, 500: pages.failure},
    )
    app.router.redirect_slashes = False
    build = _build(templates, assets, card)
    facts = (tuple(weights), build, Kept(), fit, tuple(methods), card, take_mention)
    app.state.site = Site(open_scoreboard, templates, assets, *facts)
    return app


def _templates(assets: Assets, *, made_up: bool = False) -> Environment:
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
    known.update(FUNCTIONS, asset=assets.href, made_up=made_up)
    return templates


def card_page(card: Card) -> str:
    """A validity card as a page of its own: nothing to load, no script, its styles named in its own policy."""
    assets = load_assets()
    style = re.sub(r"@font-face \{.*?\n\}\n", "", assets.bodies["style.css"].decode(), flags=re.DOTALL)
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    page = _templates(assets).get_template("alone.html")
    return page.render(view=card_view(card), style=Markup(style), allowed=allowed)  # noqa: S704 - our own style sheet


def _build(templates: Environment, assets: Assets, card: Card | None) -> str:
    """Changes when a template, a static file or the validity card changes."""
    digest = sha256(assets.digest.encode())
    digest.update(repr(card).encode())
    for name in sorted(templates.list_templates()):
        source = templates.loader.get_source(templates, name)[0] if templates.loader else ""
        digest.update(f"{name}\0{source}\0".encode())
    return digest.hexdigest()[:12]
