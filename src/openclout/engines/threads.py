"""The threads of one machine.

Comes in: a function and its tasks. Goes out: the results, in the order of the tasks, whatever the number of workers.
Kernels and readers free the interpreter lock, so threads are enough. No more results wait than workers run.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Over(Protocol):
    """Whoever runs tasks: the threads of one machine, or the machines of a cluster."""

    def __call__(self, function: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
        """The result of each task, in the order of the tasks; at most `workers` at the same time."""
        ...


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(function: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
    """The result of each task; the first task that raises ends it. One worker is the caller's own thread."""
    if workers == 1:
        yield from map(function, tasks)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        try:
            for task in tasks:
                waiting.append(pool.submit(function, task))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
