"""HTML as we need it: which addresses a page names, what it says of itself, its words.

Comes in: HTML, and where it stood. Goes out: links, rules for robots, text. Whatever cannot be parsed is left out.
Sources: https://html.spec.whatwg.org (links, `base`), https://www.rssboard.org/rss-autodiscovery (read 2026-11-22).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

ADDRESSED = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("img", "audio", "video", "source", "iframe"), "src"),
}
"""Where elements name another page."""
UNREAD = frozenset({"script", "style", "template"})
WEB = frozenset({"http", "https"})


@dataclass(frozen=True)
class Named:
    """An address that a page names: by which element, as what, of which type."""

    address: str
    tag: str
    rel: frozenset[str] = frozenset()
    type: str = ""


@dataclass(frozen=True)
class Marked:
    """What a page says."""

    named: tuple[Named, ...] = ()
    robots: frozenset[str] = frozenset()
    text: str = ""

    def alternates(self, types: Sequence[str]) -> Iterator[str]:
        """Addresses of other forms of the page, the types in the order that is given."""
        for wanted in types:
            yield from (one.address for one in self.named if "alternate" in one.rel and one.type == wanted)

    def related(self, rel: str) -> str | None:
        """The first address of a relation."""
        return next((one.address for one in self.named if rel in one.rel), None)


@dataclass
class Reader(HTMLParser):
    """Collects while it reads."""

    named: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    robots: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    home: str = ""
    skipping: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element names."""
        said = {name: text or "" for name, text in attrs}
        if tag in UNREAD:
            self.skipping += 1
        elif tag == "base" and not self.home:
            self.home = said.get("href", "")
        elif tag == "meta" and said.get("name", "").lower() == "robots":
            self.robots |= {word.strip().lower() for word in said.get("content", "").split(",")}
        elif said.get(ADDRESSED.get(tag, "")):
            self.named.append((tag, said))
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what is not read."""
        if tag in UNREAD and self.skipping:
            self.skipping -= 1
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Note words."""
        if not self.skipping:
            self.words.append(data)


def marked(html: str, url: str) -> Marked:
    """What HTML says that stood at an address."""
    reader = Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        pass  # the parser of the standard library gives up on some broken declarations; what came before is kept
    home = joined(url, reader.home) or url
    found = (
        Named(address, tag, frozenset(said.get("rel", "").lower().split()), said.get("type", "").lower())
        for tag, said in reader.named
        if (address := joined(home, said[ADDRESSED[tag]])) is not None
    )
    return Marked(tuple(found), frozenset(reader.robots), " ".join("".join(reader.words).split()))


def words(html: str) -> str:
    """The text of a piece of HTML."""
    return marked(html, "").text


def joined(home: str, address: str) -> str | None:
    """An address as it is meant on a page; None if it is not of the web."""
    try:
        found = urljoin(home, address.strip())
        return found if urlsplit(found).scheme in WEB and urlsplit(found).netloc else None
    except ValueError:
        return None


def without_fragment(address: str) -> str:
    """The page of an address."""
    try:
        return urldefrag(address).url
    except ValueError:
        return address
