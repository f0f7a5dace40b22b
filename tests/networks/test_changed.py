"""What is changed on a network is in the lake as it was said last: samples play what no server here can change."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.networks.samples import SAMPLES, load, paged

from openclout.collector.conforming import page
from openclout.collector.crawling import batch_of, read
from openclout.lake import Lake
from openclout.networks import activitypub, discourse, feeds, mastodon
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Connector

Said = dict[str, Any]
"""An answer as a sample holds it, which a test changes as its author would."""
FIRST, SECOND = "2026-11-10T08:00:00Z", "2026-11-11T08:00:00Z"


def by_mastodon(said: Said, edited: str | None, *, left: bool) -> None:
    (post,) = (each for each in said["body"]["descendants"] if each["id"] == "6001")
    post["edited_at"] = edited
    post["mentions"] = post["mentions"] if left else []


def by_discourse(said: Said, edited: str | None, *, left: bool) -> None:
    (post,) = (each for each in said["body"]["post_stream"]["posts"] if each["post_number"] == 5)
    post |= {"version": 2, "updated_at": edited} if edited else {}
    post["cooked"] = post["cooked"] if left else "<p>Never mind.</p>"


def by_reply(said: Said, edited: str | None, *, left: bool) -> None:
    note = said["body"]
    note["inReplyTo"] = "https://far.example/users/ben/statuses/10"
    note |= {"updated": edited} if edited else {}
    note["tag"] = note["tag"] if left else []


def by_outbox(said: Said, edited: str | None, *, left: bool) -> None:
    done = [each for each in said["body"]["orderedItems"] if isinstance(each, dict)]
    (note,) = (each["object"] for each in done if each["id"].endswith("posts/1/activity"))
    note |= {"updated": edited} if edited else {}
    note["tag"] = note["tag"] if left else []


def by_answer(said: Said, edited: str | None, *, left: bool) -> None:
    """Whom an answer mentions besides is asked for with what it answers."""
    said["about"] |= {"updated": edited} if edited else {}
    said["about"]["mentions"] = "https://third.example/cleo" if left else ""


def by_feed(said: Said, edited: str | None, *, left: bool) -> None:
    """The first entry links to a page elsewhere."""
    text = ' and <a href="https://cleo.example/page">Cleo</a>' if left else ""
    item = said["body"]["items"][0]
    item |= {"content_html": f"<p>Looms{text}</p>", "date_modified": edited or item["date_published"]}


CASES = [
    pytest.param(mastodon, "answers", by_mastodon, Act.MENTION, id="Mastodon: who is mentioned in a thread"),
    pytest.param(discourse, "topic", by_discourse, Act.MENTION, id="Discourse: who is mentioned in a topic"),
    pytest.param(activitypub, "reply", by_reply, Act.MENTION, id="ActivityPub: who is mentioned below a post"),
    pytest.param(activitypub, "outbox", by_outbox, Act.MENTION, id="ActivityPub: whom a post mentions"),
    pytest.param(activitypub, "object", by_answer, Act.MENTION, id="ActivityPub: whom an answer mentions"),
    pytest.param(feeds, "json", by_feed, Act.LINK, id="feeds: where an entry links to"),
]


def test_another_blog_cannot_change_what_a_page_says_that_it_lists_too(tmp_path: Path) -> None:
    with Lake(tmp_path / "lake") as lake:
        said: Any = load(SAMPLES / "feeds" / "json.json")["page"]
        by_feed(said, None, left=True)
        lake.append(batch_of("first", 0, read(feeds, [paged(said)], None, 0)))
        before = lake.interactions().num_rows
        said["account"]["name"] = "other.example"
        by_feed(said, SECOND, left=False)
        lake.append(batch_of("second", 0, read(feeds, [paged(said)], None, 0)))
        assert lake.interactions().num_rows == before


@pytest.mark.parametrize(("connector", "kind", "by", "act"), CASES)
def test_what_is_changed_is_so_in_the_lake_and_older_answers_change_nothing(
    connector: Connector, kind: str, by: Callable[..., None], act: Act, tmp_path: Path
) -> None:
    def told(number: int, edited: str | None, *, left: bool) -> list[int]:
        """How many acts there are of each kind, once this was told."""
        said: Any = load(SAMPLES / connector.NETWORK.name / f"{kind}.json")["page"]
        by(said, edited, left=left)
        assert list(page(connector, paged(said))) == []
        lake.append(batch_of("reader", number, read(connector, [paged(said)], None, 0)))
        found: list[int] = lake.interactions()["act"].to_pylist()
        return sorted(found)

    with Lake(tmp_path / "lake") as lake:
        before = told(0, None, left=True)
        without = sorted(before)
        without.remove(act)
        assert told(1, FIRST, left=False) == without
        assert told(2, None, left=True) == without
        assert told(3, SECOND, left=True) == before
        assert told(4, FIRST, left=False) == before
        assert datetime.fromisoformat(SECOND) not in lake.interactions()["at"].to_pylist()
