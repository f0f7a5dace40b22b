"""Following a stream: one thread listens and hands messages over through a bounded queue, another reads and keeps them.

Comes in: a network that streams. Goes out: batches, taken in by a `Stream`. Being cut off is usual: it is listened
again, later and later, from where the last batch ended.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace

from openclout.collector.crawling import Means, Stopped
from openclout.collector.mending import Mender
from openclout.collector.sockets import Silent, listening
from openclout.collector.streaming import Following, Stream
from openclout.vocabulary.networks import Streaming

TOGETHER_MESSAGES, TOGETHER_SECONDS = 10_000, 5.0
"""A batch is kept when it has so many messages, or is so old."""
MOST_MESSAGES = 40_000
"""A batch takes in so many if they are there already: who lags behind catches up in larger steps."""
HANDED_OVER = 500
"""Messages that are handed over in one piece: one by one would take longer than reading them."""
PIECES, PIECE_BYTES = 100, 1 << 20
"""Pieces that may wait, and about how large one may be; then the network waits."""
MOST_BYTES = 1 << 25
"""A batch takes in no more when its messages are so large together: this bounds the memory, whatever is streamed."""
FIRST_SECONDS, LONGEST_SECONDS, DOUBLINGS = 1.0, 60.0, 6
"""How long to wait before listening again: the first time, at most, and how often it doubles."""
Listening = Callable[[str], AbstractContextManager[Iterator[bytes]]]
Piece = Sequence[bytes]
Told = Callable[[Following], None]


@dataclass
class Listener:
    """The thread that listens: begins again whenever it is cut off, later and later."""

    stream: Stream
    means: Means
    listen: Listening
    pieces: "queue.Queue[tuple[bool, Piece]]" = field(default_factory=lambda: queue.Queue(PIECES))
    trouble: str = ""
    over: BaseException | None = None
    heard: bool = False

    def run(self) -> None:
        """Listen until somebody asks to stop."""
        failures = 0
        try:
            while not self.means.stopping.is_set():
                place = self.stream.place.cursor
                try:
                    self._listen()
                except Silent as error:
                    self.trouble = str(error)
                self._settle()
                # Who says no more than what is wrong, and hangs up, is not asked at once again either.
                failures = 1 if self.stream.place.cursor != place else failures + 1
                self._rest(failures)
        except Stopped:
            return
        except BaseException as error:  # noqa: BLE001 - the other thread raises it
            self.over = error
        finally:  # nobody waits for more
            with suppress(queue.Full):
                self.pieces.put_nowait((False, ()))

    def _listen(self) -> None:
        self.heard = False
        piece: list[bytes] = []
        size = 0
        try:
            with self.listen(self.stream.address()) as messages:
                begun = time.monotonic()
                for message in messages:
                    if message:
                        piece.append(message)
                        size += len(message)
                    full = len(piece) >= HANDED_OVER or size >= PIECE_BYTES
                    if full or (piece and time.monotonic() - begun > 1):
                        self._hand_over(piece)
                        piece, size, begun = [], 0, time.monotonic()
                    if self.means.stopping.is_set():
                        break
        finally:  # also when cut off: the last message may say why
            if piece:
                self._hand_over(piece)

    def _hand_over(self, piece: Piece) -> None:
        while not self.means.stopping.is_set():
            try:
                self.pieces.put((not self.heard, piece), timeout=0.2)
            except queue.Full:
                continue
            self.heard, self.trouble = True, ""
            return

    def _settle(self) -> None:
        """Wait until all that was heard is kept."""
        if self.heard:
            self._hand_over(())
        while self.pieces.unfinished_tasks and not self.means.stopping.is_set():
            with self.pieces.all_tasks_done:
                self.pieces.all_tasks_done.wait(0.2)

    def _rest(self, failures: int) -> None:
        """Wait a while before listening again."""
        if not self.means.stopping.is_set():
            around = self.means.session.around
            backoff = min(FIRST_SECONDS * 2 ** min(failures - 1, DOUBLINGS), LONGEST_SECONDS)
            around.wait(backoff * (0.5 + around.chance() / 2))


def follow(
    means: Means, connector: Streaming, server: str = "", *, told: Told | None = None, listen: Listening | None = None
) -> Following:
    """Follow a stream until `means.stopping` is set; how far it is then. What ended the listening is raised.

    Asked to stop, it keeps what was heard by then. After an error or an interruption it keeps nothing more: what was
    not kept comes before what waits, and is heard again at the next start.
    """
    session = means.session
    stream = Stream(means, connector, server)
    listener = Listener(stream, means, listen or (lambda url: listening(session.guard, url, session.manners.agent)))
    thread = threading.Thread(target=listener.run, daemon=True)
    thread.start()
    mender = Mender(means, stream)
    try:
        while not means.stopping.is_set() and (thread.is_alive() or not listener.pieces.empty()):
            keep_batch(stream, listener)
            with suppress(Stopped):
                mender.mend()
            if told is not None:
                told(replace(stream.place, trouble=listener.trouble))
        means.stopping.set()
        while keep_batch(stream, listener):
            pass
    finally:
        means.stopping.set()
        thread.join(5)
    if listener.over is not None:
        raise listener.over
    return replace(stream.place, trouble=listener.trouble)


def keep_batch(stream: Stream, listener: Listener) -> bool:
    """Keep what came: at most so many messages, or so many seconds of them. Whether there was anything."""
    messages: list[bytes] = []
    taken, size, anew = 0, 0, False
    end = time.monotonic() + TOGETHER_SECONDS
    while len(messages) < MOST_MESSAGES and size < MOST_BYTES:
        hurry = len(messages) >= TOGETHER_MESSAGES or listener.means.stopping.is_set()
        left = 0.0 if hurry else end - time.monotonic()
        try:
            first, piece = listener.pieces.get(timeout=max(left, 0.001))
        except queue.Empty:
            break
        taken += 1
        if not piece:  # the stream was cut off, or is over: no use in waiting for more
            break
        if first and messages:
            stream.take(messages, anew=anew)
            messages, size = [], 0
        anew = first or (anew and bool(messages))
        messages += piece
        size += sum(map(len, piece))
    stream.take(messages, anew=anew)
    for _ in range(taken):
        listener.pieces.task_done()
    return taken > 0
