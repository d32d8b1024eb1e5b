"""A roster: read whatever spreadsheet wrote it, every problem by row and column, all or nothing, safe to repeat."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.arriving.models import Arrival, Roster
from cairn.arriving.sheet import Sheet, Unreadable, read
from cairn.arriving.taking import send_roster, take_roster
from cairn.care.models import CareTie, Enrolment, Episode, Level, Programme
from cairn.kit.blind import blind_index
from cairn.kit.csvout import guarded
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.kit.once import ticket
from cairn.people.models import Contact, EntryLink, Person, Role
from cairn.trust import journal
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser

HOUSE = "/harbor-house/people/roster/"
HEADER = "record number,legal name,chosen name,email,phone,language,role,level,since\n"
GOOD = (
    HEADER
    + "A-1,Noor Hassan,Noor,noor@example.org,602 555 0101,en,member,IOP,2026-10-01\nA-2,José Ñuñez,,jose@example.org,,es,,,\n"
)


def _file(content: str | bytes, name: str = "roster.csv") -> SimpleUploadedFile:
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, data, content_type="text/csv")


def _send(client: Client, content: str | bytes) -> tuple[int, str]:
    answer = client.post(HOUSE, {"once": ticket(), "file": _file(content)})
    return answer.status_code, answer.get("Location", "") or answer.content.decode()


def _people(cast: Cast) -> int:
    return Person.objects.filter(organisation=cast.harbor).count()


def test_a_list_is_looked_at_taken_in_whole_and_repeated_without_harm(cast: Cast) -> None:
    client, before = browser(cast.elin), _people(cast)
    status, address = _send(client, GOOD)
    assert status == 302
    page = client.get(address).content.decode()
    assert "2 people come in" in page and "1 has no chosen name" in page
    assert _people(cast) == before, "looking makes nobody"
    for _ in range(2):
        assert client.post(f"{address}take").status_code == 302
    assert _people(cast) == before + 2
    noor = Person.objects.get(organisation=cast.harbor, chosen_name="Noor")
    contact = Contact.objects.get(organisation=cast.harbor, person=noor)
    assert (contact.legal_name, contact.email, contact.reference) == ("Noor Hassan", "noor@example.org", "A-1")
    stay = Enrolment.objects.get(organisation=cast.harbor, person=noor)
    assert (stay.began_on, stay.level.kind, stay.step) == (dt.date(2026, 10, 1), "iop", "admitted")
    assert Episode.objects.get(organisation=cast.harbor, person=noor).ended_on is None
    jose = Person.objects.get(organisation=cast.harbor, chosen_name="José")
    assert (
        jose.language == "es" and Contact.objects.get(organisation=cast.harbor, person=jose).legal_name == "José Ñuñez"
    )
    _status, again = _send(client, GOOD)
    assert "Everybody in it is here already" in client.get(again).content.decode()
    client.post(f"{again}take")
    assert _people(cast) == before + 2
    assert not Roster.objects.get(organisation=cast.harbor, pk=again.split("/")[-2]).sheet, "the list is gone"
    assert list(journal.breaks(cast.harbor.pk)) == []


WRONG = [
    ("A-1,,,noor@example.org,,,,,", "chosen_name", "There is no name"),
    (",Noor,,,,,,,", "email", "neither a mail address nor a record number"),
    ("A-1,Noor,,not an address,,,,,", "email", "not a mail address"),
    ("A-1,Noor,,,no,,,,", "phone", "not a phone number"),
    ("A-1,Noor,,,,Klingon,,,", "language", "do not know this language"),
    ("A-1,Noor,,,,,therapist,,", "role", "invited one by one"),
    ("A-1,Noor,,,,,wizard,,", "role", "do not know this role"),
    ("A-1,Noor,,,,,,Level 9,", "level", "There is no such level. There are: IOP"),
    ("A-1,Noor,,,,,supporter,IOP,", "level", "Only members and alumni"),
    ("A-1,Noor,,,,,,IOP,2026-13-01", "since", "no such day"),
    ("A-1,Noor,,,,,,IOP,31/12/2025", "since", "month/day/year"),
    ("A-1,Noor,,,,,,IOP,soon", "since", "not a date"),
    ("A-1,Noor,,,,,,IOP,2099-01-01", "since", "in the future"),
    (f"A-1,Noor,{'x' * 61},,,,,,", "chosen_name", "longer than 60"),
    ("A-1,Noor,,,,,,,,,extra", "", "more cells"),
    ("A-1,Noor,,noor@example.org,,,,,\nA-1,Nora,,nora@example.org,,,,,", "reference", "stands in row 2 as well"),
    ("A-1,Noor,,noor@example.org,,,,,\nA-2,Nora,,NOOR@example.org,,,,,", "email", "stands in row 2 as well"),
]


@pytest.mark.parametrize(("row", "column", "sentence"), WRONG)
def test_each_problem_is_said_with_row_and_column_and_nobody_comes_in(
    cast: Cast, row: str, column: str, sentence: str
) -> None:
    client, before = browser(cast.elin), _people(cast)
    _status, address = _send(client, f"{HEADER}{row}\nA-9,Good Row,,good@example.org,,,,,\n")
    page = client.get(address).content.decode()
    assert (sentence in page and "Row 2" in page) or "Row 3" in page
    assert not column or f'name="cell-{3 if "as well" in sentence else 2}-{column}"' in page
    client.post(f"{address}take")
    assert _people(cast) == before and "to mend first" in client.get(address).content.decode()
    table = client.get(f"{address}problems.csv").content.decode()
    assert sentence.split(":", maxsplit=1)[0] in table


def test_cells_are_mended_on_the_page_and_then_all_come_in(cast: Cast) -> None:
    client, before = browser(cast.elin), _people(cast)
    _status, address = _send(client, f"{HEADER}A-1,Noor,,noor at example,,,,IOP,2026-02-30\nA-2,Bea,,,,,,,\n")
    assert client.get(address).content.decode().count('name="cell-') == 2
    client.post(
        address,
        {"cell-2-email": "noor@example.org", "cell-2-since": "still no day", "cell-7-email": "x", "cell-2-evil": "x"},
    )
    assert client.get(address).content.decode().count('name="cell-') == 1
    client.post(address, {"cell-2-since": "10/01/2026"})
    assert "Everything can be read" in client.get(address).content.decode()
    client.post(f"{address}take")
    assert _people(cast) == before + 2
    client.post(address, {"cell-2-email": "late@example.org"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_spreadsheets_letters_are_read(encoding: str) -> None:
    sheet = read(GOOD.encode(encoding))
    assert sheet.rows[1]["legal_name"] == "José Ñuñez" and len(sheet.rows) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spanish_headers_and_every_delimiter(delimiter: str) -> None:
    text = "Nº de Expediente;Nombre legal;Correo electrónico;Fecha de ingreso;Zapatos\n7;Ana;ana@example.org;01/10/2026;42\n"
    sheet = read(text.replace(";", delimiter).replace("Nº de ", "Número de ").encode())
    assert sheet.columns == ["reference", "legal_name", "email", "since"] and sheet.unused == ["Zapatos"]
    assert sheet.day_first


UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b" \n \n", "empty"),
    (HEADER.encode(), "no people"),
    (b"PK\x03\x04 and more", "workbook"),
    (b"\xd0\xcf\x11\xe0 old", "workbook"),
    (b"%PDF-1.7", "PDF"),
    (b"name,email\nNo\x81or,\x8d\n", "letters"),
    (bytes(range(256)) * 4, "letters"),
    (b"shoes,hats\n1,2\n", "must name the columns"),
    (b"name,hats\nNoor,2\n", "mail address or a record number"),
    (b"name,legal name,email\nNoor,Noor,n@example.org\n", "mean the same"),
    (b'name,email\n"Noor,n@example.org\n', "quotation mark"),
    (b"name,email\n" + b"Noor,n@example.org\n" * 5001, "more than 5,000"),
    (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
]


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE)
def test_what_cannot_be_read_is_said_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as told:
        read(data)
    assert sentence in str(told.value.sentence)


def test_a_file_that_cannot_be_read_is_said_at_its_field(cast: Cast) -> None:
    client = browser(cast.elin)
    status, page = _send(client, b"%PDF-1.7")
    assert status == 422 and "This is a PDF" in page
    assert client.post(HOUSE, {"once": ticket()}).status_code == 422
    assert client.post(HOUSE, {"once": "forged", "file": _file(GOOD)}).status_code == 422
    assert not Roster.objects.filter(organisation=cast.harbor).exists()


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "Robert'); DROP TABLE", "\u202eevil", "{{ name }}", "%s %(x)s"],
)
def test_hostile_names_are_only_names(cast: Cast, name: str) -> None:
    client = browser(cast.elin)
    _status, address = _send(client, f'{HEADER}A-1,"{name}",,bad address,,,,,\n')
    assert "<script>alert" not in client.get(address).content.decode()
    client.post(address, {"cell-2-email": "=cmd|calc@example.org!"})
    table = client.get(f"{address}problems.csv").content.decode()
    assert "'=cmd" in table and ",=cmd" not in table
    client.post(address, {"cell-2-email": "noor@example.org"})
    client.post(f"{address}take")
    assert client.get(address).status_code == 200
    assert Arrival.objects.filter(organisation=cast.harbor).count() == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", " =1"])
def test_no_cell_that_goes_out_is_a_formula(cell: str) -> None:
    assert guarded(cell).startswith("'") and guarded("Noor") == "Noor"


def test_somebody_who_is_here_is_known_again_by_number_or_address(cast: Cast) -> None:
    Contact.objects.filter(organisation=cast.harbor, person=cast.ana).update(
        email_index=blind_index("ana@example.org", "contact"), reference_index=blind_index("A-1", "reference")
    )
    Contact.objects.filter(organisation=cast.harbor, person=cast.bo).update(
        email_index=blind_index("bo@example.org", "contact")
    )
    client, before = browser(cast.elin), _people(cast)
    _status, address = _send(client, f"{HEADER}A-1,Ana Else,Someone,,,,,,\n,Bo,,BO@example.org,,,,,\n")
    client.post(f"{address}take")
    assert _people(cast) == before
    cast.ana.refresh_from_db()
    assert cast.ana.chosen_name == "Ana", "they stay as they are"
    _status, address = _send(client, f"{HEADER}A-1,Ana,,bo@example.org,,,,,\nA-7,Ana,,ana@example.org,,,,,\n")
    page = client.get(address).content.decode()
    assert "belong to two people here" in page and "another record number" in page


def test_a_level_of_one_name_in_two_programmes_asks_for_the_programme(cast: Cast) -> None:
    day = Programme.objects.create(organisation=cast.harbor, name="Day")
    Level.objects.create(organisation=cast.harbor, programme=day, kind="iop", name="IOP")
    client = browser(cast.elin)
    _status, address = _send(client, "name,email,level,program\nNoor,n@example.org,IOP,\nBea,b@example.org,iop,DAY\n")
    page = client.get(address).content.decode()
    assert "Several programmes" in page and 'name="cell-2-level"' in page and 'name="cell-3-level"' not in page


def test_who_looks_after_them_is_found_by_mail_address(cast: Cast) -> None:
    Contact.objects.filter(organisation=cast.harbor, person=cast.pia).update(
        email_index=blind_index("pia@example.org", "contact")
    )
    client = browser(cast.elin)
    _status, address = _send(
        client, "name,email,carer email\nNoor,n@example.org,pia@example.org\nBea,b@example.org,ana@example.org\n"
    )
    assert "Nobody on the care staff" in client.get(address).content.decode()
    client.post(address, {"cell-3-carer": ""})
    client.post(f"{address}take")
    tie = CareTie.objects.get(organisation=cast.harbor, person__chosen_name="Noor")
    assert tie.carer == cast.pia and tie.is_owner


def test_nobody_but_who_manages_people_sends_lists_and_each_sees_their_own(cast: Cast) -> None:
    _status, address = _send(browser(cast.elin), GOOD)
    for person in (cast.pia, cast.dev, cast.ana, cast.hana):
        assert browser(person).get(HOUSE).status_code == 403
        assert browser(person).get(address).status_code == 404
    assert browser(cast.gil).get(address).status_code == 404
    roster = Roster.objects.get(organisation=cast.harbor)
    with pytest.raises(NotHere):
        take_roster(as_(cast.gil), roster)
    assert "Noor" not in str(bytes(roster.sheet_sealed)), "sealed while it waits"


def test_a_list_that_is_put_away_is_gone(cast: Cast) -> None:
    client = browser(cast.elin)
    _status, address = _send(client, GOOD)
    client.post(f"{address}put-away")
    roster = Roster.objects.get(organisation=cast.harbor)
    assert not roster.sheet and client.get(address)["Location"] == HOUSE
    with pytest.raises(Refused):
        take_roster(as_(cast.elin), roster)


def test_invitations_are_printed_once_one_code_a_person_and_each_legal_name_leaves_a_look(cast: Cast) -> None:
    client = browser(cast.gil)
    _status, address = _send(client, GOOD)
    client.post(f"{address}take")
    assert "2 cannot sign in yet" in client.get(address).content.decode()
    page = client.post(f"{address}sheet", {"page": "1"}).content.decode()
    assert page.count('<svg class="qr"') == 2 and "Noor Hassan" in page
    assert Look.objects.filter(organisation=cast.harbor, looker=cast.gil, what="people.Contact").count() == 2
    tokens = [part.split("<")[0] for part in page.split("/accounts/welcome/")[1:]]
    link = f"/harbor-house/accounts/welcome/{tokens[0]}"
    assert Client().post(link, {"password1": "three warm stones", "password2": "three warm stones"}).status_code == 302
    again = client.post(f"{address}sheet", {"page": "1"}).content.decode()
    assert again.count('<svg class="qr"') == 1, "who is in needs none"
    assert Client().get(f"/harbor-house/accounts/welcome/{tokens[1]}").status_code == 404, (
        "a new sheet ends the old codes"
    )
    assert EntryLink.live().filter(organisation=cast.harbor).count() == 1


def _many(number: int, begin: int = 0) -> Sheet:
    rows = [
        f"R-{n},Person Number{n},Number{n},n{n}@example.org,602 555 0100,en,member,IOP,2026-10-01\n"
        for n in range(begin, begin + number)
    ]
    return read((HEADER + "".join(rows)).encode())


def test_five_thousand_rows_are_taken_in_batches(cast: Cast) -> None:
    elin = as_(cast.elin)
    counted = []
    for sheet in (_many(50), _many(400, 100)):
        roster = send_roster(elin, sheet, pk=new_id())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take_roster(elin, roster)
        counted.append(len(queries))
    assert counted[1] - counted[0] < 350 / 10, f"it grows by batches, never by row: {counted}"
    roster = send_roster(elin, _many(5000, 1000), pk=new_id())
    assert take_roster(elin, roster).made == 5000
    last = Contact.objects.get(organisation=cast.harbor, reference_index=blind_index("R-5999", "reference"))
    assert (
        last.legal_name == "Person Number5999"
        and Role.live("member").filter(organisation=cast.harbor, person=last.person).exists()
    )


def test_a_list_that_cannot_be_kept_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    elin, before = as_(cast.elin), _people(cast)
    roster = send_roster(elin, _many(5), pk=new_id())

    def broken(*args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("cairn.arriving.taking._care", broken)
        take_roster(elin, roster)
    assert _people(cast) == before
    assert take_roster(elin, roster).made == 5
    one = Contact.objects.get(organisation=cast.harbor, reference_index=blind_index("R-1", "reference"))
    assert one.legal_name == "Person Number1", "sealed with keys that are there"


def test_the_empty_table_is_understood_when_it_comes_back(cast: Cast) -> None:
    for language in ("en", "es"):
        Person.objects.filter(organisation=cast.harbor, pk=cast.elin.pk).update(language=language)
        header = browser(cast.elin).get(f"{HOUSE}template.csv").content.decode()
        sheet = read((header.strip() + "\r\n" + "1,Noor\r\n").encode())
        assert len(sheet.columns) == 11 and not sheet.unused and sheet.day_first == (language == "es")
