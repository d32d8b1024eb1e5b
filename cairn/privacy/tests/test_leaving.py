"""Taking everything along, and leaving so that nobody can read a word again, except what the law keeps."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.conf import settings

from cairn.chat.models import Message
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn
from cairn.groups.models import Seat
from cairn.home.archive import archive_of
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.people.models import Contact, Person
from cairn.privacy import clocks, leaving, taking
from cairn.privacy.consenting import terms_of
from cairn.privacy.models import Consent, Disclosure, Leaving, Takeout
from cairn.privacy.retention import place_hold
from cairn.privacy.tests.stage import for_sam
from cairn.signin.models import Session
from cairn.trust import erasure, journal
from cairn.trust.keys import ring
from cairn.trust.models import Key, Todo
from cairn.trust.worker import do
from tests.cast import Cast, as_, browser, say
from tests.things import things


def _work() -> None:
    with wall.everywhere("a test's worker"):
        waiting = list(Todo.objects.filter(done_at=None))
    for todo in waiting:
        Todo.objects.filter(pk=todo.pk).update(leased_by="t")
        assert do(todo, "t")


def _clock() -> None:
    with wall.everywhere("a test's worker"):
        clocks.tell_what_is_due()


@pytest.fixture
def lived(cast: Cast) -> Cast:
    say(cast.ana, cast.room, "Made it home.")
    make_checkin(as_(cast.ana), client_id="a", mood=3, words="a hard morning")
    for_sam(cast, "how_i_am")
    return cast


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_archive_holds_everything_of_hers_and_nothing_of_anybody_elses(lived: Cast, language: str) -> None:
    say(lived.bo, lived.room, "Bo’s own words")
    Person.objects.filter(pk=lived.ana.pk).update(language=language)
    lived.ana.refresh_from_db()
    made = taking.ask_for_takeout(as_(lived.ana))
    assert taking.ask_for_takeout(as_(lived.ana)).pk == made.pk
    _work()
    made.refresh_from_db()
    with pytest.raises(NotHere):
        taking.take(as_(lived.bo), made, "x")
    content = taking.take(as_(lived.ana), made, "mine")
    packed = zipfile.ZipFile(io.BytesIO(content))
    page, plain = packed.read("index.html").decode(), json.loads(packed.read("everything.json"))
    for text in (page, json.dumps(plain, ensure_ascii=False)):
        assert "Made it home." in text and "a hard morning" in text and "42 CFR part 2 prohibits" in text
        assert "Bo’s own words" not in text and "wrapped" not in text
    assert f'lang="{language}"' in page
    row = Disclosure.objects.get(organisation=lived.harbor, what="archive")
    assert (row.person, row.basis) == (lived.ana, "own")
    assert b"Made it home." not in (settings.DATA / "takeouts" / made.path).read_bytes()


def test_whatever_is_kept_about_somebody_can_be_taken_along(cast: Cast) -> None:
    rows = things(cast)
    with zipfile.ZipFile(io.BytesIO(archive_of(cast.ana))) as packed:
        tables = json.loads(packed.read("everything.json"))["tables"]
    wish = rows["How Ana wants to hear of what waits"]
    assert tables[wish._meta.label][0]["quiet_from"] == "22:00:00"


def test_an_archive_goes_after_its_days(lived: Cast) -> None:
    made = taking.ask_for_takeout(as_(lived.ana))
    _work()
    Takeout.objects.filter(pk=made.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    _clock()
    made.refresh_from_db()
    assert made.gone_at and not (settings.DATA / "takeouts" / made.path).exists()
    with pytest.raises(NotHere):
        taking.take(as_(lived.ana), made, "mine")


def test_taking_it_asks_for_the_password_once_more(lived: Cast) -> None:
    assert lived.ana.account is not None
    lived.ana.account.set_password("a long walk by the river")
    lived.ana.account.save()
    made = taking.ask_for_takeout(as_(lived.ana))
    _work()
    client, address = browser(lived.ana), f"/harbor-house/privacy/my-data/{made.pk}/"
    assert b"password" in client.post(address).content
    assert not Disclosure.objects.filter(organisation=lived.harbor, what="archive").exists()
    assert client.post(address, {"password": "wrong"}).status_code == 422
    assert client.post(address, {"password": "a long walk by the river"}).status_code == 200
    answer = client.post(address)
    assert answer["Content-Type"] == "application/zip"
    assert browser(lived.bo).get(address).status_code == 404


def _left(cast: Cast) -> Leaving:
    said = leaving.say_i_leave(as_(cast.ana))
    Leaving.objects.filter(pk=said.pk).update(due_at=now() - dt.timedelta(seconds=1))
    _clock()
    said.refresh_from_db()
    return said


def test_it_waits_a_week_and_can_be_taken_back(lived: Cast) -> None:
    said = leaving.say_i_leave(as_(lived.ana))
    assert said.due_at > now() + dt.timedelta(days=6)
    _clock()
    assert Message.objects.get(organisation=lived.harbor).body == "Made it home."
    leaving.stay(as_(lived.ana), said)
    Leaving.objects.filter(pk=said.pk).update(due_at=now() - dt.timedelta(seconds=1))
    _clock()
    said.refresh_from_db()
    assert said.done_at is None
    assert Message.objects.get(organisation=lived.harbor).body == "Made it home."


def test_leaving_destroys_every_word_and_ends_everything(lived: Cast, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    client = browser(lived.ana)
    assert client.get("/harbor-house/today").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        said = _left(lived)
    assert said.done_at
    ana = Person.objects.get(organisation=lived.harbor, pk=lived.ana.pk)
    assert (ana.chosen_name, ana.account, bool(ana.left_at)) == ("A person who left", None, True)
    message = Message.objects.get(organisation=lived.harbor)
    assert (message.body, str(message.author)) == ("", "A person who left")
    checkin = CheckIn.objects.get(organisation=lived.harbor, person=ana)
    assert (checkin.words, checkin.mood) == ("", None)
    assert Contact.objects.get(organisation=lived.harbor, person=ana).legal_name == ""
    assert not Seat.held().filter(organisation=lived.harbor, person=ana).exists()
    assert not Consent.live().filter(organisation=lived.harbor, person=ana).exists()
    assert client.get("/harbor-house/today").status_code == 302
    assert not Session.objects.filter(account_id=lived.ana.account_id or 0).exists()
    assert "A person who left" in browser(lived.bo).get(f"/harbor-house/messages/{lived.room.pk}/").content.decode()
    assert list(journal.breaks(lived.harbor.pk)) == []


def test_what_the_law_keeps_stays_sealed_under_a_key_of_its_own_until_its_day(lived: Cast) -> None:
    before = Key.objects.get(organisation=lived.harbor, person=lived.ana)
    said = _left(lived)
    keys = Key.objects.filter(organisation=lived.harbor, person=lived.ana)
    assert keys.count() == 2 and keys.get(pk=before.pk).destroyed_at
    consent = Consent.objects.get(organisation=lived.harbor, to=lived.sam)
    assert terms_of(consent).signature and consent.document
    assert said.keep_until and said.keep_until > now().date() + dt.timedelta(days=6 * 365)
    Leaving.objects.filter(pk=said.pk).update(keep_until=now().date())
    _clock()
    ring.forget()
    consent = Consent.objects.get(organisation=lived.harbor, to=lived.sam)
    assert consent.document == ""


def test_a_backup_brought_back_does_not_bring_the_words_back(lived: Cast, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    kept = Key.objects.get(organisation=lived.harbor, person=lived.ana)
    wrapped, message = bytes(kept.wrapped), Message.objects.get(organisation=lived.harbor)
    with django_capture_on_commit_callbacks(execute=True):
        _left(lived)
    Key.objects.filter(pk=kept.pk).update(wrapped=wrapped, destroyed_at=None)
    ring.forget()
    assert Message.objects.get(pk=message.pk).body == ""
    with wall.everywhere("a test's worker"):
        assert erasure.destroy_again() == 1
    assert bytes(Key.objects.get(pk=kept.pk).wrapped) == b""


def test_a_legal_hold_comes_before_leaving(lived: Cast) -> None:
    said = leaving.say_i_leave(as_(lived.ana))
    place_hold(as_(lived.hana), person=lived.ana, words="A case", pk=new_id())
    Leaving.objects.filter(pk=said.pk).update(due_at=now() - dt.timedelta(seconds=1))
    _clock()
    said.refresh_from_db()
    assert said.done_at is None
    leaving.stay(as_(lived.ana), said)
    with pytest.raises(Refused):
        leaving.say_i_leave(as_(lived.ana))
