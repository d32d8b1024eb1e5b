"""Notes: written once, caught names, signatures, a lock, addenda, and counselling notes that are nobody else's."""

import io
import json
import zipfile

import pytest

from cairn.charting.models import Addendum, CounsellingNote, Note
from cairn.charting.names import caught
from cairn.charting.notes import (
    Said,
    add_to_note,
    cosign_note,
    keep_counselling_note,
    set_charting,
    set_credential,
    sign_note,
    write_up,
)
from cairn.home.archive import archive_of
from cairn.kit import wall
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.meetings.closing import close_session
from cairn.meetings.models import Attendance, Session
from cairn.meetings.tapping import tap_in
from cairn.meetings.tests.evening import a_session, again
from cairn.people.identity import take_alias
from cairn.people.models import Person
from cairn.privacy.breaking import break_glass
from cairn.privacy.leaving import erase, say_i_leave
from cairn.privacy.models import Leaving
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_, browser

WHOLE = Said(
    "full", "She told how she rode it out.", "Two evenings without drinking", "Call her sister on Friday", False
)


def evening(cast: Cast, *, leader: str = "dev", **more: object) -> Session:
    """A closed session where Ana and Bo were there."""
    session = a_session(cast, **more)  # type: ignore[arg-type]
    for person in (cast.ana, cast.bo):
        tap_in(as_(cast.everyone()[leader]), session, person)
    return close_session(as_(cast.everyone()[leader]), session)


def written(cast: Cast, *, by: str = "dev", said: Said = WHOLE, **more: object) -> Note:
    """Ana's draft, by that leader."""
    session = evening(cast, leader=by, **more)
    lines = {cast.ana.pk: said, cast.bo.pk: WHOLE}
    write_up(as_(cast.everyone()[by]), session, topic="Cravings", intervention="Rode a wave together.", lines=lines)
    return Note.objects.get(organisation=cast.harbor, session=session, person=cast.ana)


def fresh(note: Note) -> Note:
    return Note.objects.get(organisation=note.organisation_id, pk=note.pk)


def test_one_write_up_makes_a_draft_for_each_who_was_there_with_the_fields_a_payer_asks(cast: Cast) -> None:
    set_credential(as_(cast.elin), cast.dev, letters="LCSW", supervises=True)
    note = sign_note(as_(cast.dev), written(cast))
    assert Note.objects.filter(organisation=cast.harbor).count() == 2
    said = json.loads(note.record)
    assert said["leaders"] == ["Dev, LCSW", "Pia"] and said["present"] == 2 and said["modality"] == "on_site"
    assert (
        said["topic"] == "Cravings"
        and said["goal"]
        and said["came"]
        and said["left"]
        and said["risk_observed"] is False
    )
    assert note.signed_as == "Dev, LCSW" and note.final_at is not None


def test_notes_wait_for_closing_and_belong_to_who_led(cast: Cast) -> None:
    session = a_session(cast)
    with pytest.raises(Refused):
        write_up(as_(cast.dev), session, topic="", intervention="", lines={})
    for who in ("ana", "elin", "gil"):
        with pytest.raises((Refused, NotHere)):
            write_up(as_(cast.everyone()[who]), session, topic="", intervention="", lines={})
    close_session(as_(cast.dev), session)
    write_up(as_(cast.dev), again(session), topic="", intervention="", lines={})
    with pytest.raises(Refused):
        write_up(as_(cast.pia), again(session), topic="", intervention="", lines={})


def test_nothing_is_signed_half_written(cast: Cast) -> None:
    note = written(cast, said=Said("full", "", "goal", "step", False))
    with pytest.raises(Refused):
        sign_note(as_(cast.dev), note)
    assert fresh(note).signed_at is None
    note = written(cast, said=Said("full", "words", "goal", "step", None), days=-1)
    with pytest.raises(Refused):
        sign_note(as_(cast.dev), note)


def test_another_name_is_caught_before_signing_and_looking_at_it_lets_it_pass(cast: Cast) -> None:
    take_alias(as_(cast.ivo), name="Quiet Heron")
    note = written(cast, said=Said("full", "She and BO laughed with quiet heron.", "goal", "step", False))
    with pytest.raises(Refused):
        sign_note(as_(cast.dev), note)
    page = browser(cast.dev).get(f"/harbor-house/notes/session/{note.session_id}/sign").content.decode()
    assert "<strong>BO</strong>" in page and "<strong>quiet heron</strong>" in page
    browser(cast.dev).post(f"/harbor-house/notes/session/{note.session_id}/sign")
    assert fresh(note).signed_at is None
    browser(cast.dev).post(f"/harbor-house/notes/session/{note.session_id}/sign", {"sure": str(note.pk)})
    assert fresh(note).signed_at is not None


def test_the_name_of_somebody_who_was_expected_and_not_there_is_caught_too(cast: Cast) -> None:
    note = written(cast, said=Said("full", "She missed bo.", "goal", "step", False))
    Attendance.objects.filter(organisation=cast.harbor, session=note.session, person=cast.bo).update(status="absent")
    with pytest.raises(Refused):
        sign_note(as_(cast.dev), note)
    assert fresh(note).signed_at is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bo came.", ["Bo"]), ("bo’s brother", ["bo"]), ("about both", []), ("José and jose", ["José", "jose"]),
        ("", []), ("Bo, José", ["Bo", "José"]),
    ],
)  # fmt: skip
def test_names_are_words_of_their_own_whatever_case_and_accents(text: str, found: list[str]) -> None:
    assert [one.word for one in caught({"response": text}, ["Bo", "Jose"])] == found


def test_a_signed_note_is_locked_and_later_words_stand_below_it(cast: Cast) -> None:
    note = sign_note(as_(cast.dev), written(cast))
    before = note.record
    write_up(as_(cast.dev), again(note.session), topic="Other", intervention="Other", lines={cast.ana.pk: Said()})
    assert fresh(note).record == before and fresh(note).response == WHOLE.response
    with pytest.raises(Refused):
        sign_note(as_(cast.dev), fresh(note))
    pk = new_id()
    add_to_note(as_(cast.dev), fresh(note), words="She called on Friday.", pk=pk)
    add_to_note(as_(cast.dev), fresh(note), words="She called on Friday.", pk=pk)
    assert Addendum.objects.get(organisation=cast.harbor).words == "She called on Friday."
    with pytest.raises(Refused):
        add_to_note(as_(cast.ana), fresh(note), words="x", pk=new_id())


def test_a_peer_specialists_note_waits_for_a_supervisor_where_the_house_says_so(cast: Cast) -> None:
    note = sign_note(as_(cast.pia), written(cast, by="pia", kind="peer"))
    assert note.kind == Note.Kind.PEER and note.final_at is None
    assert not as_(cast.ana).see(Note).exists(), "not whole yet"
    with pytest.raises(Refused):
        cosign_note(as_(cast.dev), note)
    set_credential(as_(cast.elin), cast.dev, letters="LCSW", supervises=True)
    cosign_note(as_(cast.dev), note)
    assert as_(cast.ana).see(Note).get().cosigned_as == "Dev, LCSW"
    set_charting(as_(cast.elin), peers_need_cosign=False)
    other = sign_note(as_(cast.pia), written(cast, by="pia", kind="peer", days=-1))
    assert other.final_at is not None


def test_nobody_signs_beside_themselves(cast: Cast) -> None:
    set_credential(as_(cast.elin), cast.pia, letters="CPS", supervises=True)
    note = sign_note(as_(cast.pia), written(cast, by="pia", kind="peer"))
    with pytest.raises(Refused):
        cosign_note(as_(cast.pia), note)


def test_ana_reads_her_note_and_who_opened_it_and_bo_reads_his_alone(cast: Cast) -> None:
    note = written(cast)
    assert browser(cast.ana).get(f"/harbor-house/notes/{note.pk}").status_code == 404, "a draft is its author's"
    sign_note(as_(cast.dev), note)
    page = browser(cast.ana).get(f"/harbor-house/notes/{note.pk}").content.decode()
    assert "She told how she rode it out." in page and "Cravings" in page
    for who in ("bo", "gil", "hana", "elin", "ivo", "sam"):
        assert browser(cast.everyone()[who]).get(f"/harbor-house/notes/{note.pk}").status_code == 404, who
    assert not Look.objects.filter(organisation=cast.harbor, what="charting.Note").exists()
    assert browser(cast.pia).get(f"/harbor-house/notes/of/{cast.ana.pk}").status_code == 200
    look = Look.objects.get(organisation=cast.harbor, what="charting.Note")
    assert (look.person, look.looker) == (cast.ana, cast.pia)


def test_counselling_notes_are_their_authors_alone_whatever_happens(cast: Cast) -> None:
    session = evening(cast)
    keep_counselling_note(as_(cast.dev), session, cast.ana, words="transference")
    keep_counselling_note(as_(cast.dev), session, cast.ana, words="transference, again")
    row = CounsellingNote.objects.get(organisation=cast.harbor)
    break_glass(as_(cast.pia), cast.ana, reason="danger", words="Nobody else can be reached.", pk=new_id())
    for name, person in cast.everyone().items():
        assert as_(person).see(CounsellingNote).exists() == (name == "dev"), name
    with pytest.raises(Refused):
        keep_counselling_note(as_(cast.pia), session, cast.ana, words="not a counsellor")
    with pytest.raises(Refused):
        keep_counselling_note(as_(cast.dev), session, cast.ivo, words="not there")
    address = f"/harbor-house/notes/session/{session.pk}/own/{cast.ana.pk}"
    assert "transference, again" in browser(cast.dev).get(address).content.decode()
    assert browser(cast.pia).get(address).status_code == 403
    for person in (cast.ana, cast.dev):
        with wall.within(cast.harbor.pk):
            assert b"transference" not in _unpacked(archive_of(person)) and row.words


def _unpacked(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_when_ana_leaves_signed_notes_stay_for_the_law_and_drafts_and_counselling_notes_go(cast: Cast) -> None:
    note = sign_note(as_(cast.dev), written(cast))
    add_to_note(as_(cast.dev), note, words="Later words.", pk=new_id())
    keep_counselling_note(as_(cast.dev), again(note.session), cast.ana, words="mine")
    draft = written(cast, days=-1)
    leaving = say_i_leave(as_(cast.ana))
    done = erase(Viewer.product(cast.harbor.pk, "clock"), Leaving.objects.select_related("person").get(pk=leaving.pk))
    assert done.keep_until is not None
    assert json.loads(fresh(note).record)["topic"] == "Cravings" and fresh(note).response == ""
    assert Addendum.objects.get(organisation=cast.harbor).words == "Later words."
    assert not Note.objects.filter(organisation=cast.harbor, pk=draft.pk).exists()
    assert not CounsellingNote.objects.filter(organisation=cast.harbor).exists()


def test_the_pages_work_by_plain_forms_from_write_up_to_signature(cast: Cast) -> None:
    session = evening(cast)
    dev = browser(cast.dev)
    assert "Tuesday evening" in dev.get("/harbor-house/notes/").content.decode()
    sent = {"topic": "Sleep", "intervention": "Talked about evenings."}
    for person in (cast.ana, cast.bo):
        sent |= _line(person)
    answer = dev.post(f"/harbor-house/notes/session/{session.pk}/", sent, follow=True)
    assert "Sign 2 notes" in answer.content.decode()
    answer = dev.post(f"/harbor-house/notes/session/{session.pk}/sign", follow=True)
    assert "Signed: 2." in answer.content.decode()
    assert (
        "Sleep"
        in browser(cast.bo)
        .get(f"/harbor-house/notes/{Note.objects.get(organisation=cast.harbor, person=cast.bo).pk}")
        .content.decode()
    )
    assert browser(cast.elin).get("/harbor-house/notes/signing").status_code == 200
    assert dev.get("/harbor-house/notes/signing").status_code == 403
    assert browser(cast.ana).get("/harbor-house/notes/mine").status_code == 200


def _line(person: Person) -> dict[str, str]:
    said = {
        "participation": "listened",
        "goal": "Sleep",
        "response": "Listened.",
        "next_step": "Tea.",
        "risk_observed": "no",
    }
    return {f"{name}_{person.pk}": value for name, value in said.items()}
