"""The door for Webmentions: takes a source and a target, and promises to look.

Comes in: a form from somebody's server. Goes out: 202, or why not. Nothing is asked or believed here: the collector
does that later, so there is nothing to gain by sending much.
Source: https://www.w3.org/TR/2017/REC-webmention-20170112/ 3.1.4 and 3.2.1 (read 2026-11-22).
"""

from urllib.parse import parse_qs, urlsplit

import anyio.from_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from openclout.web.answers import FRESH, site

LONGEST, DIGITS = 8192, 9
FORM = "application/x-www-form-urlencoded"


def webmention(request: Request) -> Response:
    """Take a Webmention. 202 says that it will be looked at."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    length = request.headers.get("content-length", "")
    if kind != FORM or not length.isdecimal():
        return said(f"Send source and target as {FORM}, with a content-length.", 400)
    digits = length.lstrip("0")
    if len(digits) > DIGITS or int(digits or "0") > LONGEST:
        return said(f"Source and target have at most {LONGEST:,} bytes together.", 413)
    body: bytes = anyio.from_thread.run(request.body)
    found = parse_qs(body.decode("utf-8", errors="replace"))
    source, target = (found.get(name, [""])[0].strip() for name in ("source", "target"))
    fault = wrong(source, target)
    if fault is not None:
        return said(fault, 400)
    take = site(request).take_mention
    if take is None or not take(source, target):
        return said("Too many wait already. Send it again tomorrow.", 503)
    return said("Thank you. We will see whether the source links to the target.", 202)


def wrong(source: str, target: str) -> str | None:
    """What is wrong with a Webmention; None if it can be looked at."""
    for name, address in (("source", source), ("target", target)):
        if not of_the_web(address):
            return f"The {name} should be the address of a page, as https://example.org/page."
    if source.partition("#")[0] == target.partition("#")[0]:
        return "Source and target should be two pages."
    return None


def of_the_web(address: str) -> bool:
    """Whether something is the address of a page."""
    try:
        parts = urlsplit(address)
        plain = address.isprintable() and not any(sign.isspace() for sign in address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain
    except ValueError:
        return False


def said(words: str, status: int) -> Response:
    """A sentence for whoever looks at it."""
    return PlainTextResponse(f"{words}\n", status, headers=FRESH)
