"""`web`: pages and live sockets on one port."""

import argparse
import os
import secrets
import socket

import uvicorn

from cairn.cli import leash, migrate, preflight
from cairn.kit.live.line import Line

LISTENING = "CAIRN_LISTEN_FD"  # the supervisor's socket, inherited
GRACE_S = 7


def main(argv: list[str]) -> int:
    """Serve until told to stop; then let running requests end."""
    parser = argparse.ArgumentParser(prog="cairn web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(argv)
    if not leash.is_child():
        migrate.must_be_up_to_date()
    # Ids carry a process number; hosts that start web by themselves should give each its own.
    os.environ.setdefault("CAIRN_PROCESS", str(secrets.randbelow(253) + 3))
    inherited = os.environ.get(LISTENING)
    listening = socket.socket(fileno=int(inherited)) if inherited else preflight.listen(options.host, options.port)
    uvicorn.Server(_config()).run(sockets=[listening])
    return 0


def _config() -> uvicorn.Config:
    return uvicorn.Config(
        "cairn.asgi:application",
        loop="uvloop",
        http="httptools",
        ws=Line,
        ws_per_message_deflate=False,  # a compressor per socket costs more memory than the socket
        ws_max_size=256 * 1024,
        access_log=False,  # addresses of people do not belong in a log
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=bool(os.environ.get("CAIRN_HTTPS")),
        timeout_graceful_shutdown=GRACE_S,
        backlog=1024,
    )
