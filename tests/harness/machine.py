"""What the machine must have, and installing it from Debian where it is missing."""

import os
import shutil
from collections.abc import Iterable
from contextlib import nullcontext

from cairn.cli.bootstrap import install_system_packages
from cairn.cli.videosetup import nothing_starts
from cairn.liveroom import mediafiles
from tests.harness.servers import postgresql_programs

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _has_redis() -> bool:
    return shutil.which("redis-server") is not None


def browser() -> str | None:
    """The browser journeys run in."""
    named = os.environ.get("CAIRN_CHROMIUM")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _has_media() -> bool:
    return shutil.which("janus") is not None and mediafiles.libraries() is not None


def _has_relay() -> bool:
    return shutil.which("turnserver") is not None


def _has_network() -> bool:
    return shutil.which("ip") is not None


NEEDS = {
    "chromium": ("chromium", browser),
    "postgresql": ("postgresql", postgresql_programs),
    "redis": ("redis-server", _has_redis),
    "janus": ("janus", _has_media),
    "relay": ("coturn", _has_relay),
    "network": ("iproute2", _has_network),
}


def provide(needs: Iterable[str]) -> None:
    """Install what is missing, all at once, or stop with the line that does."""
    missing = [NEEDS[need][0] for need in sorted(set(needs)) if not NEEDS[need][1]()]
    if missing:
        with nothing_starts() if {"janus", "coturn"} & set(missing) else nullcontext():
            install_system_packages(missing, "The tests need more than this machine has")
