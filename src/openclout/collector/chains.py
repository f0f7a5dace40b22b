"""The steps of single accounts in a stream: where one of them is missing.

Comes in: the steps that a stream tells, each with the one before it. Goes out: the accounts of which a step is missing.
Only so many accounts are remembered, those heard of last; of one that is not remembered, a step that came after one
from a gap of the whole stream tells that it wrote something in that gap.
"""

from collections.abc import Iterable, Iterator, Sequence

from openclout.collector.state import Gap
from openclout.vocabulary.networks import Step

REMEMBERED = 500_000
"""Accounts whose last step is remembered, about 100 MB."""


class Chains:
    """The last step of each account."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._last: dict[str, str] = {}
        self._most = most

    def known(self, account: str) -> str:
        """The last revision that was heard of an account; empty where none is remembered."""
        return self._last.get(account, "")

    def torn(self, steps: Iterable[Step], gaps: Sequence[Gap]) -> Iterator[str]:
        """The accounts of which something came between the step before and this one."""
        last = self._last
        missed = [(gap.since.timestamp() * 1e6, gap.until.timestamp() * 1e6) for gap in gaps]
        for account, since, revision, since_us in steps:
            known = last.pop(account, None)
            if known is not None and revision <= known:  # told again
                last[account] = known
                continue
            last[account] = revision
            if since is None or since == known:
                continue
            if known is not None or not since or any(begin < since_us <= end for begin, end in missed):
                yield account
        if len(last) > self._most:
            for account in list(last)[: len(last) - self._most]:
                del last[account]
