"""Numbers, days and labels as people read them.

Comes in: numbers and labels of the records. Goes out: plain text, and `escaped` text that is safe inside markup.
"""

import math
from datetime import date
from html import escape

from openclout.vocabulary.acts import ALIASES, PHRASES

MINUS = "\N{MINUS SIGN}"
THIN_GAP = "\N{NARROW NO-BREAK SPACE}"
COUNTS = {"follower": "Followers", "friend": "Friends", "subscriber": "Subscribers", "list": "Lists"}
TITLES = {
    "activitypub": "ActivityPub",
    "bluesky": "Bluesky",
    "bluesky_pds": "Bluesky",
    "devto": "DEV",
    "feeds": "Blogs",
    "github": "GitHub",
    "gitlab": "GitLab",
    "hackernews": "Hacker News",
    "linkedin": "LinkedIn",
    "pypi": "PyPI",
    "stackexchange": "Stack Exchange",
    "stackoverflow": "Stack Overflow",
    "tiktok": "TikTok",
    "wordpress": "WordPress",
    "youtube": "YouTube",
}
UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF))
LARGE = 10_000
LINE = 160
"""Letters of a line of somebody's words."""
MILLION = 1_000_000
DUST = 1e-6


def escaped(text: str) -> str:
    """Text that is safe inside markup and attributes; what no document may hold is left out."""
    clean = text.translate(UNPRINTABLE).encode("utf-8", "replace").decode("utf-8")
    return escape(clean, quote=True)


def place(number: float) -> str:
    """A coordinate with two decimals; raises ValueError when it is not finite."""
    if not math.isfinite(number):
        raise ValueError(f"A coordinate must be finite, not {number}.")
    return f"{number + 0.0:.2f}"


def two(number: float) -> str:
    """A score with its two decimals: `72.31`."""
    return f"{number:.2f}".replace("-", MINUS)


def one(number: float) -> str:
    """A score where it stands among others: `72.3`."""
    return f"{number:.1f}".replace("-", MINUS)


def signed(number: float, decimals: int = 2) -> str:
    """A change with its sign: `+1.90`; nothing at all has none: `0.00`."""
    text = f"{number:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text.replace("-", MINUS)


def counted(number: float) -> str:
    """A whole number with its thousands apart: `12,431`."""
    return f"{number:,.0f}".replace("-", MINUS)


def short(number: int) -> str:
    """A count that has little room: `31.4k`, `2.1M`."""
    if number >= MILLION:
        return f"{number / MILLION:.1f}M"
    return f"{number / 1000:.1f}k" if number >= LARGE else counted(number)


def digits(number: float | None) -> str:
    """A number on whatever scale: `72.31`, `0.0468`, `3`, `1,000`; a dash for none."""
    if number is None or math.isnan(number):
        return "-"
    whole = number == round(number) or abs(number) >= LARGE
    text = f"{number:,.0f}" if whole else f"{number:,.2f}" if abs(number) >= 1 else f"{number:.3g}"
    return text.replace("-", MINUS, 1) if number < 0 else text


def beginning(text: str) -> str:
    """What somebody wrote, in a line: its beginning, if it is long."""
    whole = " ".join(text.split())
    return whole if len(whole) <= LINE else f"{whole[: LINE - 1].rstrip(' .,;:')}…"


def percent(share: float) -> str:
    """A share of 0 to 1: `34%`, and `0.4%` or `99.7%` where little is left."""
    whole = 100 * share
    if 99 < whole < 100 and not math.isclose(whole, 100):  # noqa: PLR2004 -- nearly all is not all, but for a sum of floats
        return f"{min(whole, 99.9):.1f}%"
    if 0 < whole < 1:
        return "<0.1%" if whole < 0.1 else f"{whole:.1f}%"  # noqa: PLR2004 -- the smallest share that is written out
    return f"{whole:.0f}%"


def at_most(points: float) -> str:
    """A bound, with one decimal and never less than it is: `2.2` for 2.11."""
    return f"{math.ceil(10 * points - DUST) / 10:.1f}"


def long_day(day: date) -> str:
    """`21 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """`21 Nov`."""
    return f"{day.day} {day:%b}"


def network_title(name: str) -> str:
    """How a network writes itself: `github` is `GitHub`, `stackexchange:beer` is `Stack Exchange: beer`."""
    network, _, site = name.partition(":")
    if network.casefold() in TITLES and site:
        return f"{TITLES[network.casefold()]}: {site}"
    return TITLES.get(name.casefold()) or name.replace("_", " ").strip().capitalize() or "Unnamed"


def initials(title: str) -> str:
    """At most two letters for a tile: `GH`, `M`, `?` when there is no letter."""
    words = ["".join(sign for sign in word if sign.isalnum()) for word in title.split()]
    firsts = [word[0] for word in words if word]
    ends = firsts[:1] if len(firsts) == 1 else firsts[:1] + firsts[-1:]
    return "".join(sign.upper()[:1] for sign in ends) or "?"


def tile(network: str) -> str:
    """The letters on a network's tile: capitals inside the name first (`GitHub`: `GH`)."""
    title = network_title(network)
    capitals = "".join(sign for sign in title if sign.isupper())[:2]
    return capitals or initials(title)


def part_title(label: str) -> str:
    """A part's label for people: `announce` is `Shares`, `follower` is `Followers`."""
    known = COUNTS.get(label.casefold())
    if known:
        return known
    act = ALIASES.get(label.casefold())
    if act is not None:
        return PHRASES[act][1].capitalize()
    plain = label.strip()
    return plain[:1].upper() + plain[1:] or "No name"


def act_words(word: str, number: int) -> str:
    """`share` or `shares`, as the number wants."""
    act = ALIASES.get(word.casefold())
    return PHRASES[act][number != 1] if act is not None else word
