"""Everything of a person's own, as one ZIP that opens anywhere: pages to read, the same as JSON, and their files.

Every table is asked, through the person's own eyes: what they may not see in the house does not leave it either.
Each part carries the statement of 42 CFR 2.32, in the person's language beside it.
"""

import datetime as dt
import decimal
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cairn.chat.files import content_of
from cairn.chat.models import Attachment
from cairn.home.grounds import what_of
from cairn.kit.sealed import KeyGone, sealed_fields
from cairn.people.models import Person
from cairn.privacy.sentences import STATEMENT, statement_in_words
from cairn.trust.keys import ring
from cairn.trust.models import Key
from cairn.trust.records import Record
from cairn.trust.rules import models_with_rules
from cairn.trust.viewer import Viewer

# Our machinery, or nothing to read; each with its reason.
LEFT_OUT = {Key: "keys open nothing outside", Attachment: "the files themselves are in the folder files"}
Rows = list[dict[str, Any]]


def archive_of(person: Person) -> bytes:
    """The whole archive. What went out is written in the ledger when it is taken, not when it is made."""
    packed = io.BytesIO()
    with translation.override(person.language), timezone.override(person.time_zone):
        parts = {model._meta.label: rows for model, rows in _tables(Viewer.of(person))}
        said = {"statement": STATEMENT, "statement_in_words": statement_in_words()}
        pages = [(label, what_of(label), rows) for label, rows in parts.items()]
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            index = {"person": person, "pages": pages, "made": timezone.localtime(), **said}
            out.writestr("index.html", render_to_string("home/archive.html", index))
            out.writestr("everything.json", json.dumps({**said, "tables": parts}, indent=1, ensure_ascii=False))
            for name, content in _files(person):
                out.writestr(f"files/{name}", content)
    return packed.getvalue()


def _tables(viewer: Viewer) -> Iterator[tuple[type[Record], Rows]]:
    for model in sorted(models_with_rules(), key=lambda one: one._meta.label):
        if not model.about or model in LEFT_OUT:
            continue
        about = {"pk": viewer.me.pk} if model.about == "self" else {model.about: viewer.me}
        rows = list(viewer.see(model).filter(**about).order_by("pk"))
        if rows:
            ring.warm(value for row in rows for field in sealed_fields(model) if (value := getattr(row, field.column)))
            yield model, [_plain(row) for row in rows]


def _plain(row: Record) -> dict[str, Any]:
    """A row in words a person can read: sealed columns opened, ids as text, machinery left out."""
    sealed = {field.column: field.name for field in sealed_fields(type(row))}
    found: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.attname in {"organisation_id"} or (
            isinstance(column, models.BinaryField) and column.attname not in sealed
        ):
            continue
        if column.attname in sealed:
            found[sealed[column.attname]] = getattr(row, sealed[column.attname])
        else:
            found[column.attname] = _value(getattr(row, column.attname))
    return found


def _value(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, dt.time):  # when a session begins, on the wall
        return value.isoformat(timespec="minutes")
    if isinstance(value, dt.date | decimal.Decimal):
        return str(value)
    return str(value) if isinstance(value, int) and value > 2**53 else value


def _files(person: Person) -> Iterator[tuple[str, bytes]]:
    for one in Attachment.objects.filter(organisation_id=person.organisation_id, uploader=person).order_by("pk"):
        try:
            ending = one.kind.rpartition("/")[2] or "bin"
            yield f"{one.pk}.{ending}", content_of(one)
        except (FileNotFoundError, KeyGone):
            yield f"{one.pk}.txt", _("This file is no longer there.").encode()
