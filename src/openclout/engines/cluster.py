"""The machines of a cluster that speaks Spark Connect: Sail, Apache Spark from 4.0 on.

Comes in: an address, and a folder that all machines see at the same path. Goes out: what `threads.in_order` gives, by
other machines. Functions and results travel as files of that folder, so no message is large; each task reads its own
rows of the lake. Every machine has this package, and the same Python.
Protocol: https://spark.apache.org/docs/latest/spark-connect-overview.html (read 2026-11-22)
"""

import pickle
import socket
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa

from openclout.engines.threads import Result, Task, in_order
from openclout.vocabulary.errors import OpenCloutError

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

PORT = 15002
"""Where Spark Connect listens if the address does not say."""
PATIENCE_SECONDS = 10.0


class Cluster:
    """A cluster that is asked for the first time when there is something to do."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder.absolute()
        self._session: SparkSession | None = None

    def over(self, function: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
        """The result of each task, in order; as many are on the cluster at the same time as there are workers."""
        from pyspark import cloudpickle  # noqa: PLC0415 - only where there is a cluster

        session = self._connected()
        sent = self._folder / f"{uuid4().hex}.draft"
        sent.write_bytes(cloudpickle.dumps(function))  # type: ignore[no-untyped-call]

        def elsewhere(numbered: tuple[int, Task]) -> Result:
            answer = _answered(session, sent, *numbered)
            with answer.open("rb") as file:
                found: Result = pickle.load(file)  # noqa: S301 - it is our own
            answer.unlink()
            return found

        try:
            yield from in_order(elsewhere, enumerate(tasks), workers=workers)
        finally:
            for left in self._folder.glob(f"{sent.name}*"):
                left.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave the cluster."""
        if self._session is not None:
            self._session.stop()
            self._session = None

    def __getstate__(self) -> dict[str, object]:
        """What travels with the functions that know this cluster: not the connection."""
        return {**self.__dict__, "_session": None}

    def _connected(self) -> "SparkSession":
        """Raises OpenCloutError where nobody listens; Spark's own client would go on trying for minutes."""
        if self._session is None:
            from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415 - only where there is a cluster

            place = urlsplit(self._address)
            try:
                socket.create_connection((place.hostname or "", place.port or PORT), PATIENCE_SECONDS).close()
            except OSError as error:
                raise OpenCloutError(
                    f"The cluster {place.netloc} does not answer ({error.strerror or error}). "
                    "Start it, or change the setting engine."
                ) from error
            self._session = SparkSession.builder.remote(self._address).create()
        return self._session


def _answered(session: "SparkSession", sent: Path, number: int, task: object) -> Path:
    """Have a task done; where its result lies. Raises OpenCloutError."""
    from pyspark.errors import PySparkException  # noqa: PLC0415 - only where there is a cluster

    answer = sent.with_name(f"{sent.name}-{number}")
    there = partial(work, str(sent), pickle.dumps(task), str(answer))
    try:
        session.range(0, 1, 1, 1).mapInArrow(there, "id bigint").collect()
    except PySparkException as error:
        raise OpenCloutError(f"The cluster could not do its part: {error}. See its log.") from error
    return answer


def work(sent: str, task: bytes, answer: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On a machine of the cluster: do a task by the function that was sent, and lay down what it gives."""
    for batch in batches:
        found = _function(sent)(pickle.loads(task))  # noqa: S301 - it is our own
        whole = Path(f"{answer}-{uuid4().hex}")  # a cluster may try twice
        with whole.open("wb") as file:
            pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL)
        whole.rename(answer)
        yield batch


@lru_cache(maxsize=1)
def _function(sent: str) -> Callable[[object], object]:
    """Read once for all tasks of a kind."""
    return cast("Callable[[object], object]", pickle.loads(Path(sent).read_bytes()))  # noqa: S301 - it is our own
