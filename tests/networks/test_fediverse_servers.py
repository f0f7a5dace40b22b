"""What people do across two real servers is what our crawls read, exactly: by the client API, and by ActivityPub."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.collector.homes import means_at
from tests.networks.reading import LOCAL, crawled, pages
from tests.servers import snac
from tests.servers.snac import Person, until

from openclout.collector.crawling import collect
from openclout.collector.session import Manners
from openclout.networks import activitypub, mastodon
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Count, Interaction, Post, Record, Seen, Unreadable

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """What was done: Ben liked and boosted the first post, answered the second and followed; Ada answered back."""

    ada: Person
    ben: Person
    first: str
    second: str
    answer: str
    back: str


pytestmark = pytest.mark.xdist_group("snac")
"""One worker starts the servers, for all of these."""


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    reason = snac.installed()
    if reason is not None:
        pytest.skip(reason)
    for last in (False, True):  # under load snac loses a delivery now and then, for good: once more, on new servers
        try:
            with snac.two("ada", "ben") as (ada, ben):
                yield played(ada, ben)
                return
        except snac.Lost:
            if last:
                raise


def played(ada: Person, ben: Person) -> World:
    """What Ada and Ben do, once both servers know of all of it. Raises Lost."""
    ben.follow(ada)
    first, second = ada.note("First words"), ada.note("Second words & more")
    until(lambda: datetime.now(UTC) > datetime.fromtimestamp(float(second.rpartition("/")[2]) + 2, UTC))
    ben.favourite(first)
    ben.boost(first)
    answer = ben.answer(second, "Indeed")
    back = ada.answer(answer, "Quite")
    until(lambda: {"favourite", "reblog", "mention"} <= {str(told["type"]) for told in ada.notified()})
    until(lambda: "mention" in {str(told["type"]) for told in ben.notified()})
    return World(ada, ben, first, second, answer, back)


def acts(found: list[Record]) -> Counter[tuple[str | None, str, Act, str | None, str | None]]:
    return Counter(
        (done.actor, done.target, done.act, done.post, done.act_id) for done in found if isinstance(done, Interaction)
    )


def by_api(person: Person) -> list[Record]:
    account = Account("mastodon", person.server, person.handle)
    return crawled(mastodon, account, SINCE, {"localhost": person.token})


def by_activitypub(person: Person) -> list[Record]:
    return crawled(activitypub, Account("activitypub", person.server, person.handle), SINCE)


def of(kind: type, found: list[Record]) -> list[Record]:
    return [record for record in found if isinstance(record, kind)]


def test_the_client_api_tells_what_was_done(world: World) -> None:
    ada, ben = world.ada.actor, world.ben.actor
    found = by_api(world.ada)
    assert of(Unreadable, found) == []
    assert set(acts(found)) == {
        (ben, ada, Act.LIKE, world.first, None),
        (ben, ada, Act.ANNOUNCE, world.first, None),
        (ben, ada, Act.REPLY, world.second, world.answer),
        (ben, ada, Act.FOLLOW, None, None),
    }
    texts = {record.native_id: record.text for record in found if isinstance(record, Post)}
    assert {world.first, world.second, world.back} == set(texts)
    assert texts[world.second] == "Second words & more"
    assert Count(ada, "follower", 1) in found
    assert Seen(ada, world.ada.handle, "ada", frozenset()) in found


def test_what_is_told_twice_is_in_the_lake_once(world: World, tmp_path: Path) -> None:
    """Snac repeats a boost in the list of posts, and a second crawl tells everything again."""
    manners = Manners(trusted_hosts=LOCAL, tokens={"localhost": world.ada.token})
    account = Account("mastodon", world.ada.server, world.ada.handle)
    with means_at(tmp_path, networks=(mastodon,), manners=manners) as means:
        first, second = (collect([account], means, since=SINCE)[0] for _ in range(2))
        assert (first.trouble, second.trouble) == ("", "")
        assert means.lake.interactions().num_rows == 4
        assert len(means.lake.post_keys()) == 3
        assert first.tally.rejected == second.tally.rejected == 0


def test_without_a_token_a_crawl_comes_to_its_end_with_what_everybody_may_know(world: World, tmp_path: Path) -> None:
    account = Account("mastodon", world.ada.server, world.ada.handle)
    with means_at(tmp_path, networks=(mastodon,), manners=Manners(trusted_hosts=LOCAL)) as means:
        (balance,) = collect([account], means, since=SINCE)
        assert (balance.trouble, balance.tally.rejected) == ("", 0)
        assert len(means.lake.post_keys()) == 3
        # snac tells strangers neither who liked a post nor who answered it.
        assert means.lake.interactions()["act"].to_pylist() == [Act.ANNOUNCE]


def test_posts_of_before_are_looked_at_again_when_something_happens_to_them(world: World) -> None:
    made = {record.native_id: record.at for record in by_api(world.ada) if isinstance(record, Post)}
    later = max(made[world.first], made[world.second]) + timedelta(seconds=1)
    account = Account("mastodon", world.ada.server, world.ada.handle)
    asked = pages(mastodon, account, later, {"localhost": world.ada.token})
    found = [record for page in asked for record in mastodon.read(page)]
    assert [page.status for page in asked if page.kind == "post"] == [200, 200]
    assert set(acts(found)) >= {
        (world.ben.actor, world.ada.actor, Act.LIKE, world.first, None),
        (world.ben.actor, world.ada.actor, Act.ANNOUNCE, world.first, None),
        (world.ben.actor, world.ada.actor, Act.REPLY, world.second, world.answer),
    }


def test_plain_activitypub_tells_what_was_done_as_far_as_an_outbox_does(world: World) -> None:
    """Likes, boosts and answers are not listed below a post here: Ben's answer stands in Ben's outbox."""
    ada, ben = world.ada.actor, world.ben.actor
    mine, his = by_activitypub(world.ada), by_activitypub(world.ben)
    assert of(Unreadable, mine + his) == []
    assert acts(mine) == Counter([(ada, ben, Act.REPLY, world.answer, world.back)])
    assert acts(his) == Counter([(ben, ada, Act.REPLY, world.second, world.answer)])
    posts = {record.native_id: record.text for record in mine if isinstance(record, Post)}
    assert {world.first, world.second, world.back} == set(posts)
    assert Count(ada, "follower", 1) in mine
    assert Seen(ada, world.ada.handle, "ada", frozenset()) in mine


def test_both_ways_name_people_posts_and_answers_alike(world: World) -> None:
    answered = {done for done in acts(by_api(world.ada)) if done[2] == Act.REPLY}
    assert answered == set(acts(by_activitypub(world.ben)))


def test_whom_a_post_mentions_is_as_it_was_written_last(tmp_path: Path) -> None:
    reason = snac.installed()
    if reason is not None:
        pytest.skip(reason)
    manners = Manners(trusted_hosts=LOCAL)
    with snac.two("eve") as (eve,), means_at(tmp_path, networks=(activitypub,), manners=manners) as means:
        eve.neighbour("fay")
        post = eve.note("Hello @fay")

        def told() -> list[int]:
            (balance,) = collect([Account("activitypub", eve.server, eve.handle)], means, since=SINCE)
            assert (balance.trouble, balance.tally.rejected) == ("", 0)
            acts: list[int] = means.lake.interactions()["act"].to_pylist()
            return acts

        assert told() == [Act.MENTION]
        eve.edit(post, "Hello everybody")
        assert told() == []
        later = datetime.now(UTC) + timedelta(seconds=2)  # snac counts in seconds
        until(lambda: datetime.now(UTC) > later)
        eve.edit(post, "Hello @fay and everybody")
        assert told() == [Act.MENTION]
        texts = means.lake.posts(means.lake.post_keys())["text"].to_list()
        assert len(texts) == 1
        assert texts[0].endswith("and everybody")
