"""`run` as an operator meets it: starting, refusing, dying, stopping. Real processes, real signals."""

import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cairn.cli.exits import Exit
from tests.drills.site import ROOT, Site, cairn, free_port, is_alive, own_environment


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was prepared once, in a path with a space."""
    place = tmp_path_factory.mktemp("a place") / "var"
    done = cairn("prepare", "--data", str(place))
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    with Site(data) as running:
        running.wait_for("Cairn is ready")
        yield running


def test_a_first_start_is_private_and_shows_an_owner_link(tmp_path: Path) -> None:
    place = tmp_path / "var"
    with Site(place) as running:
        running.wait_for("Cairn is ready")
        running.wait_for(f"http://127.0.0.1:{running.port}/", 30)
        running.wait_for("Become the owner", 30)
        assert running.answers() == 200
        assert running.stop() == Exit.FINE
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in (place / "keys").iterdir())


def test_a_second_start_prepares_nothing_and_works_little(data: Path) -> None:
    """The bar is three seconds. A shared machine's seconds say little, so work is compared with work: what the same
    processor takes to read Django and to make its tables of models."""
    worked = list[float]()
    for _ in range(3):
        with Site(data) as running:
            running.wait_for("Cairn is ready")
            worked.append(running.processor_seconds())
            assert not any("Preparing" in line for line in running.lines)
            running.stop()
    alone = min(_of_django_alone() for _ in range(3))
    assert min(worked) < 6 * alone, (worked, alone)


def _of_django_alone() -> float:
    """Processor seconds of a Python that sets Django up with the accounts of its own, and ends."""
    code = ("import django; from django.conf import settings; settings.configure(INSTALLED_APPS="
            "['django.contrib.contenttypes', 'django.contrib.auth']); django.setup()")  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_data_directory_may_lie_deep(tmp_path: Path) -> None:
    deep = tmp_path / ("a long name " * 10) / ("and another " * 10) / "var"
    with Site(deep) as running:
        running.wait_for("Cairn is ready")
        assert (deep / "live.sock").is_socket()
        assert running.answers() == 200
        assert running.stop() == Exit.FINE
    assert not [line for line in running.lines if "Traceback" in line]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_polite_stop_takes_everything_along(site: Site, number: int) -> None:
    children = site.children()
    assert {"web", "worker"} <= set(children)
    began = time.monotonic()
    assert site.stop(number) == Exit.FINE
    assert time.monotonic() - began < 10
    assert all_gone(children)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_comes_back(site: Site, name: str) -> None:
    before = site.children()[name]
    os.kill(before, signal.SIGKILL)
    site.wait_for(f"{name} ended (signal 9)")
    deadline = time.monotonic() + 20
    while site.children().get(name, before) == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert site.answers() == 200


def test_callers_wait_while_web_restarts_rather_than_being_refused(site: Site) -> None:
    os.kill(site.children()["web"], signal.SIGKILL)
    site.wait_for("web ended")
    statuses = list[int]()
    callers = [threading.Thread(target=lambda: statuses.append(site.answers())) for _ in range(10)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert statuses == [200] * 10


def test_a_killed_supervisor_leaves_no_orphans_and_the_next_start_works(data: Path, site: Site) -> None:
    children = site.children()
    site.process.kill()
    site.process.wait(10)
    with Site(data) as following:
        following.wait_for("Cairn is ready")
        assert all_gone(children)
        assert following.stop() == Exit.FINE


def test_behind_a_proxy_it_answers_to_its_name_and_over_https_alone(data: Path) -> None:
    with Site(data, CAIRN_HOSTS="cairn.example.org", CAIRN_HTTPS="1") as running:
        running.wait_for("Cairn is ready: https://cairn.example.org/")
        assert running.answers("/", Host="cairn.example.org", X_Forwarded_Proto="https") == 200
        assert running.answers("/", Host="cairn.example.org", X_Forwarded_Proto="http") == 301
        assert running.answers("/", Host="elsewhere.example.org", X_Forwarded_Proto="https") == 400
        running.stop()


def test_a_second_instance_on_the_same_data_is_refused(data: Path, site: Site) -> None:
    refused = cairn("run", "--data", str(data), "--port", str(free_port()))
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (Exit.SECOND_INSTANCE, 1)
    assert str(site.port) in refused.stderr
    assert site.answers() == 200


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = cairn("run", "--data", str(data), "--port", port)
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (Exit.PORT_TAKEN, 1)
    assert port in refused.stderr


def test_an_address_of_another_machine_is_named(data: Path) -> None:
    refused = cairn("run", "--data", str(data), "--host", "192.0.2.1")
    assert refused.returncode == Exit.NO_ADDRESS


def test_real_data_never_becomes_a_demo(data: Path) -> None:
    refused = cairn("run", "--demo", "--data", str(data))
    assert refused.returncode == Exit.DEMO_OVER_REAL
    assert not (data / "demo").exists()


def test_a_demo_never_becomes_real(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "demo").write_text("loaded\n")
    refused = cairn("run", "--data", str(tmp_path))
    assert refused.returncode == Exit.REAL_OVER_DEMO
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("forced", [[], ["--demo-beyond-loopback"], ["--yes-anyone-can-enter"]])
def test_a_demo_stays_on_this_machine_unless_forced_twice(tmp_path: Path, forced: list[str]) -> None:
    refused = cairn("run", "--demo", "--host", "0.0.0.0", "--data", str(tmp_path / "var"), *forced)
    assert refused.returncode == Exit.DEMO_BEYOND
    assert not (tmp_path / "var").exists()


def test_a_directory_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    mode = tmp_path.stat().st_mode
    refused = cairn("run", "--data", str(tmp_path))
    assert refused.returncode == Exit.NOT_PRIVATE
    assert tmp_path.stat().st_mode == mode


def test_a_directory_others_could_read_is_mended(data: Path) -> None:
    data.chmod(0o755)
    (data / "keys" / "secret").chmod(0o644)
    with Site(data) as running:
        running.wait_for("now only you can")
        running.wait_for("Cairn is ready")
        running.stop()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "keys" / "secret").stat().st_mode) == 0o600


def test_data_without_its_keys_is_refused_and_no_new_keys_are_made(data: Path) -> None:
    hidden = data.parent / "hidden keys"
    (data / "keys").rename(hidden)
    try:
        refused = cairn("run", "--data", str(data))
        assert refused.returncode == Exit.WRONG_KEYS
        assert not (data / "keys").exists()
    finally:
        hidden.rename(data / "keys")


def test_commands_that_need_data_make_none_by_a_typing_error(tmp_path: Path) -> None:
    refused = cairn("doctor", "--data", str(tmp_path / "typo"))
    assert refused.returncode == Exit.NO_DATA
    assert not (tmp_path / "typo").exists()


def test_a_full_disk_is_named_and_nothing_is_begun(tmp_path: Path) -> None:
    """On a real small disk where this machine lets us mount one; elsewhere on one that says it is small."""
    place = tmp_path / "small"
    place.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0700", "none", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    small = (
        "import shutil, cairn.cli; u = shutil.disk_usage('/'); shutil.disk_usage = lambda _: u._replace(free=2**20)\n"
    )
    command = [sys.executable, "-c", ("" if mounted else small) + "from cairn.cli import main; main()"]
    try:
        refused = subprocess.run(
            [*command, "run", "--data", str(place)],
            cwd=ROOT, env=own_environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert not (place / "cairn.sqlite3").exists()
    finally:
        if mounted:
            subprocess.run(["umount", place], check=True)
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (Exit.DISK_FULL, 1)


def test_an_affected_engine_with_a_write_ahead_log_is_refused(data: Path) -> None:
    log = data / "cairn.sqlite3-wal"
    log.write_bytes(b"not empty")
    old = "import sys, cairn.kit.engine as e; e.engine_version = lambda: (3, 40, 1)\nfrom cairn.cli import main; main()"
    command = [sys.executable, "-c", old, "run", "--data", str(data)]
    try:
        refused = subprocess.run(
            command, cwd=ROOT, env=own_environment(), capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        log.unlink()
    assert refused.returncode == Exit.BAD_SQLITE
    assert "3.40.1" in refused.stderr


def test_a_database_of_a_newer_cairn_is_refused(data: Path) -> None:
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '9999_later', '2099-01-01')"
    _execute(data, later)
    try:
        refused = cairn("run", "--data", str(data))
    finally:
        _execute(data, "DELETE FROM django_migrations WHERE name = '9999_later'")
    assert refused.returncode == Exit.UNMIGRATED
    assert "9999_later" in refused.stderr


def test_a_stop_in_the_middle_of_the_first_start_is_taken_up_again(tmp_path: Path) -> None:
    place = tmp_path / "var"
    for moment in ("Preparing", "database:", "pages:"):
        with Site(place) as running:
            if moment == "pages:" and any("Cairn is ready" in line for line in running.lines):
                break
            running.wait_for(moment)
            assert running.stop(signal.SIGINT) == Exit.INTERRUPTED
        if moment != "pages:":
            (place / "prepared.json").unlink(missing_ok=True)
            for part in place.glob("cairn.sqlite3*"):
                part.unlink()
    with Site(place) as running:
        running.wait_for("Cairn is ready")
        assert running.answers() == 200
        assert running.stop() == Exit.FINE


def all_gone(children: dict[str, int], within: float = 1.0) -> bool:
    """Whether all these processes end; a killed one needs a moment."""
    deadline = time.monotonic() + within
    while any(is_alive(pid) for pid in children.values()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _execute(data: Path, statement: str) -> None:
    code = (
        "import cairn.kit.engine, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()"
    )
    subprocess.run([sys.executable, "-c", code, data / "cairn.sqlite3", statement], cwd=ROOT, check=True)
