"""Files in messages: told by their bytes, pictures made anew without what a camera wrote into them, all sealed.

A file lies under a random name in DATA/files, sealed under its uploader's key and bound to its row's id, so
destroying that key erases it, and nobody can put one file in another's place. It is written before the message
is, and taken away again where the message was not kept; what a crash leaves behind is swept up later.
"""

import logging
import os
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeAlias

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cairn.chat import pictures
from cairn.chat.models import Attachment, Message
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.kit.sealed import seal, unseal
from cairn.kit.text import clean
from cairn.trust.viewer import Viewer

Upload: TypeAlias = "UploadedFile[bytes]"
log = logging.getLogger("cairn.chat")
LARGEST = 10 * 1024 * 1024
MOST = 4
NAME = 120
ABANDONED_S, SWEEP_EVERY_S = 24 * 3600, 3600
PDF = "application/pdf"
KNOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", PDF})
ACCEPT = ",".join(sorted(KNOWN))

TOO_MANY = _("That is more than four files. Please send them in two messages. Your words are still in the box.")
TOO_BIG = _("Files can be 10 MB each, and 20 MB together. Please choose smaller ones. Your words are still in the box.")
NOT_KNOWN = _("We can take pictures (JPEG, PNG, WebP, GIF) and PDF files. Your words are still in the box.")
NO_ROOM = _("There is no room for this file just now. Please try without it. Your words are still in the box.")
_swept = float("-inf")


@dataclass(frozen=True)
class Stored:
    """A file that lies on disk, waiting for its message."""

    pk: int
    organisation: int
    uploader: int
    kind: str
    name: str
    size: int
    width: int
    height: int
    path: str

    def row(self, message: int) -> Attachment:
        """Its row, unsaved, under the id it was sealed with, in the message of that id."""
        row = Attachment(
            id=self.pk, organisation_id=self.organisation, message_id=message, uploader_id=self.uploader,
            kind=self.kind, size=self.size, width=self.width, height=self.height, path=self.path,
        )  # fmt: skip
        row.name = self.name
        return row


def store(viewer: Viewer, uploads: Sequence[Upload], *, description: str = "") -> tuple[Stored, ...]:
    """Look at each file, make pictures anew, and write all of them sealed. Refused leaves nothing behind."""
    if len(uploads) > MOST:
        raise Refused(TOO_MANY)
    ready = [_ready(one) for one in uploads]
    stored: list[Stored] = []
    try:
        for upload, (kind, content, width, height) in zip(uploads, ready, strict=True):
            name = clean(description)[:NAME] or clean(PurePath(upload.name or "").name)[-NAME:]
            stored.append(_write(viewer, kind, content, name, width, height))
    except OSError:
        forget(one.path for one in stored)
        log.warning("a file could not be written")
        raise Refused(NO_ROOM) from None
    return tuple(stored)


def is_too_large(length: str | None) -> bool:
    """Whether a request was so large that its files were let go unread."""
    return bool(length) and str(length).isdigit() and int(str(length)) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _ready(upload: Upload) -> tuple[str, bytes, int, int]:
    if (upload.size or 0) > LARGEST:
        raise Refused(TOO_BIG)
    content = upload.read()
    kind = filetype.guess_mime(content) or ""
    if kind == PDF:
        return kind, content, 0, 0
    if kind not in KNOWN:
        raise Refused(NOT_KNOWN)
    picture = pictures.anew(content)
    return pictures.KIND, picture.content, picture.width, picture.height


def _context(pk: int) -> str:
    return f"{Attachment._meta.db_table}|{pk}|file"


def _write(viewer: Viewer, kind: str, content: bytes, name: str, width: int, height: int) -> Stored:
    pk, me, organisation = new_id(), viewer.me.pk, viewer.organisation_id
    random = secrets.token_hex(20)
    path = f"{random[:2]}/{random[2:]}"
    sealed = seal(content, _context(pk), organisation, me)
    whole = _place(path)
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    return Stored(pk, organisation, me, kind, name, len(content), width, height, path)


def _place(path: str) -> Path:
    return Path(settings.DATA) / "files" / path


def content_of(attachment: Attachment) -> bytes:
    """What the file holds. Raises KeyGone where it was erased, FileNotFoundError where it is not there."""
    return unseal(_place(attachment.path).read_bytes(), _context(attachment.pk), attachment.organisation_id)


def forget(paths: Iterable[str]) -> None:
    """Take files off the disk."""
    for path in paths:
        _place(path).unlink(missing_ok=True)


def forget_unclaimed(stored: Sequence[Stored]) -> None:
    """Take away what no message came to hold: it was refused, or was a retry of one that is kept already."""
    if stored:
        held = set(Attachment.objects.filter(organisation_id=stored[0].organisation, pk__in=[one.pk for one in stored])
                   .values_list("pk", flat=True))  # fmt: skip
        forget(one.path for one in stored if one.pk not in held)


def remove_files_of(message: Message) -> None:
    """Take away the files of a message: their rows now, the files themselves once that is certain."""
    rows = Attachment.objects.filter(organisation_id=message.organisation_id, message=message)
    paths = list(rows.values_list("path", flat=True))
    rows.delete()
    transaction.on_commit(lambda: forget(paths), robust=True)


def sweep_files() -> int:
    """Take away files older than a day that no row names: what a crash left between file and message."""
    root, gone, limit = Path(settings.DATA) / "files", 0, time.time() - ABANDONED_S
    for folder in root.glob("??"):
        old = [one for one in folder.iterdir() if one.stat().st_mtime < limit]
        names = {f"{folder.name}/{one.name}" for one in old}
        kept = set(Attachment.objects.filter(path__in=names).values_list("path", flat=True))
        forget(names - kept)
        gone += len(names - kept)
    return gone


def sweep_now_and_then() -> None:
    """A watch of the worker, which comes by every few seconds: sweep once an hour."""
    global _swept
    if time.monotonic() - _swept > SWEEP_EVERY_S:
        _swept = time.monotonic()
        sweep_files()
