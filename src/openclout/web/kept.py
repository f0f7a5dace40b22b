"""Answers that are kept while the run they show is the newest: scores change once a day.

Comes in: a published run, an ETag, how to make the answer. Goes out: the answer, made once. All is dropped when another
run is published; the oldest are dropped when they take too much memory.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.responses import Response

MOST_BYTES = 64 * 2**20


class Kept:
    """Answers of one run by ETag. Safe to use from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._run: object = None
        self._answers: OrderedDict[str, Response] = OrderedDict()
        self._lock = Lock()

    def answer(self, run: object, etag: str, make: Callable[[], Response]) -> Response:
        """The kept answer, or a new one; only pages that were found are kept."""
        with self._lock:
            if self._run is not run:
                self._run, self._bytes = run, 0
                self._answers.clear()
            known = self._answers.get(etag)
            if known is not None:
                self._answers.move_to_end(etag)
                return known
        made = make()
        if made.status_code == 200:  # noqa: PLR2004 - HTTP
            self._keep(run, etag, made)
        return made

    def _keep(self, run: object, etag: str, made: Response) -> None:
        with self._lock:
            if self._run is run and etag not in self._answers:
                self._answers[etag] = made
                self._bytes += len(made.body)
                while self._bytes > self._most:
                    self._bytes -= len(self._answers.popitem(last=False)[1].body)
