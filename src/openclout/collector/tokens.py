"""Tokens: what lets us in with one host. They go to that host alone, and into nothing that is kept.

Comes in: the setting `tokens`. Goes out: headers and parameters for a host, and texts without secrets.
A token is sent as `Authorization: Bearer ...`; one that begins with a question mark, as `?key=...`, is a parameter of
the address; one with a colon and a space, as `X-Key: ...`, is a header of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

SECRET = re.compile(r"(^|[_-])(access_?token|token|key|api_?key|secret|password|auth|sig|signature)$", re.IGNORECASE)
"""Parameters that are never kept."""
PRIVATE = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "set-cookie2", "www-authenticate", "x-api-key"}
)
"""Headers that are never kept."""
BULKY = frozenset({"content-security-policy", "nel", "permissions-policy", "report-to", "strict-transport-security"})
"""Headers that say nothing to us."""
HIDDEN = "***"


@dataclass(frozen=True)
class Tokens:
    """The tokens by host."""

    by_host: Mapping[str, str] = field(default_factory=dict, repr=False)

    def headers(self) -> dict[str, dict[str, str]]:
        """What each host is sent besides."""
        return {host: header(token) for host, token in self.by_host.items() if not token.startswith("?")}

    def added(self, url: str, host: str) -> str:
        """The address with the token, if its host wants it there."""
        token = self.by_host.get(host, "")
        if not token.startswith("?"):
            return url
        parts = urlsplit(url)
        return urlunsplit(parts._replace(query="&".join(part for part in (parts.query, token[1:]) if part)))

    def hidden(self, text: str) -> str:
        """A text in which no token stands."""
        for secret in self._secrets():
            text = text.replace(secret, HIDDEN)
        return text

    def hidden_in(self, body: bytes) -> bytes:
        """A body in which no token stands."""
        for secret in self._secrets():
            body = body.replace(secret.encode(), HIDDEN.encode())
        return body

    def _secrets(self) -> set[str]:
        plain = {secret(token) for token in self.by_host.values()}
        return {form for found in plain if found for form in (found, quote(found, safe=""))}


def header(token: str) -> dict[str, str]:
    """The header that a token is sent in."""
    name, colon, content = token.partition(": ")
    return {name.lower(): content} if colon else {"authorization": f"Bearer {token}"}


def secret(token: str) -> str:
    """The part of a token that nobody may see."""
    if token.startswith("?"):
        return token.partition("=")[2]
    return token.partition(": ")[2] or token


def address_kept(url: str) -> str:
    """An address as it is kept: without secrets."""
    parts = urlsplit(url)
    if not any(SECRET.search(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return url
    kept = [(name, text) for name, text in parse_qsl(parts.query, keep_blank_values=True) if not SECRET.search(name)]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def headers_kept(headers: Mapping[str, str], tokens: Tokens) -> dict[str, str]:
    """Headers as they are kept: without secrets, and without what says nothing to us."""
    unwanted = PRIVATE | BULKY
    return {name: tokens.hidden(text) for name, text in sorted(headers.items()) if name not in unwanted}
