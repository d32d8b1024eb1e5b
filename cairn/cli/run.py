"""`run`: prepare what is missing, then serve with one supervisor."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from cairn.cli import datadir, demomark, leash, preflight, ready, relay, stamp, videosetup
from cairn.cli.exits import Exit, Stop
from cairn.cli.supervisor import ROOT, Supervisor, say
from cairn.liveroom import mediafiles
from cairn.liveroom import relay as offered


def main(argv: list[str]) -> int:
    """Ask everything that can be asked, change what must be changed, serve."""
    options = _parse(argv)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)  # while preparing, a polite stop is a Ctrl-C
    data = datadir.current()
    demo = options.demo or os.environ.get("CAIRN_DEMO", "") in {"1", "true", "yes"}
    if demo:
        preflight.keep_demo_inside(options.host, options.demo_beyond_loopback and options.yes_anyone_can_enter)
    lock = _ask(data, demo, options.port)
    with preflight.listen(options.host, options.port) as listening:
        os.environ.update(CAIRN_DEMO="1" if demo else "", CAIRN_BASE_URL=ready.base_url(listening))
        _prepare(data, demo, lock)
        if missing := videosetup.provide(data):
            say(missing)
        supervisor = Supervisor(listening, lock, beside=() if missing else _beside(data))
        return _serve(supervisor, listening, lock, owned=demo or bool(stamp.read(data).get("owned")))


def _beside(data: Path) -> tuple[str, ...]:
    """What carries sound and pictures: the media server, and the relay where there is one."""
    if missing := relay.why_not():
        offered.forget(mediafiles.folder_of(data))
        say(missing)
        return ("media",)
    return ("media", "relay")


def _ask(data: Path, demo: bool, port: int) -> int:
    """Everything that could forbid a start, before anything is made; returns the lock that is held from here on."""
    datadir.make_private(data)
    lock = datadir.take(data, f", port {port}")
    datadir.must_be_whole(data)
    datadir.need_room(data)
    demomark.agree(data, demo)
    preflight.check_engine(data)
    preflight.check_keys(data, stamp.read(data).get("keys", {}))
    return lock


def _serve(supervisor: Supervisor, listening: socket.socket, lock: int, *, owned: bool) -> int:
    def announce() -> None:
        ready.wait(listening)
        supervisor.was_ready = True
        say(f"Cairn is ready: {os.environ['CAIRN_BASE_URL']}   (stop with Ctrl-C)")
        ready.tell_systemd()
        if not owned:
            with contextlib.suppress(OSError, Stop):
                _do("owner-link", lock, "--quietly")

    # In a thread: the supervisor keeps watching while the first answer is awaited.
    return int(supervisor.run(on_start=threading.Thread(target=announce, daemon=True).start))


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Prepare what is missing, then serve.")
    parser.add_argument("--demo", action="store_true", help="with a fictional organisation to look around in")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; 127.0.0.1 is this machine alone")
    parser.add_argument("--demo-beyond-loopback", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--yes-anyone-can-enter", action="store_true", help=argparse.SUPPRESS)
    parser.epilog = "--data DIR: where everything is kept (./var)."
    return parser.parse_args(argv)


def _prepare(data: Path, demo: bool, lock: int) -> None:
    if demo and not demomark.is_loaded(data):
        demomark.begin(data)
    if not stamp.is_current(data):
        say(f"Preparing {data}")
        _do("prepare", lock)
    if demo and not demomark.is_loaded(data):
        say("Making the fictional organisation; this is done once")
        _do("load-demo", lock)


def _do(command: str, lock: int, *options: str) -> None:
    """Run one step in a process of its own. It keeps the lock should this one be killed, hears no Ctrl-C of the
    terminal (we stop it), and has said its sentence if it failed."""
    own = {**os.environ, leash.SUPERVISOR: str(os.getpid())}
    step = [sys.executable, "-m", "cairn", command, *options]
    done = subprocess.run(step, cwd=ROOT, env=own, pass_fds=(lock,), start_new_session=True, check=False)
    if done.returncode:
        raise Stop(Exit(done.returncode) if done.returncode in set(Exit) else Exit.BROKEN, "")
