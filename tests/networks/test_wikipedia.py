"""A real MediaWiki: people write articles, and we read exactly who wrote and who links."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import polars as pl
import pytest
from tests.collector.homes import Hours, means_at
from tests.networks.named import interactions, posts
from tests.servers.mediawiki import Editor, Wiki, installed, mediawiki

from openclout.collector.crawling import collect
from openclout.networks import feeds, wikipedia
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Crawl, Request

missing = installed()
pytestmark = [
    pytest.mark.skipif(missing is not None, reason=missing or ""),
    pytest.mark.network,
    pytest.mark.xdist_group("mediawiki"),
]
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MANY = 12
"""Articles that link, on a wiki that hands out five at a time."""


@dataclass
class Done:
    wiki: Wiki
    inlinks: set[str]
    outlinks: set[str]
    edits: dict[str | None, int]


@pytest.fixture(scope="module")
def done() -> Iterator[Done]:
    with mediawiki() as wiki:
        ben, cleo = wiki.person("Ben"), wiki.person("Cleo")
        unnamed = Editor(wiki, httpx2.Client(timeout=60))
        ben.writes("Ada Example", "A person.")
        cleo.writes("Engine", "A machine, see [[Ada Example]].")
        for words in ("Who wrote of the [[Engine]].", "Who wrote of the [[Engine]] and [[Nothing]].", "[[Old Engine]]"):
            ben.writes("Ada Example", words)
        unnamed.writes("Ada Example", "Who wrote of the [[Old Engine]] and of [[Poem]]s. [[Talk:Engine]]")
        ben.writes("Old Engine", "#REDIRECT [[Engine]]")
        ben.writes("Poem", "Words.")
        ben.writes("Countess Example", "#REDIRECT [[Ada Example]]")
        for number in range(MANY):
            cleo.writes(
                f"Loom {number}", "By the [[Countess Example]]." if number % 2 else "By [[Ada Example]] herself."
            )
        cleo.writes("Talk:Loom 1", "Was it [[Ada Example]]?")
        yield Done(
            wiki,
            {"Engine"} | {f"Loom {number}" for number in range(MANY)},
            {"Engine", "Poem"},
            {"User:Ben": 4, None: 1},
        )


def account(done: Done) -> Account:
    return Account("wikipedia", done.wiki.address, "en:Ada Example")


def test_an_article_is_read_exactly_as_it_was_written_and_linked(done: Done, tmp_path: Path) -> None:
    with means_at(tmp_path, Hours(NOW), networks=(wikipedia,)) as means:
        (balance,) = collect([account(done)], means, since=FIRST_DAY)
        collect([account(done)], means, since=FIRST_DAY)  # once more changes nothing
        links, edits = (interactions(means.lake, act, "handle") for act in (Act.LINK, Act.MENTION))
    assert (balance.trouble, balance.tally.rejected) == ("", 0)
    article = "en:Ada Example"
    assert sorted(links.filter(pl.col("whom") == article)["who"]) == sorted(f"en:{name}" for name in done.inlinks)
    assert sorted(links.filter(pl.col("who") == article)["whom"]) == sorted(f"en:{name}" for name in done.outlinks)
    assert set(edits["whom"]) == {article}
    wanted = {name and f"en:{name}": count for name, count in done.edits.items()}
    assert dict(edits.group_by("who").len().rows()) == wanted


def test_a_list_that_comes_in_pieces_is_read_to_its_end(done: Done, tmp_path: Path) -> None:
    in_pieces = Pieces()
    with means_at(tmp_path, Hours(NOW), networks=(in_pieces,)) as means:
        (balance,) = collect([account(done)], means, since=FIRST_DAY)
        found = interactions(means.lake, Act.LINK, "handle").filter(pl.col("whom") == "en:Ada Example")
    assert sorted(found["who"]) == sorted(f"en:{name}" for name in done.inlinks)
    # The article, three pieces of links to it, links from it, its revisions, their editors.
    assert balance.pages == 1 + 3 + 1 + 1 + 1


class Pieces:
    """The same network, asking for five at a time."""

    NETWORK = wikipedia.NETWORK
    recognise = staticmethod(wikipedia.recognise)
    read = staticmethod(wikipedia.read)

    def crawl(self, asked: Account, since: datetime) -> Crawl:
        crawl = wikipedia.crawl(asked, since)
        request: Request | None = next(crawl, None)
        while request is not None:
            page = yield replace(request, url=request.url.replace("limit=max", "limit=5"))
            try:
                request = crawl.send(page)
            except StopIteration:
                return


def test_an_article_that_is_not_there_leaves_nothing(done: Done, tmp_path: Path) -> None:
    with means_at(tmp_path, Hours(NOW), networks=(wikipedia,)) as means:
        (balance,) = collect([Account("wikipedia", done.wiki.address, "en:Nobody")], means, since=FIRST_DAY)
    assert (balance.pages, balance.tally.read, balance.trouble) == (1, 0, "")


def test_the_history_of_an_article_is_a_feed_too(done: Done, tmp_path: Path) -> None:
    name = f"{done.wiki.address.removeprefix('http://')}/w/index.php?title=Ada_Example&action=history&feed=atom"
    with means_at(tmp_path, Hours(NOW), networks=(feeds,)) as means:
        (balance,) = collect([Account("feeds", done.wiki.address, name)], means, since=FIRST_DAY)
        found = posts(means.lake)
    assert balance.trouble == ""
    assert found.height == sum(done.edits.values())
