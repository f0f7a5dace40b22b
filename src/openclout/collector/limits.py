"""What a server says about how often it may be asked.

Comes in: status, headers, body. Goes out: when to ask again, and how many questions are left until when.
Sources: RFC 9110 10.2.3 (Retry-After); draft-ietf-httpapi-ratelimit-headers-10; the documents of GitHub, Mastodon,
Reddit (x-ratelimit-*) and Stack Exchange (`backoff`, `quota_remaining`), as noted 2026-11-22.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from openclout.dialects.paging import at

EPOCH = 1_000_000_000
"""A number of seconds as large as this is an instant; a smaller one is a span."""
LONGEST = timedelta(days=31)
"""Whoever wants to be left alone for longer is asked again after this all the same: nobody means years."""
FIELD = re.compile(r";\s*(?P<name>[rt])\s*=\s*(?P<number>\d{1,18})")


@dataclass(frozen=True)
class Budget:
    """How many questions are left, of how many (if told), until when they are all there again."""

    remaining: int
    total: int | None
    resets: datetime


def later(headers: Mapping[str, str], body: bytes, now: datetime) -> datetime | None:
    """When a server wants to be asked again, if it says so."""
    told = instant(headers.get("retry-after", ""), now)
    if told is not None:
        return told
    if b'"backoff"' in body[:4096] or b'"backoff"' in body[-4096:]:
        seconds = at(body, "backoff")
        if isinstance(seconds, int | float) and not isinstance(seconds, bool):
            return after(seconds, now)
    return None


def budget(headers: Mapping[str, str], body: bytes, now: datetime) -> Budget | None:
    """The budget that an answer tells."""
    for prefix in ("x-ratelimit-", "x-rate-limit-", "ratelimit-"):
        remaining = number(headers.get(f"{prefix}remaining", ""))
        resets = instant(headers.get(f"{prefix}reset", ""), now)
        if remaining is not None and resets is not None:
            return Budget(remaining, total(headers, prefix, remaining), resets)
    fields = {found["name"]: int(found["number"]) for found in FIELD.finditer(headers.get("ratelimit", ""))}
    if {"r", "t"} <= set(fields):
        return Budget(fields["r"], None, after(fields["t"], now))
    return quota(body, now) if b'"quota_remaining"' in body[-4096:] else None


def total(headers: Mapping[str, str], prefix: str, remaining: int) -> int | None:
    """How many questions there are at all."""
    stated = number(headers.get(f"{prefix}limit", ""))
    used = number(headers.get(f"{prefix}used", ""))
    return stated if stated is not None else (remaining + used if used is not None else None)


def quota(body: bytes, now: datetime) -> Budget | None:
    """The budget in an answer of Stack Exchange: it is full again at midnight."""
    remaining, most = at(body, "quota_remaining"), at(body, "quota_max")
    if not isinstance(remaining, int):
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Budget(remaining, most if isinstance(most, int) else None, midnight)


def number(text: str) -> int | None:
    """A whole number; Reddit writes 98.0."""
    try:
        return int(float(text.partition(",")[0]))
    except (ValueError, OverflowError):
        return None


def after(seconds: float, now: datetime) -> datetime:
    """So many seconds from now, as far as that is believed."""
    return now + timedelta(seconds=min(max(float(seconds), 0.0), LONGEST.total_seconds()))


def instant(text: str, now: datetime) -> datetime | None:
    """An instant, told in seconds from now, in seconds since 1970, or as a date; as far as it is believed."""
    seconds = number(text)
    try:
        if seconds is not None:
            return after(seconds - now.timestamp() if seconds >= EPOCH else seconds, now)
        found = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return min(aware(found), now + LONGEST)
    except (ValueError, OverflowError, TypeError):
        return None


def aware(found: datetime) -> datetime:
    """An instant; a server that names no zone means UTC."""
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
