"""Answers that say too little: nothing is made up in the place of what is missing."""

import json
from datetime import UTC, datetime

import pytest
from tests.networks.samples import SAMPLES, load, paged

from openclout.networks import discourse, github, hackernews, lemmy, stackexchange
from openclout.vocabulary.networks import Connector, Interaction, Page, Seen, Unreadable, Withdrawn

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


def sample(connector: Connector, kind: str, **instead: object) -> Page:
    said = load(SAMPLES / connector.NETWORK.name / f"{kind}.json")["page"]
    assert isinstance(said, dict)
    return paged(said | instead)


@pytest.mark.parametrize(
    ("connector", "kind"),
    [
        (github, "stars"),
        (github, "comments"),
        (stackexchange, "answers"),
        (lemmy, "answers"),
        (discourse, "actions"),
        (discourse, "replies"),
    ],
    ids=lambda each: getattr(each, "NETWORK", each) if isinstance(each, str) else each.NETWORK.name,
)
def test_acts_towards_nobody_are_unreadable(connector: Connector, kind: str) -> None:
    records = list(connector.read(sample(connector, kind, about={"path": "0"})))
    assert [each for each in records if isinstance(each, Interaction)] == []
    assert any(isinstance(each, Unreadable) for each in records)


def test_a_like_whose_post_has_no_instant_is_left_out() -> None:
    records = list(discourse.read(sample(discourse, "likes", about={"target": "forum.example/u/42"})))
    assert [each for each in records if isinstance(each, Interaction | Unreadable)] == []


def test_an_account_without_a_number_is_none() -> None:
    (found,) = github.read(sample(github, "profile", body={"message": "Hello"}))
    assert isinstance(found, Unreadable)


def test_an_item_that_is_not_there_and_one_that_is_hidden_say_nothing() -> None:
    assert list(hackernews.read(sample(hackernews, "comment", body=None))) == []
    dead = {"id": 5, "by": "bob", "time": 1790000000, "dead": True}
    assert list(hackernews.read(sample(hackernews, "comment", body=dead))) == []
    assert list(hackernews.read(sample(hackernews, "post", body=dead))) == []


def test_an_item_that_cannot_be_read_does_not_end_a_crawl() -> None:
    account = sample(hackernews, "profile").account
    crawl = hackernews.crawl(account, SINCE)
    next(crawl)
    asked = [crawl.send(sample(hackernews, "profile")).url]
    asked.append(crawl.send(sample(hackernews, "post", body=None)).url)
    asked.append(crawl.send(sample(hackernews, "post")).url)
    assert [url.rpartition("/")[2] for url in asked] == ["9000003.json", "9000002.json", "9000010.json"]


def test_a_post_that_its_author_took_back_takes_back_its_act() -> None:
    (found,) = (each for each in discourse.read(sample(discourse, "topic")) if isinstance(each, Withdrawn))
    assert (found.kind, found.native_id) == ("act", "forum.example/t/70/7")


def test_what_was_read_of_a_topic_is_what_the_forum_did_not_tell_itself() -> None:
    about = {"forum": "forum.example", "target": "forum.example/u/42", "login": "ada", "signed_in": "yes"}
    words = [
        each.act.word
        for each in discourse.read(sample(discourse, "topic", about=about))
        if isinstance(each, Interaction)
    ]
    assert words == ["reply"]


def test_mentions_end_at_what_is_known() -> None:
    told = sample(lemmy, "mentions")
    assert lemmy.mentioned_before(told, datetime(2026, 10, 1, tzinfo=UTC))
    assert not lemmy.mentioned_before(told, SINCE)
    assert json.loads(told.body)["mentions"]
    broken = sample(lemmy, "written", body={"person_view": {"person": {"name": "ada", "actor_id": "http://["}}})
    assert [each.handle for each in lemmy.read(broken) if isinstance(each, Seen)] == ["ada"]
