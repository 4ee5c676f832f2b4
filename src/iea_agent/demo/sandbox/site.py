"""The two servers that the agent talks to, as one web application: authentication at ``/``, updates at ``/updates``."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iea_agent.demo.sandbox import pages
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.oauth import TOKEN_PATH, answer_token_request, metadata

RETRY_AFTER_S = 5
SLOW_S = 600.0
"""Longer than any client waits, in seconds."""
KEPT = 20
"""How many requests are remembered."""


class Seen(NamedTuple):
    """A request received; never its content."""

    at: float
    method: str
    path: str
    status: int


class Site:
    """What the servers say, and how they behave at the moment."""

    def __init__(self, issuer: str, licences: Mapping[str, str], repository: Path) -> None:
        self.behaviour = Behaviour.UP
        self.seen: deque[Seen] = deque(maxlen=KEPT)
        self._issuer = issuer
        self._licences = licences
        self._repository = repository

    def application(self) -> ASGIApp:
        """Return the application; every request goes through the behaviour first."""
        routes = [
            Route("/.well-known/oauth-authorization-server", self._metadata),
            Route(TOKEN_PATH, self._token, methods=["POST"]),
            Mount("/updates", StaticFiles(directory=self._repository)),
        ]
        return _Behaving(self, Starlette(routes=routes))

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(metadata(self._issuer))

    async def _token(self, request: Request) -> Response:
        return await answer_token_request(request, self._licences, self.behaviour)


class _Behaving:
    """Answers in the server's place when it misbehaves, and remembers what was asked."""

    def __init__(self, site: Site, inner: ASGIApp) -> None:
        self._site = site
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def remember_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen = Seen(time.time(), scope["method"], scope["path"], message["status"])
                self._site.seen.appendleft(seen)
            await send(message)

        answer = await self._instead(scope["path"])
        await (answer or self._inner)(scope, receive, remember_and_send)

    async def _instead(self, path: str) -> Response | None:
        match self._site.behaviour:
            case Behaviour.SLOW:
                with contextlib.suppress(asyncio.CancelledError):  # the server is told to behave otherwise
                    await asyncio.sleep(SLOW_S)
                return Response(status_code=204)
            case Behaviour.PORTAL if path == pages.PORTAL_PATH:
                return HTMLResponse(pages.PORTAL)
            case Behaviour.PORTAL:
                return RedirectResponse(pages.PORTAL_PATH, 302)
            case Behaviour.BUSY:
                body = {"error": "temporarily_unavailable"}
                return JSONResponse(body, 503, headers={"Retry-After": str(RETRY_AFTER_S)})
            case Behaviour.FAULT:
                return Response("Internal Server Error", 500, media_type="text/plain")
            case _:
                return None
