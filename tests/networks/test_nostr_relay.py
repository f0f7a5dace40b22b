"""What people publish at a real relay is what our crawl reads, exactly."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.collector.homes import means_at
from tests.fakes.socket import socket_serving
from tests.fakes.web import Question, answer, serving
from tests.networks.reading import crawled
from tests.servers import nostr as server
from tests.servers.nostr import Signer, publish, relay
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection

from openclout.collector.crawling import collect
from openclout.networks import nostr
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import Unauthorised
from openclout.vocabulary.networks import Account, Interaction, Post, Seen, Unreadable, Withdrawn

ADA, BEN, EVE = Signer("ada"), Signer("ben"), Signer("eve")
START = 1_790_000_000
SINCE = datetime.fromtimestamp(START, UTC)
SELF = '{"display_name":"Ada","name":"ada","bot":true}'


pytestmark = pytest.mark.xdist_group("nostr")
"""One worker starts the servers, for all of these."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    reason = server.installed()
    if reason is not None:
        pytest.skip(reason)
    with relay() as found:
        yield found


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(START + seconds, UTC)


def named(event: dict[str, object]) -> str:
    return f"{event['pubkey']}:{event['id']}"


def everything(address: str) -> SimpleNamespace:
    """All kinds of acts by Ada, Ben and Eve, published at a relay; the events by what they are."""
    first = ADA.signed(1, "First words ☕", at=START)
    second = ADA.signed(1, "Second\nwords", at=START + 1)
    old = ADA.signed(1, "Old words", at=START - 100)
    regretted = ADA.signed(1, "Regretted", at=START + 2)
    mine, here = str(first["id"]), ["p", ADA.key]
    like = BEN.signed(7, "+", [["e", mine], here], START + 10)
    dislike = EVE.signed(7, "-", [["e", str(second["id"])], here], START + 11)
    repost = BEN.signed(6, "", [["e", mine, address], here], START + 12)
    reply = BEN.signed(1, "Indeed", [["e", mine, address, "root", ADA.key], here], START + 13)
    positional = EVE.signed(1, "Old manner", [["e", mine], here], START + 14)
    quote = EVE.signed(1, "See there", [["q", mine, address, ADA.key], here], START + 15)
    mention = EVE.signed(1, "Ada said so", [here, ["p", BEN.key]], START + 16)
    further = EVE.signed(1, "To Ben", [["e", str(reply["id"]), "", "reply", BEN.key], ["p", BEN.key], here], START + 17)
    follow = BEN.signed(3, "", [here, ["p", EVE.key]], START + 18)
    listed = EVE.signed(30000, "", [["d", "writers"], here], START + 19)
    other = BEN.signed(7, "+", [["e", str(mention["id"])], ["p", EVE.key]], START + 20)
    own = ADA.signed(7, "🔥", [["e", str(reply["id"])], ["p", BEN.key]], START + 21)
    deletion = ADA.signed(5, "", [["e", str(regretted["id"])], ["e", str(dislike["id"])]], START + 22)
    publish(address, ADA.signed(0, SELF, at=START - 50), old, first, second, regretted, like, dislike, repost, reply)
    publish(address, positional, quote, mention, further, follow, listed, other, own, deletion)
    return SimpleNamespace(
        first=first,
        second=second,
        regretted=regretted,
        like=like,
        dislike=dislike,
        repost=repost,
        reply=reply,
        positional=positional,
        quote=quote,
        mention=mention,
        further=further,
        follow=follow,
        listed=listed,
        own=own,
    )


def test_what_was_signed_is_what_is_read(address: str) -> None:
    done = everything(address)

    found = crawled(nostr, Account("nostr", address, ADA.key), SINCE)

    assert not [record for record in found if isinstance(record, Unreadable)]
    assert next(record for record in found if isinstance(record, Seen)).title == "Ada"
    posts = {record.native_id: record.text for record in found if isinstance(record, Post)}
    assert posts == {named(done.first): "First words ☕", named(done.second): "Second\nwords"}
    gone = {record.native_id for record in found if isinstance(record, Withdrawn)}
    assert gone == {named(done.regretted), f"{ADA.key}:{done.dislike['id']}"}
    post = named(done.first)
    # What lies where two pages meet is told twice; the lake keeps what is the same once.
    assert {record for record in found if isinstance(record, Interaction)} == {
        Interaction(BEN.key, ADA.key, Act.LIKE, at(10), post, named(done.like)),
        Interaction(EVE.key, ADA.key, Act.DISLIKE, at(11), named(done.second), named(done.dislike)),
        Interaction(BEN.key, ADA.key, Act.ANNOUNCE, at(12), post, named(done.repost)),
        Interaction(BEN.key, ADA.key, Act.REPLY, at(13), post, named(done.reply)),
        Interaction(EVE.key, ADA.key, Act.REPLY, at(14), post, named(done.positional)),
        Interaction(EVE.key, ADA.key, Act.QUOTE, at(15), post, named(done.quote)),
        Interaction(EVE.key, ADA.key, Act.MENTION, at(16), None, named(done.mention)),
        Interaction(EVE.key, ADA.key, Act.MENTION, at(17), None, named(done.further)),
        Interaction(BEN.key, ADA.key, Act.FOLLOW, at(18), None, f"{BEN.key}:3", version=at(18)),
        Interaction(EVE.key, ADA.key, Act.LIST, at(19), None, f"{EVE.key}:30000:writers", version=at(19)),
        Interaction(ADA.key, BEN.key, Act.LIKE, at(21), named(done.reply), named(done.own)),
    }


def test_a_relay_that_asks_who_we_are_is_read_if_it_answers_all_the_same() -> None:
    if (reason := server.installed()) is not None:
        pytest.skip(reason)
    with relay(server.ASKING) as address:
        with connect(address, proxy=None) as connection:
            assert json.loads(connection.recv(timeout=30))[0] == "AUTH"
            connection.send(json.dumps(["EVENT", ADA.signed(1, "Words", at=START)]))
            assert json.loads(connection.recv(timeout=30))[0] == "OK"
        found = crawled(nostr, Account("nostr", address, ADA.key), SINCE)
    assert {record.text for record in found if isinstance(record, Post)} == {"Words"}


def test_a_relay_that_answers_only_whom_it_knows_says_so_and_costs_no_minute() -> None:
    if (reason := server.installed()) is not None:
        pytest.skip(reason)
    with relay(server.CLOSED) as address, pytest.raises(Unauthorised, match=r'does not answer; it says \["NOTICE"'):
        crawled(nostr, Account("nostr", address, ADA.key), SINCE)


@pytest.mark.parametrize("last", ['["CLOSED","x","auth-required: who is it?"]', '["NOTICE","too many"]'])
def test_a_refusal_is_no_empty_answer(last: str) -> None:
    """Relays of today say CLOSED, which the installed one does not know yet."""

    def speak(connection: ServerConnection) -> None:
        connection.recv()
        connection.send('["EVENT","x",{"tags":[["EOSE"],["CLOSED"]]}]')
        connection.send(last)
        with suppress(ConnectionClosed):
            connection.recv(timeout=30)

    with socket_serving(speak) as address, pytest.raises(Unauthorised, match="does not answer"):
        crawled(nostr, Account("nostr", address, ADA.key), SINCE)


def test_all_of_a_long_history_is_read(address: str) -> None:
    writer = Signer("writer")
    publish(address, *(writer.signed(1, f"Words {number}", at=START + number // 3) for number in range(1200)))
    found = crawled(nostr, Account("nostr", address, writer.key), SINCE)
    assert len({record.native_id for record in found if isinstance(record, Post)}) == 1200


def test_what_is_taken_back_is_gone_from_the_lake_and_nothing_else(address: str, tmp_path: Path) -> None:
    writer, fan, stranger = Signer("rue"), Signer("fan"), Signer("stranger")
    kept, gone = (writer.signed(1, words, at=START) for words in ("Kept", "Gone"))
    like = fan.signed(7, "+", [["e", str(kept["id"])], ["p", writer.key]], START)
    publish(address, kept, gone, like)
    account = Account("nostr", address, writer.key)
    with means_at(tmp_path, networks=(nostr,)) as means:
        collect([account], means, since=SINCE)
        assert len(means.lake.post_keys()) == 2
        publish(address, writer.signed(5, "", [["e", str(gone["id"])], ["e", str(like["id"])]], START + 1))
        publish(address, stranger.signed(5, "", [["e", str(kept["id"])], ["p", writer.key]], START + 2))
        (balance,) = collect([account], means, since=SINCE)
        assert balance.trouble == ""
        posts = means.lake.posts(means.lake.post_keys())
        assert posts["native_id"].to_list() == [named(kept)]
        assert means.lake.interactions().num_rows == 1


def test_a_list_that_is_published_anew_says_all_that_it_says(address: str, tmp_path: Path) -> None:
    writer, fan, other = Signer("lia"), Signer("fan"), Signer("other")
    account = Account("nostr", address, writer.key)

    def listed(kind: int, second: int, *people: Signer) -> dict[str, object]:
        return writer.signed(kind, "", [["d", "friends"], *(["p", each.key] for each in people)], START + second)

    def acts(*events: dict[str, object]) -> list[tuple[int, datetime]]:
        publish(address, *events)
        assert collect([account], means, since=SINCE)[0].trouble == ""
        rows = means.lake.interactions(columns=("act", "at"))
        return sorted((row["act"], row["at"]) for row in rows.to_pylist())

    with means_at(tmp_path, networks=(nostr,)) as means:
        assert acts(listed(3, 1, fan, other), listed(30000, 2, fan)) == [
            *[(Act.FOLLOW, at(1))] * 2,
            (Act.LIST, at(2)),
        ]
        assert acts(listed(3, 3, other), listed(30000, 4, other, fan)) == [
            (Act.FOLLOW, at(3)),
            *[(Act.LIST, at(4))] * 2,
        ]
        gone = writer.signed(
            5, "", [["a", f"30000:{writer.key}:friends"], ["a", f"3:{fan.key}:"], ["a", "x"]], START + 5
        )
        assert acts(gone) == [(Act.FOLLOW, at(3))]


def test_names_and_payments_are_believed_of_the_sites_that_know_them(address: str) -> None:
    writer, fan, provider, liar = Signer("zoe"), Signer("fan"), Signer("provider"), Signer("liar")

    def reply(question: Question) -> Iterator[bytes]:
        told: dict[str, object] = {"names": {"zoe": writer.key, "other": fan.key}}
        if question.path == "/.well-known/lnurlp/zoe":
            told = {"allowsNostr": True, "nostrPubkey": provider.key}
        return answer(json.dumps(told).encode())

    with serving(reply) as web:
        name = f"zoe@127.0.0.1:{web.port}"
        profile = json.dumps({"name": "Zoe", "nip05": name, "lud16": name})
        request = fan.signed(9734, "", [["p", writer.key], ["amount", "21000"]], START)
        tags = [["p", writer.key], ["bolt11", "lnbc210n1x"], ["description", json.dumps(request)]]
        receipt = provider.signed(9735, "", tags, START + 1)
        publish(address, writer.signed(0, profile, at=START), receipt, liar.signed(9735, "", tags, START + 2))
        found = crawled(nostr, Account("nostr", address, name), SINCE)

    handles = {record.handle for record in found if isinstance(record, Seen)}
    assert name in handles
    paid = {record for record in found if isinstance(record, Interaction)}
    assert paid == {Interaction(fan.key, writer.key, Act.PAY, at(1), None, named(receipt))}
