"""One port: Django in threads for pages, a bare handler beside it for everything live."""

import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, cast

import django
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
django.setup(set_prefix=False)
pages: Any = WSGIMiddleware(cast(Any, get_wsgi_application()), workers=int(os.environ.get("CAIRN_THREADS", "8")))
# Only after Django is set up can the live side import its models.
live = import_module("cairn.live").Live()

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The product as one ASGI application."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket":
        await live.socket(scope, receive, send)
    elif scope["path"].endswith("/live/events"):
        await live.events(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            await live.begin()
            await send({"type": "lifespan.startup.complete"})
        else:
            await live.end()
            await send({"type": "lifespan.shutdown.complete"})
            return
