"""Backup and restore as an operator does them: real commands on real data directories."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cairn.cli.exits import Exit
from tests.drills.site import ROOT, Site, cairn, own_environment

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data directory with a sealed organisation and a file in it."""
    data = tmp_path_factory.mktemp("original") / "var"
    assert cairn("prepare", "--data", str(data)).returncode == 0
    _found_an_organisation(data)
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "picture").write_bytes(b"\x00\xff" * 5000)
    return data


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return str(path)


@pytest.fixture(scope="module")
def saved(original: Path, secret: str) -> Path:
    """One backup without keys and, beside it, the keys alone."""
    folder = original.parent / "saved"
    folder.mkdir()
    with Site(original) as running:  # it is taken while Cairn runs
        running.wait_for("Cairn is ready")
        done = cairn("backup", str(folder / "data.tar"), "--data", str(original))
        assert done.returncode == 0, done.stderr
        running.stop()
    keys = cairn(
        "backup", "--only-keys", str(folder / "keys.tar"), "--data", str(original), CAIRN_PASSPHRASE_FILE=secret
    )
    assert keys.returncode == 0, keys.stderr
    return folder


def _found_an_organisation(data: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from cairn.kit import wall\n"
        "from cairn.people.models import Organisation\n"
        "from cairn.trust.keys import ring\n"
        "one = Organisation.objects.create(slug='harbor-house', name='Harbor House')\n"
        "wall.serve(one.pk); ring.sealing_key(one.pk, None)\n"
    )
    own = own_environment(CAIRN_DATA=str(data), DJANGO_SETTINGS_MODULE="cairn.settings")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=own, check=True, timeout=60)


def duplicate(data: Path, place: Path) -> None:
    """A copy of a data directory at rest, without the sockets of its last run."""
    shutil.copytree(data, place, ignore=shutil.ignore_patterns("*.sock"))


def content(data: Path) -> dict[str, str]:
    """A hash of every table's rows and of every file."""
    found = {}
    with closing(sqlite3.connect(data / "cairn.sqlite3")) as connection:
        for name, made in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            found[name] = hashlib.sha256(repr([made, *rows]).encode()).hexdigest()
    for path in (data / "files").rglob("*"):
        if path.is_file():
            found[str(path.relative_to(data))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_a_backup_holds_no_key_in_the_clear(original: Path, saved: Path) -> None:
    for name in ("data.tar", "keys.tar"):
        written = (saved / name).read_bytes()
        for key in (original / "keys").iterdir():
            assert key.read_bytes() not in written
            assert key.read_bytes().hex().encode() not in written
        assert (saved / name).stat().st_mode & 0o077 == 0


def test_a_backup_comes_back_on_a_fresh_machine(tmp_path: Path, original: Path, saved: Path, secret: str) -> None:
    fresh = tmp_path / "var"
    given = ["restore", str(saved / "data.tar"), "--data", str(fresh)]
    assert cairn(*given).returncode == Exit.WRONG_KEYS
    assert not (fresh / "cairn.sqlite3").exists()
    restored = cairn(*given, "--keys", str(saved / "keys.tar"), CAIRN_PASSPHRASE_FILE=secret)
    assert restored.returncode == 0, restored.stderr
    assert content(fresh) == content(original)
    with Site(fresh) as running:
        running.wait_for("Cairn is ready")
        assert running.answers() == 200
        running.stop()
    sound = cairn("doctor", "--data", str(fresh))
    assert sound.returncode == 0, sound.stdout


def test_one_file_with_sealed_keys_moves_everything(tmp_path: Path, original: Path, secret: str) -> None:
    packed, fresh = tmp_path / "all.tar", tmp_path / "var"
    done = cairn("backup", "--with-keys", str(packed), "--data", str(original), CAIRN_PASSPHRASE_FILE=secret)
    assert done.returncode == 0, done.stderr
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase")
    refused = cairn("restore", str(packed), "--data", str(fresh), CAIRN_PASSPHRASE_FILE=str(wrong))
    assert refused.returncode == Exit.PASSPHRASE
    assert cairn("restore", str(packed), "--data", str(fresh), CAIRN_PASSPHRASE_FILE=secret).returncode == 0
    assert content(fresh) == content(original)


def test_restore_never_replaces_data_unasked_and_keeps_what_was_there(
    tmp_path: Path, original: Path, saved: Path
) -> None:
    data = tmp_path / "var"
    duplicate(original, data)
    with closing(sqlite3.connect(data / "cairn.sqlite3")) as connection:
        connection.execute("UPDATE people_organisation SET name = 'Later House'")
        connection.commit()
    later = content(data)
    given = ["restore", str(saved / "data.tar"), "--data", str(data)]
    assert cairn(*given).returncode == Exit.IN_THE_WAY
    assert content(data) == later
    assert cairn(*given, "--force").returncode == 0
    assert content(data) == content(original)
    aside = next((data / "backups").glob("replaced-*"))
    assert content(aside) == later


def test_restore_refuses_to_work_under_a_running_cairn(tmp_path: Path, original: Path, saved: Path) -> None:
    data = tmp_path / "var"
    duplicate(original, data)
    with Site(data) as running:
        running.wait_for("Cairn is ready")
        refused = cairn("restore", str(saved / "data.tar"), "--force", "--data", str(data))
        assert refused.returncode == Exit.SECOND_INSTANCE
        running.stop()


@pytest.mark.parametrize("place", [0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_damaged_backup_is_refused(tmp_path: Path, original: Path, saved: Path, place: float) -> None:
    data, damaged = tmp_path / "var", tmp_path / "damaged.tar"
    duplicate(original, data)
    before = content(data)
    whole = bytearray((saved / "data.tar").read_bytes())
    used = len(whole.rstrip(b"\0"))
    whole[int(used * place)] ^= 0x10
    damaged.write_bytes(whole)
    refused = cairn("restore", str(damaged), "--force", "--data", str(data))
    assert refused.returncode == Exit.BAD_BACKUP, refused.stderr
    assert content(data) == before


def test_half_a_backup_is_refused(tmp_path: Path, original: Path, saved: Path) -> None:
    data, half = tmp_path / "var", tmp_path / "half.tar"
    duplicate(original, data)
    whole = (saved / "data.tar").read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    assert cairn("restore", str(half), "--force", "--data", str(data)).returncode == Exit.BAD_BACKUP
    assert content(data) == content(original)


def test_a_backup_never_overwrites_another(original: Path, saved: Path) -> None:
    before = (saved / "data.tar").read_bytes()
    refused = cairn("backup", str(saved / "data.tar"), "--data", str(original))
    assert refused.returncode == Exit.IN_THE_WAY
    assert (saved / "data.tar").read_bytes() == before


def test_a_restore_that_was_cut_short_must_be_run_again_first(tmp_path: Path, original: Path, saved: Path) -> None:
    data = tmp_path / "var"
    duplicate(original, data)
    (data / "restoring").mkdir()
    (data / "restoring" / "placing").touch()
    (data / "cairn.sqlite3").unlink()
    for command in ("run", "doctor", "backup"):
        assert (
            cairn(command, *(["x.tar"] if command == "backup" else []), "--data", str(data)).returncode
            == Exit.BAD_BACKUP
        )
    assert cairn("restore", str(saved / "data.tar"), "--data", str(data)).returncode == 0
    assert content(data) == content(original)


def test_a_foreign_key_is_noticed_before_anything_is_written(tmp_path: Path, original: Path) -> None:
    data = tmp_path / "var"
    duplicate(original, data)
    assert cairn("prepare", "--data", str(data)).returncode == 0
    (data / "keys" / "key-encryption").write_bytes(b"\1" * 32)
    before = content(data)
    refused = cairn("run", "--data", str(data))
    assert refused.returncode == Exit.WRONG_KEYS, refused.stderr
    assert cairn("doctor", "--data", str(data)).returncode == Exit.UNSOUND
    assert content(data) == before
