"""`cairn export` and `cairn import`: one organisation, whole, from one database to another.

The file carries rows as they are stored: what is sealed stays sealed, and opens only where the same
key-encryption key is. So it moves a clinic from SQLite to PostgreSQL, or one organisation to a machine of its
own; it is not a disclosure to anybody. The journal's chain is walked before an import is kept.
"""

import argparse
import base64
import datetime as dt
import decimal
import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from cairn.chat.models import Attachment
from cairn.cli.exits import Exit, Stop
from cairn.kit import wall
from cairn.people.models import Account, Organisation, Person
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.trust import journal
from cairn.trust.keys import WrongKey, unwrap_organisation_key
from cairn.trust.models import Head, Key
from cairn.trust.viewer import Viewer

FORMAT = "cairn organisation 1"
BATCH = 500
Row = dict[str, Any]


def main(argv: list[str]) -> int:
    """`export SLUG FILE` or `import FILE`; the name of the command stands first or is found in sys.argv."""
    command = next((word for word in sys.argv if word in {"export", "import"}), "export")
    parser = argparse.ArgumentParser(prog=f"cairn {command}", description=__doc__)
    if command == "export":
        parser.add_argument("organisation", help="its short name in the address")
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(argv)
    with wall.everywhere("an operator moves an organisation"):
        if command == "export":
            print(f"{export_organisation(asked.organisation, asked.file)} rows written to {asked.file}.")
        else:
            print(f"{import_organisation(asked.file)} rows read; the journal's chain holds.")
    return 0


def tables() -> list[type[models.Model]]:
    """Every table of an organisation, those others point to first."""
    inside = [m for m in apps.get_models() if any(f.name == "organisation" for f in m._meta.local_fields)]
    return sorted(inside, key=lambda m: (m is not Person, m is not Key, m._meta.label))


def export_organisation(slug: str, file: Path) -> int:
    """Write the organisation to `file` (mode 0600). Returns the number of rows."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Stop(Exit.USAGE, f"There is no organisation `{slug}` here.")
    with wall.within(organisation.pk):  # the ledger first: every person here reads that it left
        disclose(Viewer.product(organisation.pk, "operator"), None, Outgoing(What.ORGANISATION, Basis.OPERATOR, "", ""))
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    count = 0
    with os.fdopen(handle, "wb") as raw, gzip.open(raw, "wt") as out, transaction.atomic():
        out.write(json.dumps({"format": FORMAT, "slug": slug}) + "\n")
        for table, row in _rows(organisation):
            out.write(json.dumps([table, row]) + "\n")
            count += 1
    return count


def _rows(organisation: Organisation) -> Iterator[tuple[str, Row]]:
    yield Organisation._meta.label, _plain(organisation)
    persons = Person.objects.filter(organisation=organisation, account__isnull=False)
    for account in Account.objects.filter(pk__in=persons.values("account")).iterator():
        yield Account._meta.label, _plain(account)
    for model in tables():
        for row in model._default_manager.filter(organisation=organisation).order_by("pk").iterator(BATCH):
            yield model._meta.label, _plain(row)
    for attachment in Attachment.objects.filter(organisation=organisation):
        stored = settings.DATA / "files" / attachment.path
        if stored.is_file():
            yield "file", {"path": attachment.path, "bytes": base64.b64encode(stored.read_bytes()).decode()}


def _plain(row: models.Model) -> Row:
    return {field.attname: _written(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _written(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dt.datetime | dt.date | dt.time | decimal.Decimal):
        return str(value)
    return value


def import_organisation(file: Path) -> int:
    """Read an organisation in, all or nothing. Returns the number of rows."""
    with gzip.open(file, "rt") as lines, transaction.atomic():
        head = json.loads(next(lines))
        if head.get("format") != FORMAT:
            raise Stop(Exit.USAGE, f"{file} does not hold an organisation written by `cairn export`.")
        if Organisation.objects.filter(slug=head["slug"]).exists():
            raise Stop(Exit.USAGE, f"There is already an organisation `{head['slug']}` here; nothing was changed.")
        count = _read(lines)
        organisation = Organisation.objects.get(slug=head["slug"])
        _check(organisation, file)
    return count


def _read(lines: Iterator[str]) -> int:
    count, waiting, label = 0, list[models.Model](), ""
    for line in lines:
        table, row = json.loads(line)
        count += 1
        if table == "file":
            _put_file(row)
            continue
        if table != label or len(waiting) >= BATCH:
            _insert(waiting)
            waiting, label = [], table
        waiting.append(_made(apps.get_model(table), row))
    _insert(waiting)
    return count


def _insert(rows: list[models.Model]) -> None:
    if rows and isinstance(rows[0], Account):
        known = set(Account.objects.filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk not in known]
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _made(model: type[models.Model], row: Row) -> models.Model:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _read_value(fields[name], value) for name, value in row.items()})


def _read_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return value  # what is JSON in the row is JSON in the file
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    return field.to_python(value)


def _put_file(row: Row) -> None:
    place: Path = settings.DATA / "files" / row["path"]
    if not place.resolve().is_relative_to((settings.DATA / "files").resolve()):
        raise Stop(Exit.USAGE, "The file names a place outside the data directory; nothing was changed.")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_bytes(base64.b64decode(row["bytes"]))


def _check(organisation: Organisation, file: Path) -> None:
    for key in Key.objects.filter(organisation=organisation, person=None, destroyed_at=None):
        try:
            unwrap_organisation_key(key)
        except WrongKey:
            raise Stop(
                Exit.USAGE, f"{file} was sealed under another key-encryption key; nothing was changed."
            ) from None
    if list(journal.breaks(organisation.pk)) or not Head.objects.filter(organisation=organisation).exists():
        raise Stop(Exit.USAGE, f"The journal in {file} does not verify; nothing was changed.")
