"""When the site answers, and under which address."""

import http.client
import os
import socket
import time


def _place(listening: socket.socket) -> tuple[str, int]:
    host, port = listening.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104


def base_url(listening: socket.socket) -> str:
    """The address people open: the public name behind a proxy, else the place listened on."""
    names = [name for name in os.environ.get("CAIRN_HOSTS", "").split(",") if name and "*" not in name]
    if names and os.environ.get("CAIRN_HTTPS"):
        return f"https://{names[0]}/"
    host, port = _place(listening)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def wait(listening: socket.socket) -> None:
    """Return once web answers. The listening socket stands already, so one question waits in its queue."""
    while not _answers(*_place(listening)):
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    names = [name for name in os.environ.get("CAIRN_HOSTS", "").split(",") if name and "*" not in name]
    headers = {"Host": names[0] if names else "localhost", "X-Forwarded-Proto": "https"}
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell_systemd() -> None:
    """Report readiness where a service manager asked for it."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if place:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(b"READY=1", "\0" + place[1:] if place.startswith("@") else place)
