"""The clock: the only place that asks what time it is. Comes in: nothing. Goes out: an instant or a day, in UTC."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def today() -> date:
    """The present day."""
    return now().date()
