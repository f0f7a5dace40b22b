"""The session: asks one question after the other, politely, and hands back pages.

Comes in: requests of connectors. Goes out: pages without secrets. It waits where a host wants that, asks again where
the network failed, asks only for what has changed, and takes nothing that the guard refuses.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from urllib.parse import urlsplit

import httpx2
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from openclout import clock
from openclout.collector.budgets import PATIENCE_SECONDS, Budgets, Now, Wait
from openclout.collector.fetching import FAILURES, Answer, Fetcher, Limits
from openclout.collector.guard import Connect, Guard, Resolve, connected, host_of, resolved, shown
from openclout.collector.sockets import heard
from openclout.collector.state import State, Validator
from openclout.collector.tokens import Tokens, address_kept, headers_kept
from openclout.tracing import span
from openclout.vocabulary.errors import Gone, NetworkError, RateLimited, Unauthorised
from openclout.vocabulary.networks import Account, Network, Pace, Page, Request

ATTEMPTS = 6
FIRST_SECONDS, LONGEST_SECONDS = 1.0, 60.0
TOO_MANY, UNCHANGED, FINE = 429, 304, 200
FAILED = frozenset({500, 502, 503, 504})
LATER = frozenset({"maxlag", "ratelimited", "readonly"})
"""What MediaWiki says in the header `MediaWiki-API-Error` of an answer 200 when it wants to be asked later."""
GONE, CLOSED = frozenset({404, 410, 451}), frozenset({401, 403})
ABSENT = GONE | CLOSED | {400}
"""What an optional question may be answered with. Servers of the AT Protocol answer 400 for what is not there."""
SOCKETS = ("wss", "ws")
Chance = Callable[[], float]
Remembered = Callable[[Validator], Page | None]


@dataclass(frozen=True)
class Manners:
    """How we behave: who is to be written to about us, whom we trust, what lets us in, how much we take."""

    contact: str = ""
    trusted_hosts: frozenset[str] = frozenset()
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    limits: Limits = field(default_factory=Limits)
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def agent(self) -> str:
        """How we introduce ourselves."""
        return f"OpenClout/{version('openclout')}" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True)
class Surroundings:
    """Clock, patience, chance and wires; a test hands in its own."""

    now: Now = clock.now
    wait: Wait = time.sleep
    chance: Chance = random.random
    resolve: Resolve = resolved
    connect: Connect = connected


class Again(NetworkError):
    """An answer that may be better the next time; `until` is when the server said to ask."""

    def __init__(self, words: str, until: datetime | None = None) -> None:
        super().__init__(words)
        self.until = until


def when_asking_again(tell: Callable[[str], None]) -> None:
    """Have it told, in this process and once for each address, that a server is asked again."""
    known: set[str] = set()

    def told(details: RetryDetails) -> None:
        trouble = str(details.caused_by)
        host = urlsplit(trouble.partition(" ")[0]).netloc
        if host not in known:
            known.add(host)
            tell(f"Asking again, up to {ATTEMPTS} times: {trouble}")

    set_on_retry_hooks((told,))


class Session:
    """Asks other people's servers. One for all threads."""

    def __init__(
        self,
        state: State,
        manners: Manners | None = None,
        surroundings: Surroundings | None = None,
        *,
        networks: Mapping[str, Network] | None = None,
    ) -> None:
        self.manners = manners or Manners()
        self.around = surroundings or Surroundings()
        self.state = state
        self.guard = Guard(self.manners.trusted_hosts, self.around.resolve, self.around.connect)
        self.tokens = Tokens(self.manners.tokens)
        self.budgets = Budgets(state, self.around.now, self.around.wait, self.manners.patience_seconds)
        self.remembered: Remembered = lambda _: None
        self._networks = networks or {}
        self._fetcher = Fetcher(self.guard, self.manners.limits)
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def close(self) -> None:
        """Hang up."""
        self._fetcher.close()

    def answer(self, request: Request, account: Account) -> Page:
        """Ask; the page as it came. Raises NetworkError, or one of its kinds."""
        url = self.guard.checked(request.url)
        network = self._networks.get(account.network)
        pace = network.pace if network is not None else Pace()
        trying = Trying(self, host_of(url))
        for attempt in stamina.retry_context(on=trying.again, attempts=ATTEMPTS, timeout=None):
            with attempt, self._turns[trying.host], span("ask", {"openclout.network": account.network}):
                self.budgets.permit(trying.host, pace)
                if url.scheme in SOCKETS:
                    return self._page(request, account, self._heard(request))
                return self._asked(request, account, url)
        raise AssertionError("A question is answered or refused.")

    def _asked(self, request: Request, account: Account, url: httpx2.URL) -> Page:
        known = self.state.validator(request.url, request.accept)
        stored = self.remembered(known) if known is not None else None
        headers = {"user-agent": self.manners.agent, "accept": request.accept}
        if known is not None and stored is not None:
            headers |= {"if-none-match": known.etag} if known.etag else {}
            headers |= {"if-modified-since": known.modified} if known.modified else {}
        answer = self._fetched(request.url, headers, host_of(url))
        if answer.status == UNCHANGED and stored is not None:
            answer = Answer(FINE, {**stored.headers, **changed(answer.headers)}, stored.body)
        return self._page(request, account, judged(answer, request))

    def _fetched(self, url: str, headers: Mapping[str, str], host: str) -> Answer:
        try:
            answer = self._fetcher.fetched(self.tokens.added(url, host), headers, self.tokens.headers())
        except FAILURES as error:
            raise self._unanswered(url, error) from error
        until = self.budgets.learn(host, answer)
        limited = answer.status == TOO_MANY or (answer.status in CLOSED and until is not None)
        limited = limited or answer.headers.get("mediawiki-api-error", "") in LATER
        if limited or answer.status in FAILED:
            raise Again(f"{shown(url)} answers {answer.status}. The same command asks again.", until)
        return answer

    def _heard(self, request: Request) -> Answer:
        limits = self.manners.limits
        try:
            return Answer(FINE, {}, heard(self.guard, request, self.manners.agent, limits))
        except OSError as error:
            raise self._unanswered(request.url, error) from error

    def _unanswered(self, url: str, error: Exception) -> Again:
        why = self.tokens.hidden(str(error)) or type(error).__name__
        return Again(f"{shown(url)} does not answer: {why}. See whether it can be reached from here.")

    def _page(self, request: Request, account: Account, answer: Answer) -> Page:
        return Page(
            kind=request.kind,
            url=address_kept(request.url),
            status=answer.status,
            headers=headers_kept(answer.headers, self.tokens),
            body=self.tokens.hidden_in(answer.body),
            at=self.around.now(),
            account=account,
            about=dict(request.about),
        )


def changed(headers: Mapping[str, str]) -> dict[str, str]:
    """What an answer without a body says that replaces what its page said before (RFC 9110 15.4.5)."""
    return {
        name: text for name, text in headers.items() if name in {"date", "etag", "expires", "last-modified", "link"}
    }


def judged(answer: Answer, request: Request) -> Answer:
    """The answer, if it is one. Raises Gone, Unauthorised or NetworkError."""
    if answer.status == FINE:
        return answer
    if request.optional and answer.status in ABSENT | request.absent:
        return Answer(answer.status, answer.headers, b"")
    where = shown(request.url)
    if answer.status in GONE:
        raise Gone(f"{where} is not there (it answers {answer.status}). See whether the account still exists.")
    if answer.status in CLOSED:
        raise Unauthorised(f"{where} does not let us in (it answers {answer.status}). A token may help: set tokens.")
    raise NetworkError(f"{where} should answer 200; it answers {answer.status}. See whether the address is right.")


class Trying:
    """The attempts at one question: how long to wait before the next."""

    def __init__(self, session: Session, host: str) -> None:
        self._session = session
        self._count = 0
        self.host = host

    def again(self, error: Exception) -> bool | float:
        """Wait, if asking again makes sense. Raises RateLimited if the wait is too long."""
        if not isinstance(error, Again):
            return False
        self._count += 1
        if self._count >= ATTEMPTS:
            return False
        around = self._session.around
        if error.until is not None:
            self._session.budgets.hold(self.host, error.until)
        else:
            backoff = min(FIRST_SECONDS * 2 ** (self._count - 1), LONGEST_SECONDS)
            around.wait(backoff * (0.5 + around.chance() / 2))
        return 0.0


__all__ = ["Again", "Manners", "RateLimited", "Session", "Surroundings"]
