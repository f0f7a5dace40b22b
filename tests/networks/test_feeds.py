"""Blogs on loopback, over real HTTP: feeds in all their forms, and Webmentions from the door to the lake and back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import httpx2
import polars as pl
import pytest
import uvicorn
from tests.collector.homes import Hours, means_at
from tests.fakes.web import Question, answer, led, serving
from tests.lake.lakes import content
from tests.networks.named import interactions, posts
from tests.web.samples import SampleScores

from openclout.collector import Means, collect, reread, verify
from openclout.ledger import Ledger
from openclout.networks import feeds
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account
from openclout.web import create_app

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST_DAY = datetime(2026, 10, 1, tzinfo=UTC)
PAGE = '<html><head><link rel="alternate" type="{type}" href="/blog/{feed}"></head></html>'
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass
class Site:
    """Pages by their paths; a number is a status, a text that begins with `->` leads elsewhere."""

    pages: dict[str, tuple[str, str] | int | str] = field(default_factory=dict)
    unchanged: int = 0

    def reply(self, question: Question) -> Iterator[bytes]:
        found = self.pages.get(question.path, 404)
        if isinstance(found, int):
            return answer(b"", found)
        if isinstance(found, str):
            return led(found.removeprefix("->"))
        etag = f'"{crc32(found[1].encode())}"'
        if question.headers.get("if-none-match") == etag:
            self.unchanged += 1
            return answer(b"", 304, etag=etag)
        return answer(found[1].encode(), 200, content_type=found[0], etag=etag)


def written(kind: str, host: str) -> dict[str, tuple[str, str] | int | str]:
    """A blog with two entries, on two pages where the format has them, and a link."""
    link = f"{host}/blog/first"
    says = "As &lt;a href='https://ben.example/looms'&gt;Ben&lt;/a&gt; says."
    plain = says.replace("&lt;", "<").replace("&gt;", ">")
    first, second = "2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"
    if kind == "rss":
        item = "<item><title>{}</title><link>{}</link><pubDate>{}</pubDate><description>{}</description></item>"
        items = item.format("First", link, "Sun, 01 Nov 2026 10:00:00 GMT", says) + item.format(
            "Second", f"{host}/blog/second", "Mon, 02 Nov 2026 10:00:00 GMT", ""
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Ada</title>{items}</channel></rss>'
        pages: dict[str, tuple[str, str] | int | str] = {"/blog/rss": (TYPES[kind], body)}
    elif kind == "atom":
        entry = (
            '<entry><title>{}</title><id>{}</id><link href="{}"/><published>{}</published>'
            '<content type="html">{}</content></entry>'
        )
        shape = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ada</title>{}{}</feed>'
        two = entry.format("Second", "tag:2", f"{host}/blog/second", second, "")
        one = entry.format("First", "tag:1", link, first, says)
        pages = {
            "/blog/atom": (TYPES[kind], shape.format(f'<link rel="next" href="{host}/blog/atom2"/>', two)),
            "/blog/atom2": (TYPES[kind], shape.format("", one)),
        }
    else:
        head = '{"version": "https://jsonfeed.org/version/1.1", "title": "Ada", '
        two = f'{{"id": "2", "url": "{host}/blog/second", "title": "Second", "date_published": "{second}"}}'
        one = (
            f'{{"id": "1", "url": "{link}", "title": "First", "content_html": "{plain}", "date_published": "{first}"}}'
        )
        pages = {
            "/blog/json": (TYPES[kind], f'{head} "next_url": "{host}/blog/json2", "items": [{two}]}}'),
            "/blog/json2": (TYPES[kind], f'{head} "items": [{one}]}}'),
        }
    return {"/blog": ("text/html", PAGE.format(type=TYPES[kind], feed=kind)), **pages}


def account(address: str) -> Account:
    found = feeds.recognise(f"{address}/blog")
    assert found is not None
    return found


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_kind_of_feed_says_the_same(kind: str, tmp_path: Path) -> None:
    site = Site()
    with serving(site.reply) as web, means_at(tmp_path, Hours(NOW), networks=(feeds,)) as means:
        site.pages = written(kind, web.address)
        own = f"https://127.0.0.1:{web.port}/blog"
        (balance,) = collect([account(web.address)], means, since=FIRST_DAY)
        assert (balance.trouble, balance.tally.rejected) == ("", 0)
        before = site.unchanged
        collect([account(web.address)], means, since=FIRST_DAY)
        assert site.unchanged - before == balance.pages
        found, links = posts(means.lake), interactions(means.lake, Act.LINK)
        named = means.lake.accounts().filter(pl.col("native_id") == own)
    assert sorted(found["url"]) == [f"{web.address}/blog/first", f"{web.address}/blog/second"]
    assert sorted(text.partition("\n")[0] for text in found["text"]) == ["First", "Second"]
    assert sorted(found["at"]) == [datetime(2026, 11, day, 10, tzinfo=UTC) for day in (1, 2)]
    assert links.select("who", "whom").rows() == [(own, "https://ben.example")]
    assert (named["title"][0], named["flags"][0]) == ("Ada", 0)


@pytest.mark.parametrize("published", [True, False], ids=["published and updated", "updated only"])
def test_an_entry_that_is_updated_links_to_what_it_says_last(tmp_path: Path, *, published: bool) -> None:
    site = Site()

    def says(updated: int, *sites: str) -> None:
        text = " ".join(f'&lt;a href="https://{each}.example/"&gt;{each}&lt;/a&gt;' for each in sites)
        first = "<published>2026-11-01T10:00:00Z</published>" if published else ""
        entry = f'<entry><title>One</title><id>tag:1</id><link href="{web.address}/blog/one"/>{first}'
        entry += f'<updated>2026-11-{updated:02}T10:00:00Z</updated><content type="html">{text}</content></entry>'
        feed = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ada</title>{entry}</feed>'
        page = ("text/html", PAGE.format(type=TYPES["atom"], feed="atom"))
        site.pages = {"/blog": page, "/blog/atom": (TYPES["atom"], feed)}

    with serving(site.reply) as web, means_at(tmp_path, Hours(NOW), networks=(feeds,)) as means:
        for updated, sites in ((1, ("ben", "cyd")), (2, ("cyd",)), (3, ("ben", "dee"))):
            says(updated, *sites)
            collect([account(web.address)], means, since=FIRST_DAY)
            assert sorted(interactions(means.lake, Act.LINK)["whom"]) == [f"https://{each}.example" for each in sites]


@contextmanager
def door(ledger: Ledger) -> Iterator[str]:
    """Our site, with its door for Webmentions."""
    app = create_app(SampleScores, take_mention=lambda source, target: ledger.mentions.take(source, target, NOW))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/webmention"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


def sent(to: str, source: str, target: str) -> int:
    return httpx2.post(to, data={"source": source, "target": target}).status_code


@dataclass
class Street:
    """Ada's blog, the sites of others, our door, and the means to read them all."""

    site: Site
    address: str
    door: str
    ledger: Ledger
    means: Means

    @property
    def target(self) -> str:
        return f"{self.address}/blog/first"

    def entry(self, kind: str) -> tuple[str, str]:
        time = '<time class="dt-published" datetime="2026-11-05T10:00:00Z"></time>'
        return "text/html", f'<div class="h-entry">{time}<a class="{kind}" href="{self.target}">it</a></div>'

    def told(self) -> list[tuple[str, datetime]]:
        """What stands in the lake of Ada's blog by Webmention, without what was taken back."""
        own = self.target.replace("http://", "https://").removesuffix("/first")
        rows = content(self.means.lake)["interactions"]
        names = self.means.lake.accounts().select("key", "native_id")
        rows = rows.join(names, left_on="target", right_on="key").filter(pl.col("native_id") == own)
        return sorted((Act(act).word, at) for act, at in rows.select("act", "at").iter_rows())


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    site = Site()
    with (
        serving(site.reply) as web,
        Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger,
        door(ledger) as at,
        means_at(tmp_path, Hours(NOW), networks=(feeds,)) as means,
    ):
        site.pages = written("rss", web.address)
        collect([account(web.address)], means, since=FIRST_DAY)
        yield Street(site, web.address, at, ledger, means)


THEN = datetime(2026, 11, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "act"),
    [("u-like-of", "like"), ("u-repost-of", "announce"), ("u-in-reply-to", "reply"), ("u-other", "link")],
)
def test_a_page_that_links_is_an_act_of_its_kind(street: Street, kind: str, act: str) -> None:
    street.site.pages["/ben"] = street.entry(kind)
    assert sent(street.door, f"{street.address}/ben", street.target) == 202
    assert verify(street.means, street.ledger.mentions).kept == 1
    assert street.told() == [(act, THEN)]


def test_the_same_again_changes_nothing_and_what_changed_is_changed(street: Street) -> None:
    source = f"{street.address}/ben"
    for kind, acts in (("u-like-of", ["like"]), ("u-like-of", ["like"]), ("u-in-reply-to", ["reply"])):
        street.site.pages["/ben"] = street.entry(kind)
        assert sent(street.door, source, street.target) == 202
        assert verify(street.means, street.ledger.mentions).kept == 1
        assert [act for act, _ in street.told()] == acts
    assert verify(street.means, street.ledger.mentions).kept == 0
    reread(street.means, network="feeds")
    assert street.told() == [("reply", THEN)]


@pytest.mark.parametrize("gone", [404, 410, ("text/html", "<p>It does not link any more.</p>")])
def test_what_is_gone_is_taken_back_and_may_come_again(street: Street, gone: int | tuple[str, str]) -> None:
    source = f"{street.address}/ben"
    entry = street.entry("u-like-of")
    for found, acts in ((entry, ["like"]), (gone, []), (entry, ["like"])):
        street.site.pages["/ben"] = found
        assert sent(street.door, source, street.target) == 202
        verify(street.means, street.ledger.mentions)
        assert [act for act, _ in street.told()] == acts


def test_what_does_not_link_is_not_kept_at_all(street: Street) -> None:
    street.site.pages["/ben"] = ("text/html", f"<p>{street.target} is not a link here.</p>")
    readers = street.means.lake.raw_readers()
    assert sent(street.door, f"{street.address}/ben", street.target) == 202
    assert verify(street.means, street.ledger.mentions).nothing == 1
    assert (street.told(), street.means.lake.raw_readers()) == ([], readers)
    assert street.ledger.mentions.waiting() == ()


def test_a_page_that_is_nobody_s_here_is_not_even_asked_for(street: Street) -> None:
    street.site.pages["/ben"] = ("text/html", '<a href="https://else.example/page">else</a>')
    assert sent(street.door, f"{street.address}/ben", "https://else.example/page") == 202
    assert verify(street.means, street.ledger.mentions).strangers == 1
    assert street.told() == []


def test_a_stranger_s_page_that_leads_to_a_trusted_machine_is_refused(street: Street) -> None:
    """The stranger is at the address of the same machine by another name, which nobody trusts."""
    street.site.pages["/secret"] = street.entry("u-like-of")
    street.site.pages["/trap"] = f"->{street.address}/secret"
    strange = street.address.replace("127.0.0.1", "127.0.0.2")
    assert sent(street.door, f"{strange}/trap", street.target) == 202
    found = verify(street.means, street.ledger.mentions)
    assert (found.kept, found.nothing) == (0, 1)
    assert "may not be asked" in found.troubles[0]
    street.site.pages["/out"] = f"->{strange}/secret"
    assert sent(street.door, f"{street.address}/out", street.target) == 202
    assert verify(street.means, street.ledger.mentions).kept == 0
    assert street.told() == []


def test_a_source_that_does_not_answer_is_asked_a_few_times(street: Street) -> None:
    street.site.pages["/ben"] = 500
    assert sent(street.door, f"{street.address}/ben", street.target) == 202
    fates = [verify(street.means, street.ledger.mentions) for _ in range(6)]
    assert [(found.later, found.nothing) for found in fates] == [(1, 0)] * 4 + [(0, 1), (0, 0)]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"source": "https://a.example/1"},
        {"source": "https://a.example/1", "target": "https://a.example/1#x"},
        {"source": "ftp://a.example/1", "target": "https://b.example/"},
        {"source": "https://a.example/1", "target": "javascript:1"},
        {"source": "https://a.example/1", "target": "https://b.example/ x"},
        {"source": "http://[", "target": "https://b.example/"},
    ],
)
def test_what_is_no_webmention_is_sent_back(street: Street, said: dict[str, str]) -> None:
    assert httpx2.post(street.door, data=said).status_code == 400
    assert street.ledger.mentions.waiting() == ()


def test_the_door_takes_only_forms_of_a_decent_size(street: Street) -> None:
    assert httpx2.post(street.door, json={"source": "a"}).status_code == 400
    assert httpx2.post(street.door, data={"source": "https://a.example/" + "a" * 9000}).status_code == 413
    assert httpx2.get(street.door).status_code == 405


def test_whoever_is_forgotten_leaves_no_mention(street: Street) -> None:
    assert sent(street.door, "https://ben.example/1", street.target) == 202
    assert sent(street.door, "https://cleo.example/1", street.target) == 202
    street.ledger.forget("feeds", "https://ben.example")
    assert [mention.source for mention in street.ledger.mentions.waiting()] == ["https://cleo.example/1"]
