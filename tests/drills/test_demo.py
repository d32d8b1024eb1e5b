"""`./run --demo`, from nothing to a house one can look around in."""

import signal
from pathlib import Path

from cairn.cli.exits import Exit
from tests.drills.site import Site, cairn


def test_the_demo_is_loaded_once_however_often_it_is_stopped(tmp_path: Path) -> None:
    data = tmp_path / "var"
    with Site(data, "--demo") as first:
        first.wait_for("demo:", 240)
        assert first.stop(signal.SIGINT) == Exit.INTERRUPTED
    with Site(data, "--demo") as second:
        second.wait_for("check-ins", 240)
        second.process.kill()
        second.process.wait(10)
    with Site(data, "--demo") as third:
        third.wait_for("Cairn is ready", 240)
        assert third.answers("/harbor-house/accounts/login/") == 200
        assert not any("owner" in line for line in third.lines)
        assert third.stop() == Exit.FINE
    with Site(data, "--demo") as fourth:
        fourth.wait_for("Cairn is ready")
        assert not any("demo:" in line for line in fourth.lines)
        assert fourth.answers("/harbor-house/accounts/login/") == 200
        fourth.stop()
    assert cairn("run", "--data", str(data)).returncode == Exit.REAL_OVER_DEMO
    verified = cairn("verify", "--data", str(data))
    assert verified.returncode == 0, verified.stdout
    sound = cairn("doctor", "--data", str(data))
    assert sound.returncode == 0, sound.stdout
