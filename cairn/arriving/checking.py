"""A roster looked at row by row: what is wrong is said with row and column, in plain sentences. A few queries in all."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from cairn.arriving.sheet import Sheet, plain
from cairn.care.models import Level
from cairn.kit.blind import blind_index
from cairn.kit.clock import today
from cairn.kit.text import clean
from cairn.people.models import Contact, Role
from cairn.trust.viewer import Viewer

LONGEST = {"reference": 60, "legal_name": 120, "chosen_name": 60, "email": 254, "phone": 40}
LANGUAGES = {
    "en": "en",
    "english": "en",
    "ingles": "en",
    "es": "es",
    "spanish": "es",
    "espanol": "es",
    "castellano": "es",
}
ROLES = {
    "member": "member", "client": "member", "patient": "member", "participante": "member", "miembro": "member",
    "alum": "alum", "alumni": "alum", "alumnus": "alum", "alumna": "alum", "exparticipante": "alum", "egresado": "alum",
    "egresada": "alum", "supporter": "supporter", "family": "supporter", "familia": "supporter", "apoyo": "supporter",
    "guest": "guest", "invitado": "guest", "invitada": "guest",
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
EARLIEST = dt.date(1990, 1, 1)


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell; `column` is empty where it is the whole row."""

    row: int
    column: str
    sentence: str
    value: str = ""


@dataclass
class Line:
    """One person of the roster, ready to be taken in. `known`: they are here already and stay as they are."""

    row: int
    chosen_name: str = ""
    legal_name: str = ""
    email: str = ""
    phone: str = ""
    reference: str = ""
    language: str = ""
    role: str = Role.Kind.MEMBER.value
    level: Level | None = None
    since: dt.date | None = None
    carer: int = 0
    email_index: str = ""
    reference_index: str = ""
    known: int = 0


@dataclass
class Checked:
    """What came of looking."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Whose chosen name was taken from the legal one.
    unnamed: int = 0

    @property
    def fresh(self) -> list[Line]:
        """Those who are not here yet."""
        return [line for line in self.lines if not line.known]


class Check:
    """Everything a row is held against, read once."""

    def __init__(self, viewer: Viewer, sheet: Sheet) -> None:
        self.sheet, self.viewer = sheet, viewer
        here = Contact.objects.filter(organisation_id=viewer.organisation_id)
        rows = list(here.values_list("email_index", "reference_index", "person_id"))
        self.by_email = {email: (person, reference) for email, reference, person in rows if email}
        self.by_reference = {reference: person for _email, reference, person in rows if reference}
        levels = viewer.see(Level).filter(programme__ended_at=None, is_offered=True).select_related("programme")
        self.levels = list(levels.order_by("programme_id", "position"))
        staff = Role.live(*Role.CARE_STAFF).filter(organisation_id=viewer.organisation_id, person__left_at=None)
        carers = here.filter(person__in=staff.values("person")).exclude(email_index="")
        self.carers = dict(carers.values_list("email_index", "person_id"))
        self.today = today(viewer.me.organisation.zone)
        self.language = viewer.me.organisation.language
        self.emails: dict[str, int] = {}
        self.references: dict[str, int] = {}
        self.checked = Checked()

    def run(self) -> Checked:
        """Look at every row."""
        for number, values in zip(self.sheet.numbers, self.sheet.rows, strict=True):
            self._row(number, {name: clean(text) for name, text in values.items()})
        return self.checked

    def _wrong(self, row: int, column: str, sentence: str, value: str = "") -> None:
        self.checked.problems.append(Problem(row, column, sentence, value[:200]))

    def _row(self, row: int, told: dict[str, str]) -> None:
        line = Line(row)
        if row in self.sheet.too_long:
            self._wrong(row, "", _("This row has more cells than the first row has columns. Is a comma in a name?"))
        for name, longest in LONGEST.items():
            text = " ".join(told.get(name, "").split())
            if len(text) > longest:
                self._wrong(row, name, _("This is longer than %(n)s letters.") % {"n": longest}, text)
            setattr(line, name, text[:longest])
        for part in (self._names, self._address, self._kind, self._care, self._again):
            part(row, line, told)
        self.checked.lines.append(line)

    def _names(self, row: int, line: Line, told: dict[str, str]) -> None:
        if not line.chosen_name and not line.legal_name:
            self._wrong(
                row, "chosen_name" if "chosen_name" in self.sheet.columns else "legal_name", _("There is no name.")
            )
        elif not line.chosen_name:
            line.chosen_name = line.legal_name.split()[0][:60]
            self.checked.unnamed += 1

    def _address(self, row: int, line: Line, told: dict[str, str]) -> None:
        if line.email:
            try:
                validate_email(line.email)
            except ValidationError:
                self._wrong(row, "email", _("This is not a mail address."), line.email)
        elif not line.reference:
            column = "email" if "email" in self.sheet.columns else "reference"
            self._wrong(row, column, _("There is neither a mail address nor a record number."))
        if line.phone and sum(c.isdigit() for c in line.phone) < 3:
            self._wrong(row, "phone", _("This is not a phone number."), line.phone)

    def _kind(self, row: int, line: Line, told: dict[str, str]) -> None:
        language, role = told.get("language", ""), told.get("role", "")
        line.language = LANGUAGES.get(plain(language), "") if language else self.language
        if not line.language:
            names = ", ".join(str(name) for _code, name in settings.LANGUAGES)
            self._wrong(
                row, "language", _("We do not know this language. Known are: %(names)s.") % {"names": names}, language
            )
        if role and plain(role) in {plain(one) for one in Role.STAFF} | {
            plain(str(Role.Kind(one).label)) for one in Role.STAFF
        }:
            self._wrong(row, "role", _("Staff are invited one by one, by an administrator."), role)
        elif role and plain(role) not in ROLES:
            self._wrong(row, "role", _("We do not know this role. Known are: member, alum, supporter, guest."), role)
        elif role:
            line.role = ROLES[plain(role)]

    def _care(self, row: int, line: Line, told: dict[str, str]) -> None:
        programme, level, since = told.get("programme", ""), told.get("level", ""), told.get("since", "")
        if level or programme:
            self._level(row, line, programme, level)
        if since:
            line.since = self._date(row, since)
        if line.level and not line.since:
            line.since = self.today
        if carer := told.get("carer", ""):
            line.carer = self.carers.get(blind_index(carer, "contact"), 0)
            if not line.carer:
                self._wrong(row, "carer", _("Nobody on the care staff has this mail address."), carer)

    def _level(self, row: int, line: Line, programme: str, level: str) -> None:
        if line.role not in {Role.Kind.MEMBER, Role.Kind.ALUM}:
            self._wrong(row, "level", _("Only members and alumni have a level of care."), level)
            return
        fits = [one for one in self.levels if not programme or plain(one.programme.name) == plain(programme)]
        if programme and not fits:
            self._wrong(row, "programme", _("There is no programme of this name here."), programme)
            return
        named = [
            one for one in fits if plain(level) in {plain(one.name), plain(one.kind), plain(one.get_kind_display())}
        ]
        if len(named) == 1:
            line.level = named[0]
        elif named:
            self._wrong(row, "level", _("Several programmes have this level. Please name the programme."), level)
        else:
            names = ", ".join(dict.fromkeys(one.name for one in fits))
            self._wrong(
                row, "level", _("There is no such level. There are: %(names)s.") % {"names": names or "–"}, level
            )

    def _date(self, row: int, text: str) -> dt.date | None:
        found = _ISO.match(text) or _LOCAL.match(text)
        shape = _("day/month/year") if self.sheet.day_first else _("month/day/year")
        if found is None:
            told = _("This is not a date. Write it as 2026-11-21, or as %(shape)s.") % {"shape": shape}
            self._wrong(row, "since", told, text)
            return None
        parts = [int(part) for part in found.groups()]
        if not _LOCAL.match(text):
            shape = _("year-month-day")
        else:
            first, second, year = parts
            parts = [year, second, first] if self.sheet.day_first else [year, first, second]
        try:
            day = dt.date(*parts)
        except ValueError:
            self._wrong(row, "since", _("There is no such day. We read it as %(shape)s.") % {"shape": shape}, text)
            return None
        if not EARLIEST <= day <= self.today:
            self._wrong(row, "since", _("This day is in the future, or long ago."), text)
            return None
        return day

    def _again(self, row: int, line: Line, told: dict[str, str]) -> None:
        """The same person twice: in the file, or here already."""
        seen: Callable[[dict[str, int], str], int] = lambda where, index: where.setdefault(index, row)  # noqa: E731
        if line.email:
            line.email_index = blind_index(line.email, "contact")
            if (first := seen(self.emails, line.email_index)) != row:
                self._wrong(row, "email", _("This address stands in row %(row)s as well.") % {"row": first}, line.email)
        if line.reference:
            line.reference_index = blind_index(line.reference, "reference")
            if (first := seen(self.references, line.reference_index)) != row:
                told_ = _("This record number stands in row %(row)s as well.") % {"row": first}
                self._wrong(row, "reference", told_, line.reference)
        by_reference = self.by_reference.get(line.reference_index, 0) if line.reference else 0
        by_email, other = self.by_email.get(line.email_index, (0, "")) if line.email else (0, "")
        if by_email and by_reference and by_email != by_reference:
            self._wrong(row, "email", _("This address and this record number belong to two people here."), line.email)
        elif by_email and line.reference and other and other != line.reference_index:
            self._wrong(row, "email", _("Somebody here has this address with another record number."), line.email)
        line.known = by_reference or by_email


def check(viewer: Viewer, sheet: Sheet) -> Checked:
    """Look at every row of a sheet."""
    return Check(viewer, sheet).run()
