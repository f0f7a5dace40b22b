"""One suite over all networks: what each of them promises, shown by its samples.

Comes in: `NETWORKS`, and `tests/samples/<network>/<kind>.json` with `<kind>.expected.json` beside it. A sample holds a
page in the exact shape of a real answer, made up by us, and the capabilities that it shows; the other file holds the
records that it is read as, in order. OPENCLOUT_WRITE_SAMPLES=1 writes those anew: read them before you keep them.
A sample of a stream has the kind "stream" and a line for each message.
"""

import dataclasses
import json
import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fakes import tiny
from tests.networks.samples import AT, SAMPLES, Json, load, paged

from openclout.collector.conforming import facts, page
from openclout.networks import NETWORKS
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import (
    CAPABILITIES,
    Account,
    Connector,
    Interaction,
    Page,
    Record,
    Request,
    Unreadable,
)

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
EVERY: tuple[Connector, ...] = (tiny, *NETWORKS)
NAMES = [connector.NETWORK.name for connector in EVERY]
WRONG: tuple[object, ...] = (None, 7, "words", [], {}, [7])
MOST = 500
"""Questions after which a crawl over our few samples should long have ended."""
WITHOUT_SAMPLE = frozenset({"history", "stream", "deletions"})
"""Capabilities that no single page can show where they are a matter of asking; streams are shown where there is one."""


def samples(connector: Connector) -> list[Path]:
    folder = SAMPLES / connector.NETWORK.name
    return sorted(path for path in folder.glob("*.json") if not path.name.endswith(".expected.json"))


def records(connector: Connector, asked: Page) -> list[Record]:
    """What a page is read as; of a stream, what each of its messages says."""
    listen = getattr(connector, "listen", None)
    if asked.kind == "stream" and listen is not None:
        return [record for line in asked.body.splitlines() for record in listen(line).records]
    return list(connector.read(asked))


def plain(record: Record) -> Json:
    """A record as JSON; `of` and `version` are left out where they are None."""
    found = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    found = {name: part for name, part in found.items() if part is not None or name not in {"of", "version"}}
    return {"record": type(record).__name__} | {name: simple(part) for name, part in found.items()}


def simple(part: object) -> object:
    if isinstance(part, Act):
        return part.word
    if isinstance(part, datetime):
        return part.isoformat()
    return sorted(part) if isinstance(part, frozenset) else part


CASES = [pytest.param(each, path, id=f"{each.NETWORK.name}-{path.stem}") for each in EVERY for path in samples(each)]


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_the_facts_are_complete(connector: Connector) -> None:
    assert list(facts(connector.NETWORK)) == []


def test_every_network_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_every_capability_that_is_offered_is_shown_by_a_sample(connector: Connector) -> None:
    shown = {name for path in samples(connector) for name in shows(path)}
    assert shown <= set(CAPABILITIES)
    assert connector.NETWORK.offers - shown - WITHOUT_SAMPLE == set()


def shows(path: Path) -> Sequence[str]:
    found = load(path)["shows"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("connector", "path"), CASES)
def test_a_sample_is_read_as_expected(connector: Connector, path: Path) -> None:
    expected = path.with_suffix("").with_suffix(".expected.json")
    found = [plain(record) for record in records(connector, paged(load(path)["page"]))]
    if os.environ.get("OPENCLOUT_WRITE_SAMPLES"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("connector", "path"), CASES)
def test_records_fit_the_vocabulary(connector: Connector, path: Path) -> None:
    asked = paged(load(path)["page"])
    if asked.kind != "stream":
        assert list(page(connector, asked)) == []


def garbled(body: bytes) -> Iterator[bytes]:
    """Bodies as no server should send them."""
    chance = random.Random(7)
    yield from (
        b"",
        b"null",
        b"[]",
        b"{}",
        b"0",
        b'"x"',
        b"\xff\xfe\x00",
        b"<html>",
        b"[null]",
        b'[{"id": {}}]',
        100_000 * b"[",
    )
    yield from (body[: len(body) * part // 8] for part in range(8))
    for _ in range(20):
        broken = bytearray(body)
        for _ in range(max(1, len(body) // 200)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield bytes(broken)
    for wrong in (b"null", b"{}", b"[1]", b'"words"', b"-1e999"):
        yield body.replace(b'"', wrong + b'"', 3)


@pytest.mark.parametrize(("connector", "path"), CASES)
def test_whatever_a_server_sends_is_read_or_called_unreadable(connector: Connector, path: Path) -> None:
    said = load(path)["page"]
    asked = paged(said)
    if asked.kind == "stream":
        return
    for body in garbled(asked.body or b"{}"):
        assert list(page(connector, paged(said, body))) == [], body[:200]


@pytest.mark.parametrize(("connector", "path"), CASES)
def test_a_field_of_the_wrong_kind_is_read_or_called_unreadable(connector: Connector, path: Path) -> None:
    said = load(path)["page"]
    asked = paged(said)
    if asked.kind == "stream" or not isinstance(said, dict) or isinstance(said.get("body"), str):
        return
    for broken in mistaken(said.get("body")):
        assert list(page(connector, paged(said, json.dumps(broken).encode()))) == []


def mistaken(content: object) -> Iterator[object]:
    """The content with one field after the other replaced by something that does not belong there."""
    if isinstance(content, dict):
        for name, part in content.items():
            yield from ({**content, name: wrong} for wrong in WRONG)
            yield from ({**content, name: inner} for inner in mistaken(part))
    elif isinstance(content, list) and content:
        yield from ([inner, *content[1:]] for inner in mistaken(content[0]))


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_a_crawl_asks_without_touching_anything_and_ends(connector: Connector) -> None:
    """Each question is answered by the sample of its kind or an empty page; the same answers, the same questions."""
    known = {asked.kind: asked for path in samples(connector) if (asked := paged(load(path)["page"]))}
    for account in {asked.account for asked in known.values()}:
        first, second = (list(questions(connector, account, known)) for _ in range(2))
        assert first == second
        assert 0 < len(first) < MOST
        assert all(asked.kind and "://" in asked.url for asked in first)


def questions(connector: Connector, account: Account, known: dict[str, Page]) -> Iterator[Request]:
    crawl = connector.crawl(account, SINCE)
    request = next(crawl, None)
    while request is not None:
        yield request
        like = known.get(request.kind)
        body, headers = (like.body, like.headers) if like is not None else (b"{}", {})
        answer = Page(request.kind, request.url, 200, headers, body, AT, account, request.about)
        try:
            request = crawl.send(answer)
        except StopIteration:
            return


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_a_crawl_whose_every_answer_is_empty_ends(connector: Connector) -> None:
    for path in samples(connector):
        account = paged(load(path)["page"]).account
        for status, body in ((200, b""), (404, b""), (200, b"[]"), (200, b"<html>")):
            asked: list[Request] = []
            crawl = connector.crawl(account, SINCE)
            request = next(crawl, None)
            while request is not None and len(asked) < MOST:
                asked.append(request)
                try:
                    request = crawl.send(Page(request.kind, request.url, status, {}, body, AT, account, request.about))
                except StopIteration:
                    break
            assert len(asked) < MOST


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_only_acts_that_the_facts_name_are_read(connector: Connector) -> None:
    found = {
        record.act
        for path in samples(connector)
        for record in records(connector, paged(load(path)["page"]))
        if isinstance(record, Interaction)
    }
    assert found <= set(connector.NETWORK.acts.values())


def known_texts(connector: Connector) -> dict[str, object]:
    """The handles and addresses that a network knows: `recognised.json` among its samples."""
    path = SAMPLES / connector.NETWORK.name / "recognised" / "texts.json"
    return load(path) if path.exists() else {}


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_a_network_knows_its_handles_and_addresses(connector: Connector) -> None:
    texts = known_texts(connector)
    assert texts, f"tests/samples/{connector.NETWORK.name}/recognised/texts.json should name handles and addresses."
    for text, account in texts.items():
        found = connector.recognise(text)
        assert found is not None, text
        assert dataclasses.asdict(found) == {"network": connector.NETWORK.name} | dict(account)  # type: ignore[call-overload]


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
def test_a_network_leaves_the_handles_of_others_to_them(connector: Connector) -> None:
    """The first network in the list that knows a text is the one whose text it is."""
    for text in known_texts(connector):
        first = next(each for each in EVERY if each.recognise(text) is not None)
        assert first.NETWORK.name == connector.NETWORK.name, text


@pytest.mark.parametrize("connector", EVERY, ids=NAMES)
@pytest.mark.parametrize(
    "text", ["", " ", "@", "://", "\0", "a b", "@@", "https://", "http://[", "x" * 10_000, "%", "é"]
)
def test_nonsense_is_nobody_s_account(connector: Connector, text: str) -> None:
    assert connector.recognise(text) is None


def test_unreadable_records_are_kept_with_their_reason() -> None:
    broken = Page("profile", "https://tiny.example", 200, {}, b"{", AT, Account("tiny", "", "ada"))
    (record,) = tiny.read(broken)
    assert isinstance(record, Unreadable)
    assert record.why
