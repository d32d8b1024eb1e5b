"""Tables that go out as CSV: a spreadsheet must never take a cell for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: object) -> str:
    """The cell as text that no spreadsheet computes: what begins like a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file to download, in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
