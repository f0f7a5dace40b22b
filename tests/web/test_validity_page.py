"""The page of the validity card says what the card says, on the site and alone."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.samples import WEIGHTS, SampleScores

from openclout.cli.serving import card_of
from openclout.vocabulary.cards import Card, read_card, written
from openclout.web import card_page, create_app
from openclout.web.judged import card_view


@pytest.fixture(scope="module")
def card() -> Card:
    found = card_of(Path("nowhere"))
    assert found is not None
    return found


def site(card: Card | None) -> TestClient:
    return TestClient(create_app(SampleScores, weights=WEIGHTS, card=card))


def test_every_set_and_every_bar_is_on_the_page(card: Card) -> None:
    text = site(card).get("/how/validity").text
    for one in card.sets:
        assert one.name in text
    for bar in card.bars:
        assert bar.title.split(":")[0] in text
    for met, words in ((True, "Met"), (False, "Not met"), (None, "Not shown here")):
        count = sum(bar.met is met for bar in card.bars)
        assert not count or f"{words}: {count}" in text


def test_the_headline_counts_the_cuts_on_which_it_is_better(card: Card) -> None:
    view = card_view(card)
    cuts = [cut for one in card.sets for cut in one.cuts]
    assert f"of {len(cuts)} cuts" in view.headline
    assert all(loss.why for loss in view.losses)


def test_a_set_that_loses_is_said_to_lose(card: Card) -> None:
    losers = {loss.name for loss in card_view(card).losses}
    for one in card.sets:
        for name in ("decayed, 7 days", "decayed, 90 days"):
            ours = sum(cut.figure("2026.1", "ndcg") or 0.0 for cut in one.cuts) / len(one.cuts)
            theirs = sum(cut.figure(name, "ndcg") or 0.0 for cut in one.cuts) / len(one.cuts)
            assert theirs - ours < 0.011 or one.name in losers


def test_the_card_is_there_as_json_too(card: Card) -> None:
    assert read_card(site(card).get("/how/validity.json").text) == card


def test_without_a_card_the_page_says_how_to_make_one() -> None:
    client = site(None)
    assert "openclout validate" in client.get("/how/validity").text
    assert client.get("/how/validity.json").status_code == 404


def test_a_card_without_sets_or_votes_is_a_page_too(card: Card) -> None:
    empty = replace(card, sets=(), reference=None, reference_sets=())
    for less in (replace(card, pairs=None), empty, replace(empty, pairs=None, bars=(), skipped=())):
        assert site(less).get("/how/validity").text.count("<h1") == 1


def test_what_attacks_gained_and_how_steady_scores_are_is_on_the_page(card: Card) -> None:
    assert card.attacks is not None
    text = unescape(site(card).get("/how/validity").text)
    for one in card.attacks.attacks:
        assert one.attack in text
    farm = next(one for one in card.attacks.attacks if one.attack == "1,000 fakes" and one.hardened)
    assert f"a thousand new fakes add {farm.gain:.1f} points" in text
    assert "A week away costs at most" in text
    assert "with too little data for a number" in text
    for bar in card.bars:
        if bar.name.startswith(("gain", "held", "silent_week")):
            assert bar.found in text


def test_a_card_of_before_attacks_were_told_is_a_page_too(card: Card) -> None:
    text = site(replace(card, attacks=None, stability=None)).get("/how/validity").text
    assert 'id="attacks"' not in text
    assert 'href="#attacks"' not in text


def test_the_page_alone_needs_nothing_and_allows_only_its_own_styles(card: Card) -> None:
    text = card_page(card)
    style = text.partition("<style>")[2].partition("</style>")[0]
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in unescape(text)
    assert not re.findall(r'(?:src|href)="(?!#)', text)
    assert "url(" not in style
    assert "<script" not in text
    assert " style=" not in text


def test_a_card_of_the_home_wins(tmp_path: Path, card: Card) -> None:
    (tmp_path / "validity").mkdir()
    (tmp_path / "validity" / "card.json").write_text(written(replace(card, version="mine")), encoding="utf-8")
    found = card_of(tmp_path)
    assert found is not None
    assert found.version == "mine"
