"""Every request as a span, where somebody listens.

Comes in: an ASGI app. Goes out: the same app. A span tells method, route and status; never the path, which names
people, nor who asked.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openclout.tracing import span

FAILED = 500


class Traced:
    """Opens a span for each request; it is named by its route once that is found."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; look at the status of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        with span(method, {"http.request.method": method}, headers=Headers(scope=scope)) as note:

            async def sent(message: Message) -> None:
                if message["type"] == "http.response.start":
                    if (route := scope.get("route")) is not None:
                        note.rename(f"{method} {route.path}")
                        note.facts({"http.route": route.path})
                    note.facts({"http.response.status_code": message["status"]})
                    if message["status"] >= FAILED:
                        note.fail(str(message["status"]))
                await send(message)

            await self.app(scope, receive, sent)
