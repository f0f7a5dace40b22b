"""A stream is followed exactly once, over crashes and broken connections, and what was missed is told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.collector.homes import BEGIN, Hours, Killed, Mortal, means_at
from tests.fakes import tiny
from tests.fakes.socket import socket_serving
from tests.fakes.web import serving
from tests.networks.frames import frame
from websockets.sync.server import ServerConnection

from openclout.collector.crawling import Means, Stopped
from openclout.collector.following import MOST_MESSAGES, follow
from openclout.collector.rereading import reread
from openclout.collector.sockets import Silent, heard, listening
from openclout.collector.streaming import Following, Stream, framed, unframed
from openclout.lake import Batch, Lake, Tally
from openclout.networks import bluesky
from openclout.vocabulary.errors import Unsafe
from openclout.vocabulary.networks import Account, Request

pytestmark = pytest.mark.usefixtures("hurried")


def told(number: int, **more: object) -> bytes:
    """One message: somebody likes a post."""
    at = (BEGIN + timedelta(seconds=number)).isoformat()
    return json.dumps({"seq": number, "at": at, "who": f"fan-{number % 50}", "post": f"p{number % 9}", **more}).encode()


def rows(home: Path) -> int:
    return int(Lake(home / "lake").interactions().num_rows)


@pytest.mark.parametrize(
    "messages", [[b"{}"], [b'{"a": 1}', b'{"b": 2}'], [b"\x00\n", b"", b"\xff"], [b"a\nb"], [b"\0x"]]
)
def test_messages_are_the_same_after_they_were_kept(messages: list[bytes]) -> None:
    assert list(unframed(framed(messages))) == messages


def test_messages_are_kept_with_their_cursor(tmp_path: Path) -> None:
    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(number) for number in range(1000)])
        stream.take([told(number) for number in range(1000, 1500)])
        assert stream.place.cursor == "1499"
        assert stream.address() == "ws://x/stream?cursor=1499"
    with means_at(tmp_path) as means:
        assert Stream(means, tiny, "ws://x").place.cursor == "1499"
    assert rows(tmp_path) == 1500


def test_rows_that_a_crash_cost_are_made_from_the_page(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(number) for number in range(10)])

        class Broken(Means):
            def append(self, batch: Batch) -> Tally:
                if not batch.reader.endswith("/pages"):
                    raise Killed
                return super().append(batch)

        broken = Broken(means.lake, means.session, means.state, means.networks)
        with pytest.raises(Killed):
            Stream(broken, tiny, "ws://x").take([told(number) for number in range(10, 20)])
        assert rows(tmp_path) == 10
    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        assert stream.place.cursor == "19"
        assert rows(tmp_path) == 20
        stream.take([told(20)])
    assert rows(tmp_path) == 21


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("breath", range(1, 5))
def test_who_is_killed_at_the_turn_of_a_day_hears_everything_once(tmp_path: Path, breath: int, days: int) -> None:
    """The first batch of the new day is cut otherwise the second time."""
    evening, morning = Hours(BEGIN), Hours(BEGIN + timedelta(days=1))
    with means_at(tmp_path, evening) as means:
        Stream(means, tiny, "ws://x").take([told(number) for number in range(10)])
    with means_at(tmp_path, evening) as means:
        mortal = Mortal(means.lake, means.session, means.state, means.networks, breath=[breath - 1], kept=True)
        stream = Stream(mortal, tiny, "ws://x")
        evening.at = morning.at
        with suppress(Killed):
            stream.take([told(number) for number in range(10, 20)])
    with means_at(tmp_path, Hours(morning.at + timedelta(days=days))) as means:
        stream = Stream(means, tiny, "ws://x")
        for end in (25, 30):
            stream.take([told(number) for number in range(int(stream.place.cursor or 0) + 1, end)])
    assert rows(tmp_path) == 30
    with means_at(tmp_path, morning) as means:
        reread(means)
    assert rows(tmp_path) == 30


def test_a_clock_that_is_set_back_over_midnight_loses_nothing(tmp_path: Path) -> None:
    hours = Hours(BEGIN)
    with means_at(tmp_path, hours) as means:
        stream = Stream(means, tiny, "ws://x")
        for first, days in ((0, 0), (10, 1), (20, -1), (30, 1)):
            hours.at += timedelta(days=days)
            stream.take([told(number) for number in range(first, first + 10)])
    assert rows(tmp_path) == 40


def test_a_stream_whose_place_was_forgotten_is_not_taken_for_another_one(tmp_path: Path) -> None:
    with means_at(tmp_path) as means:
        Stream(means, tiny, "ws://x:8080").take([told(1)])
        assert Stream(means, tiny, "ws://x").place.cursor is None
    (tmp_path / "collector.sqlite").unlink()
    with means_at(tmp_path) as means:
        assert Stream(means, tiny, "ws://x").place.cursor is None
        assert Stream(means, tiny, "ws://x:8080").place.cursor == "1"


def test_what_is_taken_back_is_gone_and_stays_gone(tmp_path: Path) -> None:
    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(number) for number in range(10)])
        stream.take([told(10, who="", gone="like-3")])
        assert rows(tmp_path) == 9
        reread(means)
    assert rows(tmp_path) == 9


def test_a_message_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(0), b"{broken", told(1)])
        assert means.lake.tally(stream.reader).rejected == 1
    assert rows(tmp_path) == 2


def test_a_jump_in_time_after_a_new_beginning_is_a_gap(tmp_path: Path) -> None:
    with means_at(tmp_path) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(0)], anew=True)
        stream.take([told(30)], anew=True)
        assert list(stream.place.gaps) == []
        stream.take([told(3600)], anew=True)
        gap = stream.place.gaps[0]
    assert gap.until - gap.since == timedelta(seconds=3570)
    with means_at(tmp_path) as means:
        assert Stream(means, tiny, "ws://x").place.gaps == (gap,)


def test_the_lag_is_the_age_of_the_last_message(tmp_path: Path) -> None:
    with means_at(tmp_path, Hours(BEGIN + timedelta(seconds=90))) as means:
        stream = Stream(means, tiny, "ws://x")
        stream.take([told(30)])
    assert stream.place.lag_seconds == 60


def cursor_of(url: str) -> int:
    """The number of the message to go on with."""
    found = parse_qs(urlsplit(url).query).get("cursor", [""])[0]
    return int(found) + 1 if found else 0


def until(means: Means, count: int) -> Callable[[Following], None]:
    """Stop when so many messages are kept."""

    def look(place: Following) -> None:
        if place.cursor is not None and int(place.cursor) >= count - 1:
            means.stopping.set()

    return look


def test_a_stream_that_breaks_again_and_again_is_complete(tmp_path: Path) -> None:
    hours = Hours()
    begun: list[str] = []

    @contextmanager
    def listen(url: str) -> Iterator[Iterator[bytes]]:
        begun.append(url)

        def messages() -> Iterator[bytes]:
            first = cursor_of(url)
            for number in range(first, min(first + 700, 5000)):
                yield told(number)
            raise Silent("cut off")

        yield messages()

    with means_at(tmp_path, hours) as means:
        place = follow(means, tiny, "ws://x", told=until(means, 5000), listen=listen)
    assert place.cursor == "4999"
    assert len(begun) > 7
    assert rows(tmp_path) == 5000
    assert place.gaps == ()


def nobody(words: str = "nobody there") -> Iterator[bytes]:
    if words:
        raise Silent(words)
    yield b""


def test_who_does_not_answer_is_asked_later_and_later(tmp_path: Path) -> None:
    hours = Hours()

    @contextmanager
    def listen(_url: str) -> Iterator[Iterator[bytes]]:
        if len(hours.waits) == 1100:  # most of a day
            means.stopping.set()
        yield nobody()

    with means_at(tmp_path, hours) as means:
        follow(means, tiny, "ws://x", listen=listen)
    assert hours.waits == [0.75 * seconds for seconds in (1, 2, 4, 8, 16, 32, *[60] * 1094)]


def test_who_says_only_what_is_wrong_and_hangs_up_is_asked_later_and_later(tmp_path: Path) -> None:
    hours = Hours()

    @contextmanager
    def listen(_url: str) -> Iterator[Iterator[bytes]]:
        def messages() -> Iterator[bytes]:
            yield frame("", op=-1, error="ConsumerTooSlow")
            raise Silent("cut off")

        if len(hours.waits) == 5:
            means.stopping.set()
        yield messages()

    with means_at(tmp_path, hours, networks=(bluesky,)) as means:
        follow(means, bluesky, "ws://x", listen=listen)
    assert hours.waits == [0.75, 1.5, 3, 6, 12]


EMPTY = "content-length: 0"


@pytest.mark.parametrize("said", [f"HTTP/1.1 403 No\r\n{EMPTY}", f"HTTP/1.1 302 X\r\nlocation: ws://y\r\n{EMPTY}", "?"])
def test_a_server_that_does_not_let_us_listen_may_be_asked_again(tmp_path: Path, said: str) -> None:
    with serving(lambda _: [f"{said}\r\n\r\n".encode()]) as web, means_at(tmp_path) as means:
        address = web.address.replace("http", "ws")
        with pytest.raises(Silent, match="listened at"), listening(means.session.guard, address, "tests"):
            pytest.fail("there is nothing to hear")


def test_what_is_heard_just_before_the_end_is_kept(tmp_path: Path) -> None:
    @contextmanager
    def listen(_url: str) -> Iterator[Iterator[bytes]]:
        def messages() -> Iterator[bytes]:
            yield told(0)
            raise Silent("cut off")

        yield messages()

    with means_at(tmp_path, Hours()) as means:
        follow(means, tiny, "ws://x", told=until(means, 1), listen=listen)
    assert rows(tmp_path) == 1


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_what_was_heard_but_not_kept_when_it_was_interrupted_is_heard_again(tmp_path: Path, batches: int) -> None:
    """More waits than one batch holds."""
    count = MOST_MESSAGES + 3000
    left = [batches]

    class Interrupted(Means):
        def append(self, batch: Batch) -> Tally:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return super().append(batch)

    @contextmanager
    def listen(url: str) -> Iterator[Iterator[bytes]]:
        def messages() -> Iterator[bytes]:
            for number in range(cursor_of(url), count):
                yield told(number)
            while not waiting.stopping.wait(0.05):
                yield b""

        yield messages()

    with means_at(tmp_path, Hours()) as means:
        waiting: Means = Interrupted(means.lake, means.session, means.state, means.networks)
        with suppress(KeyboardInterrupt):
            follow(waiting, tiny, "ws://x", told=until(waiting, count), listen=listen)
    with means_at(tmp_path, Hours()) as waiting:
        follow(waiting, tiny, "ws://x", told=until(waiting, count), listen=listen)
    assert rows(tmp_path) == count


def test_who_is_asked_to_stop_while_waiting_for_a_server_stops(tmp_path: Path) -> None:
    @contextmanager
    def listen(_: str) -> Iterator[Iterator[bytes]]:
        yield nobody()

    def wait(_: float) -> NoReturn:
        means.stopping.set()
        raise Stopped

    with means_at(tmp_path) as means:
        means.session.around = replace(means.session.around, wait=wait)
        assert follow(means, tiny, "ws://x", listen=listen).trouble == "nobody there"


def test_what_ends_the_listening_is_told(tmp_path: Path) -> None:
    def listen(_url: str) -> NoReturn:
        raise ZeroDivisionError

    with means_at(tmp_path) as means, pytest.raises(ZeroDivisionError):
        follow(means, tiny, "ws://x", listen=listen)


def test_an_unsafe_address_ends_a_stream(tmp_path: Path) -> None:
    with means_at(tmp_path) as means, pytest.raises(Unsafe):
        follow(means, tiny, "ws://169.254.169.254")


def test_a_real_socket_is_followed(tmp_path: Path) -> None:
    def speak(connection: ServerConnection) -> None:
        assert connection.request is not None
        first = cursor_of(connection.request.path)
        for number in range(first, min(first + 1500, 3000)):
            connection.send(told(number).decode())
        if first + 1500 >= 3000:
            done.wait(30)

    done = threading.Event()
    with socket_serving(speak) as address, means_at(tmp_path) as means:
        place = follow(means, tiny, address, told=until(means, 3000))
        done.set()
    assert place.cursor == "2999"
    assert rows(tmp_path) == 3000


def test_a_question_over_a_socket_is_answered_by_all_messages_up_to_the_last(tmp_path: Path) -> None:
    def speak(connection: ServerConnection) -> None:
        asked = connection.recv(decode=True)
        for line in (f"you said {asked}", "more", '["EOSE"]', "never seen"):
            connection.send(line)

    with socket_serving(speak) as address, means_at(tmp_path) as means:
        request = Request("notes", address, body=b"hello", until=(b'["END"', b'["EOSE"'))
        page = means.session.answer(request, Account("tiny", "", "a"))
    assert page.body == b'you said hello\nmore\n["EOSE"]'


def test_a_bomb_in_a_socket_does_not_go_off(tmp_path: Path) -> None:
    def speak(connection: ServerConnection) -> None:
        connection.recv()
        connection.send("x" * 20_000_000)

    with socket_serving(speak) as address, means_at(tmp_path) as means, pytest.raises((Silent, Unsafe)):
        heard(
            means.session.guard, Request("a", address, body=b"x", until=(b"y",)), "agent", means.session.manners.limits
        )
