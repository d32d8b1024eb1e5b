"""The command line's promises that need no process of their own."""

import ast
import errno
import io
import json
import re
import shutil
import sqlite3
import tarfile
import tomllib
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection

from cairn import __version__
from cairn.cli import archive, bootstrap, datadir, keybox, main, migrate, preflight, sqlitecopy
from cairn.cli.commands import COMMANDS
from cairn.cli.exits import Exit, Stop, is_disk_full

ROOT = Path(__file__).resolve().parents[1]


def stopped(call: object, *given: object) -> Stop:
    """How a call stopped."""
    with pytest.raises(Stop) as caught:
        call(*given)  # type: ignore[operator]
    return caught.value


def test_every_code_is_in_the_manual_with_its_meaning() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    told = {int(code): says for code, says in re.findall(r"^\| (\d+) \| (.+?) \|$", manual, re.M)}
    assert told == {int(one): one.says for one in Exit}


def test_codes_are_distinct_and_leave_signals_their_own() -> None:
    assert len({int(one) for one in Exit}) == len(Exit.__members__)
    assert all(one < 126 or one is Exit.INTERRUPTED for one in Exit)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there(name: str) -> None:
    assert find_spec(COMMANDS[name].module), f"{name}: {COMMANDS[name].module} does not exist"


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if command.says])
def test_the_manual_names_every_command(name: str) -> None:
    assert f"`{name}" in (ROOT / "docs" / "operations.md").read_text()


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == Exit.USAGE
    assert "dance" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["run", "test"])
def test_an_old_python_can_read_the_sentence_about_its_age(name: str) -> None:
    source = (ROOT / name).read_text()
    ast.parse(source, feature_version=(3, 4))
    assert f"OLD_PYTHON = {int(Exit.OLD_PYTHON)}\n" in source
    assert not re.search(r"\bf[\"']|:=|\bmatch\b|print\s+[\"']|\[\*|\{\*", source), "Python 2 and 3.4 must parse it"
    imports = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert imports[:3] == ["import os", "import signal", "import sys"]
    assert source.index("OLD_PYTHON)") < source.index("from cairn")


def test_the_version_is_said_once() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_a_person_without_rights_gets_the_exact_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairn.cli.bootstrap.os.geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "_runs", lambda command: False)
    monkeypatch.setattr("cairn.cli.bootstrap.shutil.which", lambda name: f"/usr/bin/{name}")
    stop = stopped(bootstrap.install_system_packages, ["python3-venv"], "No venv here")
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3-venv"
    assert (stop.code, line in stop.sentence) == (Exit.MISSING, True)


def test_an_environment_cut_short_is_never_taken_for_whole(tmp_path: Path) -> None:
    venv, stamp = tmp_path / ".venv", tmp_path / ".venv" / ".cairn-run"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    stamp.write_text("wanted")
    assert bootstrap._is_current(venv, stamp, "wanted")
    assert not bootstrap._is_current(venv, stamp, "other")
    (venv / bootstrap.UNFINISHED).touch()
    assert not bootstrap._is_current(venv, stamp, "wanted")
    assert not bootstrap._is_reusable(venv)


def test_a_full_disk_is_recognised_however_it_is_wrapped() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise RuntimeError("while saving") from error
    except RuntimeError as wrapped:
        assert is_disk_full(wrapped)
    assert is_disk_full(Exception("database or disk is full"))
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied"))


def test_too_little_room_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datadir.need_room(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("cairn.cli.datadir.shutil.disk_usage", lambda _: usage._replace(free=5 * 2**20))
    assert stopped(datadir.need_room, tmp_path).code == Exit.DISK_FULL


def test_an_upgrade_begins_only_with_room_for_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "cairn.sqlite3"
    database.write_bytes(b"x" * 1000)
    monkeypatch.setattr("cairn.cli.migrate.connection.vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("cairn.cli.migrate.shutil.disk_usage", lambda _: usage._replace(free=1999))
    assert stopped(migrate._keep_copy, tmp_path).code == Exit.DISK_FULL
    assert not (tmp_path / "backups").exists()


def test_the_last_three_copies_before_upgrades_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "cairn.sqlite3"
    with closing(sqlite3.connect(database)) as made:
        made.execute("CREATE TABLE t (x)")
    monkeypatch.setattr("cairn.cli.migrate.connection.vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    names = []
    for number in range(5):
        monkeypatch.setattr("cairn.cli.migrate.time.strftime", lambda _, number=number: f"20260101-00000{number}")
        kept = migrate._keep_copy(tmp_path)
        assert kept is not None and sqlitecopy.complaint(kept) == ""
        names.append(kept.name)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == names[-3:]


def test_loopback_is_told_from_the_rest_of_the_world() -> None:
    for inside in ("127.0.0.1", "localhost", "::1", "127.1.2.3"):
        preflight.keep_demo_inside(inside, forced=False)
    for outside in ("0.0.0.0", "::", "192.0.2.7"):
        with pytest.raises(Stop):
            preflight.keep_demo_inside(outside, forced=False)
        preflight.keep_demo_inside(outside, forced=True)


def test_a_port_that_is_no_port_is_named() -> None:
    assert stopped(preflight.listen, "127.0.0.1", 99999).code == Exit.NO_ADDRESS
    assert stopped(preflight.listen, "no such host.invalid", 0).code == Exit.NO_ADDRESS


def test_keys_come_out_of_their_box_with_the_right_passphrase_alone(tmp_path: Path) -> None:
    (tmp_path / "journal").write_bytes(b"\7" * 32)
    box = keybox.seal(tmp_path, "correct horse battery")
    assert b"\7" * 32 not in box and b"07" * 32 not in box
    assert keybox.open_box(box, "correct horse battery") == {"journal": b"\7" * 32}
    assert stopped(keybox.open_box, box, "correct horse batterz").code == Exit.PASSPHRASE
    touched = {**json.loads(box), "nonce": "00" * 12}
    assert stopped(keybox.open_box, json.dumps(touched).encode(), "correct horse battery").code == Exit.PASSPHRASE
    assert stopped(keybox.open_box, box[:50], "correct horse battery").code == Exit.BAD_BACKUP


def test_a_short_passphrase_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "word").write_text("short\n")
    monkeypatch.setenv("CAIRN_PASSPHRASE_FILE", str(tmp_path / "word"))
    with pytest.raises(Stop) as caught:
        keybox.ask(twice=False)
    assert caught.value.code == Exit.PASSPHRASE


def written(path: Path, key: bytes = b"k" * 32) -> Path:
    """A small archive."""
    writer = archive.Writer(path, key)
    writer.add_bytes("database.sqlite3", b"rows" * 500)
    writer.finish(made="today", keys={})
    return path


def test_an_archive_is_signed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert archive.unpack(written(tmp_path / "a.tar"), folder)["made"] == "today"
    archive.check_signature(folder, b"k" * 32)
    assert stopped(archive.check_signature, folder, b"x" * 32).code == Exit.BAD_BACKUP


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    path, folder = tmp_path / "evil.tar", tmp_path / "in" / "out"
    folder.mkdir(parents=True)
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"evil"))
    assert stopped(archive.unpack, path, folder).code == Exit.BAD_BACKUP
    assert not list(tmp_path.rglob("outside")) and not Path("/outside").exists()


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    path, folder = tmp_path / "evil.tar", tmp_path / "out"
    folder.mkdir()
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("database.sqlite3")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    assert stopped(archive.unpack, path, folder).code == Exit.BAD_BACKUP


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    writer = archive.Writer(tmp_path / "a.tar", b"k" * 32)
    with pytest.raises(FileNotFoundError):
        writer.add("database.sqlite3", tmp_path / "missing")
    writer.close()
    assert list(tmp_path.iterdir()) == []
