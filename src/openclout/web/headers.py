"""The safe headers on every answer, whoever made it.

Comes in: an ASGI app. Goes out: the same app, its answers with the headers of `answers.SAFE`.
"""

from collections.abc import Awaitable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openclout.web.answers import SAFE


class SafeHeaders:
    """Adds the headers where the answer starts, so no route can forget them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass everything on; touch nothing but the start of an answer."""

        def sent(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFE)
            return send(message)

        return self.app(scope, receive, sent)
