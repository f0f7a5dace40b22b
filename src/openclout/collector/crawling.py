"""Crawls: what an account's network tells of it, into the lake, exactly once.

Comes in: accounts. Goes out: a balance for each. The pages of a crawl are kept as they came before their rows are, in
batches of the same numbers: reader `<crawl>/pages`, then reader `<crawl>`. Rows are made from pages alone, so a crawl
that was broken off at any point is gone through again from the kept pages, without the network, and goes on from there.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from openclout.collector.pages import PAGES, Stored, remembered, rows, stored
from openclout.collector.reports import Collected
from openclout.collector.rows import Never, Rows
from openclout.collector.session import Session
from openclout.collector.state import CrawlState, State, Validator, written
from openclout.collector.tokens import address_kept
from openclout.lake import Batch, Lake, Tally
from openclout.scoring.weights import load
from openclout.tracing import span
from openclout.vocabulary.errors import NetworkError
from openclout.vocabulary.networks import Account, Connector, Page, Request, Seen

TOGETHER_PAGES, TOGETHER_BYTES, TOGETHER_SECONDS = 50, 8 << 20, 30.0
"""A batch is kept when it has so many pages or bytes, or is so old."""
OVERLAP = timedelta(days=14)
"""A crawl begins so long before the last one: people answer old posts too."""
WORKERS = 16
KEEPING_SECONDS = 60.0
"""How long an interruption waits for what was answered to be kept: as long as an answer takes."""
Progress = Callable[[str, int, int], None]


class Stopped(Exception):
    """Somebody asked us to stop."""


class Changed(Exception):
    """The connector asks other questions than it did when the crawl began."""


class Refused(Exception):
    """The account asked to be forgotten."""


@dataclass(frozen=True)
class Means:
    """What crawls need: where rows go, who asks, what is remembered, whom to leave alone."""

    lake: Lake
    session: Session
    state: State
    networks: Mapping[str, Connector]
    never: Never | None = None
    together: int = TOGETHER_PAGES
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def append(self, batch: Batch) -> Tally:
        """Keep a batch; one thread at a time."""
        held = {f"openclout.{table}": len(frame) for table, frame in batch.rows.items()}
        with self.lock, span("keep batch", {"openclout.batch": batch.number, **held}):
            return self.lake.append(batch)


def collect(
    accounts: Sequence[Account], means: Means, *, since: datetime | None = None, progress: Progress | None = None
) -> tuple[Collected, ...]:
    """Crawl accounts, several hosts at a time; one balance each, in the order given.

    `since` is for all of them; without it each goes on where its last crawl began. An interruption leaves every crawl
    where it was.
    """
    told = progress or (lambda _stage, _done, _total: None)
    means.session.remembered = partial(remembered, means.lake)
    found: dict[Account, Collected] = {}
    work: SimpleQueue[list[Account]] = SimpleQueue()
    groups = by_host(dict.fromkeys(accounts), means)
    for group in groups:
        work.put(group)
    faults: list[BaseException] = []

    def worker() -> None:
        try:
            while not means.stopping.is_set():
                for account in work.get_nowait():
                    found[account] = crawled(account, means, since)
                    told(f"{account}", len(found), len(accounts))
        except (Empty, Stopped):
            return
        except BaseException as error:  # noqa: BLE001 - it is raised again by the thread that waits
            faults.append(error)
            means.stopping.set()

    with span("collect", {"openclout.accounts": len(accounts)}):
        run_all(worker, min(WORKERS, len(groups)), means.stopping)
    if faults:
        raise faults[0]
    if means.stopping.is_set():
        raise Stopped
    return tuple(found[account] for account in accounts)


def run_all(work: Callable[[], None], count: int, stopping: threading.Event) -> None:
    """Run so many threads to their end. When interrupted, they are given the time to keep what they have."""
    ended = [threading.Event() for _ in range(count)]

    def run(over: threading.Event) -> None:
        try:
            work()
        finally:
            over.set()

    for over in ended:
        threading.Thread(target=copy_context().run, args=(run, over), daemon=True).start()
    try:
        # Not `join`: in Python 3.11 a thread that is being joined counts as ended once the wait is interrupted. And not
        # without a limit: a signal that another thread gets is looked at when the wait is over.
        for over in ended:
            while not over.wait(0.1):
                pass
    except BaseException:
        stopping.set()
        end = time.monotonic() + KEEPING_SECONDS
        for over in ended:
            over.wait(max(0.0, end - time.monotonic()))
        raise


def by_host(accounts: Iterable[Account], means: Means) -> list[list[Account]]:
    """The accounts of each host, which is asked one question at a time."""
    hosts: dict[str, list[Account]] = {}
    for account in accounts:
        home = account.server or means.networks[account.network].NETWORK.home
        hosts.setdefault(urlsplit(home).netloc, []).append(account)
    return list(hosts.values())


def crawled(account: Account, means: Means, since: datetime | None) -> Collected:
    """Crawl one account: a new crawl, or the one that was broken off."""
    with span("crawl", {"openclout.network": account.network}) as note:
        found = _crawled(account, means, since)
        note.facts({"openclout.pages": found.pages, "openclout.complete": not found.trouble})
        return found


def _crawled(account: Account, means: Means, since: datetime | None) -> Collected:
    if means.never is not None and means.never(account.network, account.name):
        return refused(account)
    before = unfinished(account, means)
    crawl = before or begun(account, means, since)
    try:
        return Crawling(means, crawl, again=before is not None).run()
    except Changed:
        anew = begun(account, means, crawl.since)
        dropped(means, crawl)
        return Crawling(means, anew).run()
    except Refused:
        dropped(means, crawl)
        return refused(account)


def dropped(means: Means, crawl: CrawlState) -> None:
    """Forget a crawl that is not gone on with: what it brought stays, its pages may expire."""
    for reader in (f"{crawl.reader}{PAGES}", crawl.reader):
        if not means.lake.finished(reader):
            means.append(Batch(reader, following_number(means.lake, reader), last=True))
    means.state.abandon(crawl.reader)


def following_number(lake: Lake, reader: str) -> int:
    """The number of the next batch of a reader that is not told from its source."""
    last = lake.position(reader)
    return 0 if last is None else last + 1


def refused(account: Account) -> Collected:
    """The balance of an account that is not read."""
    return Collected(account, 0, Tally(), "This account asked to be forgotten, so it is not read.")


def unfinished(account: Account, means: Means) -> CrawlState | None:
    """The crawl that was broken off."""
    found = [crawl for crawl in means.state.crawls(account) if crawl.finished is None]
    return found[-1] if found else None


def begun(account: Account, means: Means, since: datetime | None) -> CrawlState:
    """A new crawl, noted."""
    earlier = means.state.crawls(account)
    # Each crawl has a reader of its own, whatever the clock says.
    now = max([means.session.around.now(), *(crawl.began + timedelta(microseconds=1) for crawl in earlier)])
    complete = [crawl.began for crawl in earlier if crawl.finished is not None]
    start = since or (max(complete) - OVERLAP if complete else now - timedelta(days=load().memory_days))
    name = f"crawl:{account.network}:{account.name}@{account.server}"
    while means.lake.position(f"{name}:{written(now)}{PAGES}") is not None:  # one that was forgotten
        now += timedelta(microseconds=1)
    reader = f"{name}:{written(now)}"
    crawl = CrawlState(reader, account, start, now)
    means.state.begin(crawl)
    return crawl


class Crawling:
    """One crawl on its way into the lake."""

    def __init__(self, means: Means, crawl: CrawlState, *, again: bool = False) -> None:
        self._means = means
        self._kept_before = again
        self._crawl = crawl
        self._connector = means.networks[crawl.account.network]
        self._pages: list[Stored] = []
        self._accepts: dict[int, Request] = {}
        self._number = 0
        self._batch = 0
        self._lines = 0
        self._size = 0
        self._began = means.session.around.now()

    def run(self) -> Collected:
        """Ask what was not asked yet. Raises Stopped, Changed or Refused."""
        trouble = ""
        try:
            self._ask()
        except NetworkError as error:
            trouble = str(error)
        except Refused:
            self._pages = []
            raise
        finally:
            self._flush()
        if trouble:
            self._means.state.troubled(self._crawl.reader, trouble)
        else:
            self._end()
            self._means.state.finish(self._crawl.reader, self._means.session.around.now())
        return Collected(self._crawl.account, self._number, self._means.lake.tally(self._crawl.reader), trouble)

    def _end(self) -> None:
        """Nothing more comes from this crawl: its pages may expire."""
        for reader in (f"{self._crawl.reader}{PAGES}", self._crawl.reader):
            self._means.append(Batch(reader, self._batch, last=True))

    def _ask(self) -> None:
        asking = self._connector.crawl(self._crawl.account, self._crawl.since)
        request = next(asking, None)
        for page in self._again():
            if request is None:
                continue
            if (request.kind, address_kept(request.url)) != (page.kind, page.url):
                raise Changed
            request = following(asking, page)
        while request is not None:
            if self._means.stopping.is_set():
                raise Stopped
            page = self._means.session.answer(request, self._crawl.account)
            self._keep(page, request)
            request = following(asking, page)

    def _again(self) -> Iterator[Page]:
        """The pages that were kept before; their rows are seen to."""
        kept = stored(self._means.lake, self._crawl.reader) if self._kept_before else ()
        for cursor, batch in groupby(kept, key=lambda each: each.cursor):
            self._pages = list(batch)
            self._batch, self._number = int(cursor.partition("/")[0]), self._pages[-1].number + 1
            pages = [each.page for each in self._pages]
            self._flush()
            yield from pages

    def _keep(self, page: Page, request: Request) -> None:
        self._refuse(page)
        if page.headers.get("etag") or page.headers.get("last-modified"):
            self._accepts[self._number] = request
        self._pages.append(Stored(self._number, str(self._batch), page))
        self._number += 1
        self._size += len(page.body)
        age = (self._means.session.around.now() - self._began).total_seconds()
        if len(self._pages) >= self._means.together or self._size >= TOGETHER_BYTES or age >= TOGETHER_SECONDS:
            self._flush()

    def _refuse(self, page: Page) -> None:
        """Nothing is kept of an account that asked to be forgotten, whatever it is called by now."""
        never, account = self._means.never, self._crawl.account
        if never is None:
            return
        for record in self._connector.read(page):
            if isinstance(record, Seen) and never(account.network, record.native_id):
                names = {record.native_id.lower(), (record.handle or "").lower()}
                if account.name.lower() in names:
                    raise Refused

    def _flush(self) -> None:
        """Keep the pages of a batch, then the rows that they are read as."""
        if not self._pages:
            return
        reader = self._crawl.reader
        cursor = f"{self._batch}/{len(self._pages)}"
        frame = rows(reader, [replace(each, cursor=cursor) for each in self._pages])
        self._means.append(Batch(f"{reader}{PAGES}", self._batch, {"raw_pages": frame}))
        found = read(self._connector, (each.page for each in self._pages), self._means.never, self._lines)
        self._means.append(batch_of(reader, self._batch, found))
        for number, request in self._accepts.items():
            self._validate(number, request)
        self._lines = found.lines
        self._batch += 1
        self._pages, self._accepts, self._size = [], {}, 0
        self._began = self._means.session.around.now()

    def _validate(self, number: int, request: Request) -> None:
        headers = next(each.page.headers for each in self._pages if each.number == number)
        found = Validator(headers.get("etag", ""), headers.get("last-modified", ""), self._crawl.reader, number)
        self._means.state.validated(request.url, request.accept, found)


def following(asking: "Iterator[Request]", page: Page) -> Request | None:
    """The next question of a crawl; None at its end."""
    try:
        return asking.send(page)  # type: ignore[attr-defined,no-any-return]
    except StopIteration:
        return None


def read(connector: Connector, pages: Iterable[Page], never: Never | None, lines: int) -> Rows:
    """What pages say."""
    found = Rows(connector.NETWORK, never, lines)
    for page in pages:
        found.add(connector.read(page), page.url, page.at)
    return found


def batch_of(reader: str, number: int, found: Rows) -> Batch:
    """Records as a batch of the lake."""
    return Batch(
        reader,
        number,
        found.frames(),
        read=found.read,
        self_interactions=found.self_interactions,
        once=found.once,
        of_pages=True,
    )
