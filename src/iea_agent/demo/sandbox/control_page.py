"""The page where a person switches the behaviour; plain http on loopback, so that a browser needs no authority.

Other sites must not press its buttons: the ``Host`` must be ours, and a form must come from our own page.
"""

from collections.abc import Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from iea_agent.demo.sandbox import pages
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.site import Seen

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Switchable(Protocol):
    """What the page needs of the server."""

    @property
    def behaviour(self) -> Behaviour:
        """How it behaves now."""

    @property
    def requests(self) -> Sequence[Seen]:
        """The last requests."""

    @property
    def day_password(self) -> str:
        """The password of the day of its licence."""

    def behave(self, behaviour: Behaviour) -> None:
        """Change the behaviour."""


def control_application(server: Switchable, port: int) -> Starlette:
    """Return the application of the page, to be served on ``port``."""
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def is_ours(request: Request) -> bool:
        host = request.headers.get("host")
        origin = request.headers.get("origin", f"http://{host}")
        return host in hosts and origin == f"http://{host}"

    def show(request: Request) -> Response:
        if not is_ours(request):
            return PlainTextResponse("Refusé.", 403)
        return HTMLResponse(pages.control_page(server.behaviour, server.requests, server.day_password), headers=HEADERS)

    async def switch(request: Request) -> Response:
        if not is_ours(request):
            return PlainTextResponse("Refusé.", 403)
        wanted = (await request.form()).get("behaviour")
        try:
            behaviour = Behaviour(str(wanted))
        except ValueError:
            return PlainTextResponse("Comportement inconnu.", 400)
        await run_in_threadpool(server.behave, behaviour)
        return RedirectResponse("/", 303)

    return Starlette(routes=[Route("/", show), Route("/", switch, methods=["POST"])])
