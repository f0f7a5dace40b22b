"""A crawl brings everything once, whatever happens in between, and goes on where it was."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.collector.homes import BEGIN, Hours, collected, means_at
from tests.fakes import tiny
from tests.fakes.web import Question, Web, answer, serving
from tests.lake.lakes import content, same

from openclout.collector import crawling
from openclout.collector.crawling import Stopped, collect
from openclout.lake import Lake
from openclout.vocabulary.networks import Account

KILLS = int(os.environ.get("OPENCLOUT_KILLS", "5"))
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(tiny.replied) as found:
        yield found


def ada(web: Web) -> Account:
    return Account("tiny", web.address, "ada")


def test_a_crawl_brings_everything_and_balances(tmp_path: Path, web: Web) -> None:
    (balance,) = collected(tmp_path, [ada(web)])
    lake = Lake(tmp_path / "lake")
    told = tiny.POSTS - 1  # one post has no page of acts
    assert balance.trouble == ""
    assert balance.pages == 1 + 3 + tiny.POSTS
    assert balance.tally.self_interactions == told
    assert balance.tally.rejected == told
    assert lake.interactions().num_rows == told * (tiny.LIKES + 3)
    assert balance.tally.kept == lake.interactions().num_rows + tiny.POSTS + 2
    assert lake.counts()["count"].to_list() == [7]
    (known,) = lake.accounts().filter(pl.col("native_id") == "ada").rows(named=True)
    assert (known["handle"], known["title"]) == ("ada@tiny", "Ada")


def test_no_secret_is_kept(tmp_path: Path, web: Web) -> None:
    collected(tmp_path, [ada(web)])
    with means_at(tmp_path) as means:
        urls = [url for frame in means.lake.raw_pages() for url in frame["url"]]
    assert not any("hidden" in url for url in urls)
    assert web.asked[0].path.endswith("key=hidden")


def test_the_next_crawl_begins_where_the_last_one_was_and_finds_nothing_twice(tmp_path: Path, web: Web) -> None:
    collected(tmp_path, [ada(web)])
    before = Lake(tmp_path / "lake").interactions().num_rows
    hours = Hours(BEGIN + timedelta(days=1))
    with means_at(tmp_path, hours) as means:
        (balance,) = collect([ada(web)], means)
        first, second = means.state.crawls(ada(web))
    assert second.since == first.began - crawling.OVERLAP
    assert Lake(tmp_path / "lake").interactions().num_rows == before
    assert balance.pages == 1 + 3  # all posts are older
    assert balance.tally.read == balance.tally.kept == tiny.POSTS + 2


def test_what_was_told_before_is_found_to_be_a_duplicate(tmp_path: Path, web: Web) -> None:
    (first,) = collected(tmp_path, [ada(web)])
    with means_at(tmp_path) as means:
        (again,) = collect([ada(web)], means, since=tiny.FIRST)
    assert again.tally.duplicates == first.tally.kept - tiny.POSTS - 2
    assert again.tally.read == first.tally.read


def test_an_answer_that_has_not_changed_is_taken_from_the_page_that_is_kept(tmp_path: Path) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        if question.headers.get("if-none-match") == '"1"':
            return answer(b"", 304, etag='"1"')
        return tiny.replied(question)

    with serving(reply) as web:
        collected(tmp_path, [ada(web)])
        with means_at(tmp_path, Hours(BEGIN + timedelta(days=1))) as means:
            (balance,) = collect([ada(web)], means)
            old, new = (means.lake.raw_page(reader, 0).row(0, named=True) for reader in means.lake.raw_readers())
    assert balance.trouble == ""
    assert (new["status"], new["body"]) == (200, old["body"])


def heights(home: Path) -> dict[str, int]:
    """How many rows each table of a lake has."""
    return {name: frame.height for name, frame in content(Lake(home / "lake")).items()}


def test_trouble_is_told_and_the_crawl_goes_on_from_there(tmp_path: Path) -> None:
    broken = True

    def reply(question: Question) -> Iterator[bytes]:
        return answer(b"", 500) if broken and question.path == "/acts/ada-20" else tiny.replied(question)

    with serving(reply) as web:
        (balance,) = collected(tmp_path, [ada(web)])
        asked = len(web.asked)
        assert "answers 500" in balance.trouble
        assert balance.pages == 1 + 3 + 20
        broken = False
        (balance,) = collected(tmp_path, [ada(web)])
        assert len(web.asked) == asked + 10
        (whole,) = collected(tmp_path / "whole", [ada(web)])
    assert balance == whole
    assert heights(tmp_path / "whole") == heights(tmp_path)


def test_one_account_in_trouble_does_not_stop_the_others(tmp_path: Path) -> None:
    def reply(question: Question) -> Iterator[bytes]:
        return answer(b"", 404) if question.path.startswith("/profile/ben") else tiny.replied(question)

    with serving(reply) as web:
        ben = Account("tiny", web.address, "ben")
        first, second = collected(tmp_path, [ben, ada(web)])
    assert "is not there" in first.trouble
    assert second.trouble == ""


def test_a_crawl_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    stopping: list[threading.Event] = []

    def reply(question: Question) -> Iterator[bytes]:
        if stopping and question.path == "/acts/ada-11":
            stopping.pop().set()
        return tiny.replied(question)

    with serving(reply) as web:
        with means_at(tmp_path) as means:
            stopping.append(means.stopping)
            with pytest.raises(Stopped):
                collect([ada(web)], means)
        reached = len(web.asked)
        assert reached == 1 + 3 + 12
        (balance,) = collected(tmp_path, [ada(web)])
        assert len(web.asked) == 1 + 3 + tiny.POSTS
        collected(tmp_path / "whole", [ada(web)])
    assert balance.pages == 1 + 3 + tiny.POSTS
    assert heights(tmp_path / "whole") == heights(tmp_path)


def test_an_account_that_asked_to_be_forgotten_is_not_read(tmp_path: Path, web: Web) -> None:
    with means_at(tmp_path, never=lambda _network, name: name == "ada") as means:
        (balance,) = collect([ada(web)], means)
    assert "forgotten" in balance.trouble
    assert web.asked == []


def test_an_account_that_is_found_to_be_forgotten_leaves_nothing(tmp_path: Path) -> None:
    def reply(_: Question) -> Iterator[bytes]:
        return answer(b'{"id": "42", "handle": "ada", "title": "A", "flags": [], "followers": 1}')

    with serving(reply) as web, means_at(tmp_path, never=lambda _network, name: name == "42") as means:
        (balance,) = collect([ada(web)], means)
        assert "forgotten" in balance.trouble
        assert means.lake.raw_readers() == []
        assert means.state.crawls() == []
    assert len(web.asked) == 1


def test_acts_of_somebody_forgotten_are_refused_without_a_name(tmp_path: Path, web: Web) -> None:
    with means_at(tmp_path, never=lambda _network, name: name == "fan-3") as means:
        (balance,) = collect([ada(web)], means)
        assert "fan-3" not in set(means.lake.accounts()["native_id"])
        forgotten = means.lake.rejects().filter(pl.col("reason") == "forgotten")
    assert balance.tally.rejected == forgotten.height + 29
    assert forgotten.height > 0
    assert set(forgotten["source"]) == {""}


def test_ctrl_c_ends_a_crawl_soon_and_loses_nothing(tmp_path: Path) -> None:
    reached, release = threading.Event(), threading.Event()

    def reply(question: Question) -> Iterator[bytes]:
        if question.path == "/acts/ada-11" and not reached.is_set():
            reached.set()
            release.wait(60)
        return tiny.replied(question)

    with serving(reply) as web:
        command = [sys.executable, "-m", "tests.collector.collect_once", str(tmp_path / "home"), web.address, "ada"]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            assert reached.wait(60)
            process.send_signal(signal.SIGINT)
            release.set()
            assert process.wait(timeout=30) != 0
        asked = len(web.asked)
        assert asked < 1 + 3 + tiny.POSTS
        (balance,) = collected(tmp_path / "home", [ada(web)])
        on_their_way = 2  # the page that was being answered, and the one asked before the stop was noticed
        assert len(web.asked) <= 1 + 3 + tiny.POSTS + on_their_way
    assert balance.pages == 1 + 3 + tiny.POSTS


@pytest.mark.slow
def test_a_crawl_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    heard = threading.Semaphore(0)

    def reply(question: Question) -> Iterator[bytes]:
        heard.release()
        return tiny.replied(question)

    chance = random.Random(11)
    names = [f"account{number}" for number in range(2 + KILLS)]
    with serving(reply) as web:
        command = [sys.executable, "-m", "tests.collector.collect_once", str(tmp_path / "home"), web.address, *names]
        kills = 0
        for _ in range(KILLS):
            with subprocess.Popen(command, cwd=ROOT) as process:
                for _ in range(chance.randint(1, 16)):
                    assert heard.acquire(timeout=60)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=chance.uniform(0, 0.04))
                kills += process.poll() is None
                process.kill()
            while heard.acquire(blocking=False):
                pass
        subprocess.run(command, check=True, cwd=ROOT)
        collected(tmp_path / "whole", [Account("tiny", web.address, name) for name in names], together=3)
    assert kills == KILLS
    whole, broken = Lake(tmp_path / "whole" / "lake"), Lake(tmp_path / "home" / "lake")
    assert content(broken)["interactions"].height == len(names) * (tiny.POSTS - 1) * (tiny.LIKES + 3)
    assert same(whole, broken)
