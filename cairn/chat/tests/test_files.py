"""Files in messages: made anew, sealed, shown to those who may see, gone when removed."""

import io
import os
import time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from PIL import Image

from cairn.chat import files, pictures
from cairn.chat.actions import remove_message
from cairn.chat.models import Attachment, Message
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit import wall
from cairn.kit.errors import Refused
from cairn.trust.keys import ring
from cairn.trust.models import Key
from cairn.trust.records import Record
from tests.cast import Cast, as_, browser, say

R = TypeVar("R", bound=Record)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
MARK = b"GPS-AND-CAMERA-CANARY"


def here(cast: Cast, model: type[R]) -> "QuerySet[R]":
    return model._default_manager.filter(organisation=cast.harbor)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 120, 100)).save(out, kind, **more)
    return out.getvalue()


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif[0x0112] = 6  # turned on its side
    return picture(exif=exif, comment=MARK)


def send(cast: Cast, *uploads: SimpleUploadedFile, who: str = "ana", body: str = "look", **more: str) -> Any:
    data = {"body": body, "client_id": f"f{time.monotonic_ns()}", "files": list(uploads), **more}
    return browser(getattr(cast, who)).post(f"/harbor-house/messages/{cast.room.pk}/send", data)


def jpeg(content: bytes | None = None, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(), "image/jpeg")


def on_disk() -> list[Path]:
    return [one for one in (Path(settings.DATA) / "files").glob("*/*") if one.is_file()]


@pytest.fixture(autouse=True)
def no_files_before() -> None:
    files.forget(f"{one.parent.name}/{one.name}" for one in on_disk())


def test_a_picture_is_made_anew_and_tells_nothing_of_where_it_was_taken(cast: Cast) -> None:
    assert MARK in with_metadata()
    assert send(cast, jpeg(with_metadata()), description="My street at seven").status_code == 302
    one = here(cast, Attachment).get()
    content = files.content_of(one)
    assert MARK not in content
    with Image.open(io.BytesIO(content)) as opened:
        assert opened.format == "WEBP" and not opened.getexif() and opened.size == (480, 640)
    assert (one.kind, one.width, one.height, one.name) == ("image/webp", 480, 640, "My street at seven")
    html = browser(cast.bo).get(f"/harbor-house/messages/{cast.room.pk}/").content.decode()
    assert f'<img src="../file/{one.pk}" alt="My street at seven" width="480" height="640"' in html


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_common_picture_becomes_a_small_webp(kind: str) -> None:
    made = pictures.anew(picture(kind, (3000, 1500)))
    assert (made.width, made.height) == (2048, 1024)
    with Image.open(io.BytesIO(made.content)) as opened:
        assert opened.format == "WEBP"


def test_a_see_through_picture_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(pictures.anew(out.getvalue()).content)) as opened:
        assert opened.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused_before_it_does() -> None:
    bomb = picture("PNG", (12_000, 12_000))
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Refused):
        pictures.anew(bomb)
    assert pictures.anew(picture("PNG", (1200, 1200))).width == 1200


def test_a_pdf_can_only_be_saved(cast: Cast) -> None:
    send(cast, SimpleUploadedFile("plan for\r\n today.pdf", PDF, "image/png"))
    one = here(cast, Attachment).get()
    answer = browser(cast.bo).get(f"/harbor-house/messages/file/{one.pk}")
    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_file_is_served_so_that_nothing_in_it_can_act(cast: Cast) -> None:
    send(cast, jpeg())
    answer = browser(cast.bo).get(f"/harbor-house/messages/file/{here(cast, Attachment).get().pk}")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("inline")


def test_only_those_in_the_room_open_a_file_and_only_while_they_are(cast: Cast) -> None:
    send(cast, jpeg())
    address = f"/harbor-house/messages/file/{here(cast, Attachment).get().pk}"
    assert browser(cast.bo).get(address).status_code == 200
    for person in (cast.ivo, cast.jo, cast.gil, cast.hana, cast.sam):
        assert browser(person).get(address).status_code == 404
    assert browser(cast.zoe).get(address.replace("harbor-house", "lantern-bay")).status_code == 404
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    assert browser(cast.bo).get(address).status_code == 404


def test_on_disk_a_file_is_sealed_under_a_name_that_says_nothing(cast: Cast) -> None:
    send(cast, SimpleUploadedFile("my-plan.pdf", PDF))
    (path,) = on_disk()
    assert PDF[:8] not in path.read_bytes() and "plan" not in str(path.name)
    assert path.stat().st_mode & 0o077 == 0
    assert b"my-plan" not in bytes(here(cast, Attachment).get().name_sealed)


def test_a_file_cannot_be_put_in_the_place_of_another(cast: Cast) -> None:
    send(cast, SimpleUploadedFile("a.pdf", PDF + b"a"))
    send(cast, SimpleUploadedFile("b.pdf", PDF + b"b"))
    first, second = here(cast, Attachment).order_by("pk")
    assert files.content_of(first).endswith(b"a")
    root = Path(settings.DATA) / "files"
    (root / first.path).write_bytes((root / second.path).read_bytes())
    with pytest.raises(Exception, match="file"):
        files.content_of(first)


def test_with_the_persons_key_their_files_are_gone(cast: Cast) -> None:
    send(cast, jpeg())
    address = f"/harbor-house/messages/file/{here(cast, Attachment).get().pk}"
    assert browser(cast.bo).get(address).status_code == 200
    Key.objects.filter(organisation=cast.harbor, person=cast.ana).update(wrapped=b"", destroyed_at="2026-11-21T00:00Z")
    ring.forget()
    assert browser(cast.bo).get(address).status_code == 404


def test_a_removed_message_takes_its_file_off_the_disk(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    send(cast, jpeg())
    one, message = here(cast, Attachment).get(), here(cast, Message).get()
    address = f"/harbor-house/messages/file/{one.pk}"
    assert len(on_disk()) == 1 and browser(cast.bo).get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_message(as_(cast.dev), message)
    assert on_disk() == [] and not here(cast, Attachment).exists()
    assert browser(cast.bo).get(address).status_code == 404


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ([SimpleUploadedFile("run.exe", b"MZ" + b"\0" * 200)], "We can take pictures"),
        ([SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>")], "We can take pictures"),
        ([SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")], "We can take pictures"),
        ([SimpleUploadedFile("torn.jpg", picture()[:200], "image/jpeg")], "We could not open this picture"),
        ([SimpleUploadedFile("big.pdf", PDF + b"0" * files.LARGEST)], "Files can be 10 MB each"),
        ([SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(5)], "more than four files"),
    ],
)  # fmt: skip
def test_what_we_cannot_take_is_said_and_the_words_stay(
    cast: Cast, uploads: list[SimpleUploadedFile], sentence: str
) -> None:
    for one in uploads:
        one.seek(0)
    answer = send(cast, *uploads, body="my long and careful words")
    html = answer.content.decode()
    assert answer.status_code == 422 and sentence in html
    assert ">my long and careful words</textarea>" in html
    assert not here(cast, Message).exists() and on_disk() == []


def test_who_may_not_speak_leaves_nothing_on_our_disk(cast: Cast) -> None:
    assert send(cast, jpeg(), who="bo").status_code == 302
    assert len(on_disk()) == 1
    assert send(cast, jpeg(), who="ivo").status_code == 403
    assert len(on_disk()) == 1


def test_a_retry_keeps_one_message_and_one_file(cast: Cast) -> None:
    client, address = browser(cast.ana), f"/harbor-house/messages/{cast.room.pk}/send"
    for _ in range(2):
        data = {"body": "look", "client_id": "same", "files": [jpeg()]}
        assert client.post(address, data).status_code == 302
    assert here(cast, Message).count() == here(cast, Attachment).count() == len(on_disk()) == 1


def test_what_a_crash_left_behind_is_swept_up_and_nothing_else(cast: Cast) -> None:
    send(cast, jpeg())
    (kept,) = on_disk()
    orphan, young = kept.with_name("0" * 38), kept.with_name("1" * 38)
    for one in (orphan, young):
        one.write_bytes(b"x")
    old = time.time() - 2 * 24 * 3600
    for one in (orphan, kept):
        os.utime(one, (old, old))
    with wall.everywhere("the worker serves all"):
        assert files.sweep_files() == 1
    assert set(on_disk()) == {kept, young}


def test_words_alone_need_no_file_and_a_file_no_words(cast: Cast) -> None:
    assert send(cast, jpeg(), body="").status_code == 302
    assert here(cast, Message).get().body == "" and here(cast, Message).get().files == 1
    say(cast.ana, cast.room, "words")
    assert here(cast, Message).count() == 2
