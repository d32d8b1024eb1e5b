"""A table of people out of a file: found out how it is written, or said plainly why it cannot be read.

No database and no request: bytes in, a Sheet out. Files come from spreadsheets, in three encodings and two languages.
"""

import csv
import io
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_ROWS, MOST_BYTES = 5000, 5 * 1024 * 1024
DELIMITERS = ",;\t|"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

# A column's name here, and what people call it. Compared without accents, case and punctuation.
COLUMNS = {
    "reference": ("reference", "recordnumber", "record", "mrn", "clientid", "patientid", "externalid", "id", "referencia",
                  "expediente", "numerodeexpediente", "historia"),
    "legal_name": ("legalname", "name", "fullname", "clientname", "patientname", "nombrelegal", "nombre", "nombrecompleto"),
    "chosen_name": ("chosenname", "preferredname", "nickname", "goesby", "firstname", "nombreelegido", "nombrepreferido",
                    "apodo", "primernombre"),
    "email": ("email", "emailaddress", "mail", "address", "correo", "correoelectronico", "direcciondecorreo"),
    "phone": ("phone", "phonenumber", "mobile", "cell", "telefono", "movil", "celular"),
    "language": ("language", "preferredlanguage", "idioma", "lengua"),
    "role": ("role", "kind", "rol", "papel"),
    "programme": ("programme", "program", "programa"),
    "level": ("level", "levelofcare", "loc", "nivel", "niveldeatencion"),
    "since": ("since", "admitted", "admissiondate", "admittedon", "startdate", "start", "desde", "ingreso",
              "fechadeingreso", "inicio"),
    "carer": ("careremail", "carer", "looksfirst", "therapistemail", "correodequienatiende", "quienatiende"),
}  # fmt: skip
IN_SPANISH = frozenset(
    [
        "referencia",
        "expediente",
        "numerodeexpediente",
        "nombrelegal",
        "nombre",
        "nombrecompleto",
        "nombreelegido",
        "nombrepreferido",
        "apodo",
        "primernombre",
        "correo",
        "correoelectronico",
        "telefono",
        "movil",
        "celular",
        "idioma",
        "rol",
        "papel",
        "programa",
        "nivel",
        "niveldeatencion",
        "desde",
        "ingreso",
        "fechadeingreso",
        "inicio",
        "quienatiende",
        "correodequienatiende",
    ]
)
KNOWN = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
BEGINS = {
    b"PK\x03\x04": _("This is a workbook, not a table. In your spreadsheet choose “Save as”, then “CSV UTF-8”."),
    b"\xd0\xcf\x11\xe0": _("This is a workbook, not a table. In your spreadsheet choose “Save as”, then “CSV UTF-8”."),
    b"%PDF": _("This is a PDF. We need the table itself, saved as “CSV UTF-8”."),
}


class Unreadable(Exception):
    """The file cannot be read, with a sentence that says why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Sheet:
    """Rows by column. `numbers` are the rows' numbers in the file, as a spreadsheet shows them."""

    columns: list[str]
    rows: list[dict[str, str]]
    numbers: list[int]
    unused: list[str] = field(default_factory=list)
    day_first: bool = False
    # Rows with more cells than the header has columns.
    too_long: list[int] = field(default_factory=list)

    def to_text(self) -> str:
        """All of it as text, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> "Sheet":
        """What `to_text` made."""
        return cls(**json.loads(text))


def plain(word: str) -> str:
    """A word without accents, case and punctuation."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if c.isalnum())


def decoded(data: bytes) -> str:
    """The text of the file: UTF-8, UTF-16 with or without its mark, or Windows-1252."""
    if not data.strip():
        raise Unreadable(_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 5 MB. Please send it in parts."))
    for begin, sentence in BEGINS.items():
        if data.startswith(begin):
            raise Unreadable(sentence)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise Unreadable(
        _("We cannot read the letters in this file. In your spreadsheet choose “Save as”, then “CSV UTF-8”.")
    )


def _encodings(data: bytes) -> list[str]:
    if data.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    head = data[:400]
    if head.count(0) > len(head) // 4:  # every other byte of Western text in UTF-16 is zero
        return ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    return ["utf-8", "cp1252"]


def read(data: bytes) -> Sheet:
    """The sheet in the file, or Unreadable."""
    text = decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    sheet: Sheet | None = None
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if not any(cell.strip() for cell in cells):
                continue
            if sheet is None:
                header, sheet = cells, _headed(cells)
            else:
                _add(sheet, header, cells, number)
    except csv.Error:
        raise Unreadable(
            _("Row %(row)s cannot be read: a quotation mark is opened and not closed, or stands in the wrong place.")
            % {"row": number + 1}
        ) from None
    if sheet is None or not sheet.rows:
        raise Unreadable(_("There are no people in this file: only a first row, or nothing."))
    return sheet


def _headed(cells: list[str]) -> Sheet:
    names = [plain(cell) for cell in cells]
    columns = [KNOWN.get(name, "") for name in names]
    found = [column for column in columns if column]
    twice = sorted({column for column in found if found.count(column) > 1})
    if twice:
        of = [cell.strip() for cell, column in zip(cells, columns, strict=True) if column == twice[0]]
        raise Unreadable(
            _("Two columns mean the same to us: %(names)s. Please keep one of them.") % {"names": " · ".join(of)}
        )
    if not {"legal_name", "chosen_name"} & set(found):
        raise Unreadable(
            _("The first row must name the columns, and one of them must be a name. The template shows how.")
        )
    if not {"email", "reference"} & set(found):
        raise Unreadable(_("One column must be a mail address or a record number: by it we know people again."))
    unused = [cell.strip()[:60] for cell, column in zip(cells, columns, strict=True) if not column and cell.strip()]
    spanish = sum(name in IN_SPANISH for name in names)
    return Sheet(columns=found, rows=[], numbers=[], unused=unused, day_first=spanish * 2 > len(found))


def _add(sheet: Sheet, header: list[str], cells: list[str], number: int) -> None:
    if len(sheet.rows) >= MOST_ROWS:
        raise Unreadable(_("This file has more than 5,000 people. Please send it in parts."))
    if any(cell.strip() for cell in cells[len(header) :]):
        sheet.too_long.append(number)
    named = zip((KNOWN.get(plain(cell), "") for cell in header), cells, strict=False)
    sheet.rows.append({column: cell.strip() for column, cell in named if column})
    sheet.numbers.append(number)
