"""Sending a roster, and mending its cells."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.arriving.sheet import COLUMNS, MOST_BYTES, Sheet, Unreadable, read
from cairn.kit.once import OnceForm

COLUMN_NAMES = {
    "reference": _("Record number"),
    "legal_name": _("Legal name"),
    "chosen_name": _("Chosen name"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "language": _("Language"),
    "role": _("Role"),
    "programme": _("Programme"),
    "level": _("Level of care"),
    "since": _("Since"),
    "carer": _("E-mail of who looks after them first"),
}
HEADERS = {
    "en": ["reference", "legal name", "chosen name", "email", "phone", "language", "role", "program", "level", "since",
           "carer email"],
    "es": ["referencia", "nombre legal", "nombre elegido", "correo", "teléfono", "idioma", "rol", "programa", "nivel",
           "desde", "quien atiende"],
}  # fmt: skip
_CELL = re.compile(r"cell-(\d{1,6})-([a-z_]{1,20})\Z")
LONGEST_CELL = 300


class SendRoster(OnceForm):
    """A file with a table. `cleaned_data["file"]` is the sheet that was found in it."""

    file = forms.FileField(
        label=_("Your table"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=_("A CSV file with up to 5,000 people."),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )  # fmt: skip

    def clean_file(self) -> Sheet:
        """The sheet in the file."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB. Please send it in parts."))
        try:
            return read(sent.read())
        except Unreadable as trouble:
            raise forms.ValidationError(str(trouble.sentence)) from None


def mended(data: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """The cells that were filled in anew, by row and column."""
    cells = {}
    for name in data:
        found = _CELL.match(name)
        if found and found[2] in COLUMNS:
            cells[int(found[1]), found[2]] = str(data[name])[:LONGEST_CELL].replace("\x00", "").strip()
    return cells


def template_header(language: str) -> list[str]:
    """The first row of the template in that language."""
    return HEADERS.get(language, HEADERS["en"])
