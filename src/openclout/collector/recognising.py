"""Whose account a text means: a handle, or the address of a page.

Comes in: what somebody typed. Goes out: an account of one of the networks. Handles and addresses that say enough are
recognised without asking anybody; of an unknown host the page itself is asked once, and what its server says it is.
Sources: NodeInfo 2.1 (https://nodeinfo.diaspora.software/protocol), RSS autodiscovery (https://www.rssboard.org/rss-autodiscovery),
`rel=alternate` of activity+json (W3C ActivityPub 3.2), as noted 2026-11-22.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import urljoin, urlsplit

from openclout.collector.session import Session
from openclout.dialects.paging import at
from openclout.vocabulary.errors import NetworkError, NotFound
from openclout.vocabulary.networks import Account, Connector, Request

ADDRESS = re.compile(r"^(https?://)?[\w.-]+\.[a-z][a-z0-9-]+(:\d+)?(/\S*)?$", re.IGNORECASE)
TAG = re.compile(r"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
ACTIVITY = "application/activity+json"
LOOKED_AT = 1 << 18
"""Bytes of a page that are looked at: its head."""
LAST = ("feeds", "feed", "web")
"""Networks that take any page for theirs; they are asked last."""
EXAMPLES = ("@ada@social.example, ada.bsky.social, npub1..., github.com/ada, example.org/blog, NETWORK:NAME",)


def recognised(text: str, networks: Sequence[Connector], session: Session | None = None) -> Account:
    """The account that a text means; with a session, unknown hosts are asked. Raises NotFound or NetworkError."""
    wanted = text.strip()
    known = [connector for connector in networks if connector.NETWORK.name not in LAST]
    found = first(wanted, known) or asked(wanted, networks, session) or first(wanted, networks)
    if found is None:
        names = ", ".join(connector.NETWORK.title for connector in networks)
        raise NotFound(
            f"No network knows {wanted!r}. Write a handle or the address of a page, as {EXAMPLES[0]}; "
            f"the networks are {names}."
        )
    return found


def first(text: str, networks: Sequence[Connector]) -> Account | None:
    """The account by the first network that knows the text."""
    return next((found for connector in networks if (found := connector.recognise(text)) is not None), None)


def asked(text: str, networks: Sequence[Connector], session: Session | None) -> Account | None:
    """The account of a page, by what the page and its server say of themselves."""
    if session is None or not ADDRESS.match(text):
        return None
    url = text if "://" in text else f"https://{text}"
    for hint in hints(url, session):
        found = first(hint, networks)
        if found is not None:
            return found
    return None


def hints(url: str, session: Session) -> Iterator[str]:
    """Other ways to write an address, each with the name of a network before it, the likeliest first."""
    nobody = Account("", "", "")
    home = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    try:
        listed = session.answer(Request("nodeinfo", f"{home}/.well-known/nodeinfo", optional=True), nobody)
        links = at(listed.body, "links")
        found = [link.get("href") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
        for href in [each for each in found if isinstance(each, str)][-1:]:
            told = session.answer(Request("nodeinfo", urljoin(home, href), optional=True), nobody)
            software = at(told.body, "software", "name")
            yield from (f"{software}:{url}", f"activitypub:{url}") if isinstance(software, str) else ()
    except NetworkError:
        pass  # a server without nodeinfo, which most are; the page itself is asked next
    page = session.answer(Request("page", url, accept="text/html"), nobody)
    yield from hints_in(page.body[:LOOKED_AT].decode(errors="replace"), url)


def hints_in(html: str, url: str) -> Iterator[str]:
    """What the head of a page says of itself."""
    tags = [attributes(tag) for tag in TAG.findall(html)]
    for tag in tags:
        if tag.get("name", "").lower() == "generator":
            yield f"{tag.get('content', '').split(' ')[0].lower()}:{url}"
    kinds = {tag.get("type", "").lower(): urljoin(url, tag.get("href", "")) for tag in reversed(tags)}
    if ACTIVITY in kinds:
        yield f"activitypub:{kinds[ACTIVITY]}"
    # The page is the blog, and says where its feed is; the address of the feed may change.
    yield from [f"feeds:{url}"] if any(kind in kinds for kind in FEEDS) else []


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag."""
    return {name.lower(): unescape(text.strip("\"'")) for name, text in ATTRIBUTE.findall(tag)}
