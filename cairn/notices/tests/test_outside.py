"""What leaves the house: chosen kind by kind, held by quiet hours, the same words and length whatever it is about."""

import datetime as dt
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.template.loader import render_to_string
from django.utils import translation

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.notices import sending
from cairn.notices.actions import choose_notices, notify, ring_on_device, see_notice, silence_device
from cairn.notices.mail import letter
from cairn.notices.models import Delivery, Device, Notice, Wish
from cairn.notices.outside import Choice, after_quiet, next_digest
from cairn.people.models import Contact, Person
from tests.cast import Cast, as_, browser

ADDRESS = "ana.secret@example.org"
GOLDEN = Path(__file__).with_name("outside.txt")
# Nothing that tells a reader over somebody's shoulder where the mail comes from.
TELLING = [
    "group",
    "clinic",
    "health",
    "therap",
    "recover",
    "harbor",
    "tuesday",
    "partner",
    "mentor",
    "check-in",
    "craving",
    "sober",
    "alcohol",
    "drug",
    "team",
    "care",
    "grupo",
    "clínica",
    "salud",
    "terapia",
    "recuper",
    "pareja",
    "equipo",
    "cuidado",
    "alcohol",
    "http",
]


@pytest.fixture
def post(settings: Any, cast: Cast) -> Iterator[list[Any]]:
    """A house that sends mail, into a box we can read."""
    settings.MAIL_ON, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    sending._resting.clear()
    for person in (cast.ana, cast.pia):
        contact = Contact.objects.get(organisation=cast.harbor, person=person)
        contact.email = ADDRESS if person == cast.ana else "pia@example.org"
        contact.save(update_fields=["email_sealed"])
    Notice.objects.filter(organisation=cast.harbor).delete()
    mail.outbox = []
    yield mail.outbox


def turn() -> None:
    """What the worker does every few seconds."""
    with wall.everywhere("one worker serves every organisation"):
        sending.send_what_is_due()


def _all(person: Person) -> Choice:
    return Choice(mail=dict.fromkeys(Notice.Kind.values, "now"))


def _later(minutes: float) -> Any:
    return time_machine.travel(now() + dt.timedelta(minutes=minutes), tick=False)


def test_nothing_leaves_the_house_until_it_is_chosen(cast: Cast, post: list[Any]) -> None:
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    assert not Delivery.objects.filter(organisation=cast.harbor).exists()
    choose_notices(as_(cast.ana), Choice(mail={"invited": "now"}))
    notify(cast.harbor.pk, cast.ana.pk, "invited", 2)
    notify(cast.harbor.pk, cast.ana.pk, "welcomed", 2)
    with _later(2):
        turn()
    assert [one.to for one in post] == [[ADDRESS]]


def test_one_mail_tells_of_many_and_what_was_seen_meanwhile_tells_nothing(cast: Cast, post: list[Any]) -> None:
    choose_notices(as_(cast.ana), _all(cast.ana))
    for row in range(5):
        notify(cast.harbor.pk, cast.ana.pk, "invited", row)
    with _later(2):
        turn()
        assert len(post) == 1
        notify(cast.harbor.pk, cast.ana.pk, "invited", 7)
    with _later(5):
        turn()
        assert len(post) == 1, "there is a pause between two mails"
    with _later(20):
        turn()
        assert len(post) == 2
        notify(cast.harbor.pk, cast.ana.pk, "invited", 8)
        see_notice(as_(cast.ana), as_(cast.ana).get(Notice, row=8))
    with _later(60):
        turn()
    assert len(post) == 2


def test_quiet_hours_hold_everything_but_what_concerns_somebodys_safety(cast: Cast, post: list[Any]) -> None:
    quiet = {"quiet_from": dt.time(22), "quiet_until": dt.time(7)}
    choose_notices(as_(cast.pia), Choice(mail={"asked": "now", "concern": "now"}, **quiet))  # type: ignore[arg-type]
    with time_machine.travel(dt.datetime(2026, 11, 21, 6, 30, tzinfo=dt.UTC), tick=False):  # 23:30 in Phoenix
        notify(cast.harbor.pk, cast.pia.pk, "asked", 1)
        notify(cast.harbor.pk, cast.pia.pk, "concern", 1)
        held = Delivery.objects.get(organisation=cast.harbor, notice__kind="asked")
        assert held.due_at == dt.datetime(2026, 11, 21, 14, 0, tzinfo=dt.UTC)
        turn()
        assert len(post) == 1
    told = Delivery.objects.get(organisation=cast.harbor, notice__kind="concern")
    assert told.sent_at is not None and told.due_at <= told.sent_at
    held.refresh_from_db()
    assert held.sent_at is None


def test_staff_hear_of_a_concern_without_choosing_and_members_of_nothing(cast: Cast, post: list[Any]) -> None:
    notify(cast.harbor.pk, cast.pia.pk, "concern", 1)
    notify(cast.harbor.pk, cast.pia.pk, "asked", 1)
    turn()
    assert [one.to for one in post] == [["pia@example.org"]]


@pytest.mark.parametrize("kind", Notice.Kind.values)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_mail_is_the_same_in_words_and_length_whatever_it_is_about(
    kind: str, language: str, cast: Cast, post: list[Any]
) -> None:
    cast.ana.language = language
    cast.ana.save(update_fields=["language"])
    choose_notices(as_(cast.ana), _all(cast.ana))
    notify(cast.harbor.pk, cast.ana.pk, kind, cast.tuesday.pk)
    with _later(3):
        turn()
    sent = post[0]
    assert f"{sent.subject}\n\n{sent.body}" == _golden()[language]
    assert len(sent.subject) + len(sent.body) == len(_golden()[language]) - 2
    whole = sent.message().as_string().replace(ADDRESS, "").lower()
    assert not [word for word in TELLING if word in whole]
    assert set(sent.extra_headers) == {"Auto-Submitted", "X-Auto-Response-Suppress", "Message-ID"}


def _golden() -> dict[str, str]:
    parts = GOLDEN.read_text().split("=== ")[1:]
    return {part[:2]: part[3:].rstrip("\n") + "\n" for part in parts}


def test_no_template_that_leaves_the_house_is_without_its_golden_text() -> None:
    folder = Path(__file__).resolve().parents[1] / "templates" / "notices"
    assert {path.name for path in folder.glob("*.txt")} == {"mail.txt"}
    for language in ("en", "es"):
        with translation.override(language):
            assert render_to_string("notices/mail.txt").strip() in _golden()[language]
            assert letter("a@example.org", language).from_email.startswith("Cairn ")


def test_a_mail_server_that_is_down_is_asked_again_and_a_letter_that_never_goes_is_dead_in_the_open(
    cast: Cast, post: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_notices(as_(cast.ana), _all(cast.ana))
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.message.EmailMessage.send", _raises(ConnectionRefusedError()))
        for attempt in range(sending.TRIES):
            sending._resting.clear()
            with _later(2 + attempt * 120):
                turn()
    dead = Delivery.objects.get(organisation=cast.harbor)
    assert (dead.attempts, dead.trouble, dead.dead_at is not None) == (sending.TRIES, "ConnectionRefusedError", True)
    notify(cast.harbor.pk, cast.ana.pk, "invited", 2)
    sending._resting.clear()
    with _later(3000):
        turn()
    assert len(post) == 1, "the next one goes"


def _raises(error: Exception) -> Any:
    def send(*args: object, **kwargs: object) -> None:
        raise error

    return send


def test_an_address_that_does_not_exist_gets_no_more_until_its_person_says_it_is_right(
    cast: Cast, post: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_notices(as_(cast.ana), _all(cast.ana))
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    with monkeypatch.context() as refusing, _later(2):
        error = smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")})
        refusing.setattr("django.core.mail.message.EmailMessage.send", _raises(error))
        turn()
    assert Wish.objects.get(organisation=cast.harbor, person=cast.ana).mail_back_at is not None
    notify(cast.harbor.pk, cast.ana.pk, "invited", 2)
    assert not Delivery.waiting().filter(organisation=cast.harbor).exists()
    page = browser(cast.ana).get("/harbor-house/inbox/settings").content.decode()
    assert "came back" in page
    choose_notices(as_(cast.ana), _all(cast.ana))
    notify(cast.harbor.pk, cast.ana.pk, "invited", 3)
    assert Delivery.waiting().filter(organisation=cast.harbor).count() == 1


def test_the_page_keeps_each_choice_and_gives_it_back(cast: Cast, post: list[Any]) -> None:
    client = browser(cast.ana)
    assert client.get("/harbor-house/inbox/settings").status_code == 200
    said = {
        "mail_invited": "digest",
        "push_encouraged": "on",
        "digest": "weekly",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    assert client.post("/harbor-house/inbox/settings", said).status_code == 302
    wish = Wish.objects.get(organisation=cast.harbor, person=cast.ana)
    assert (wish.mail, wish.push, wish.digest, wish.quiet_from) == (
        {"concern": "now", "invited": "digest"},
        ["encouraged"],
        "weekly",
        dt.time(22),
    )
    page = client.get("/harbor-house/inbox/settings").content.decode()
    assert '<option value="digest" selected>' in page and 'value="22:00"' in page
    wrong = client.post("/harbor-house/inbox/settings", {**said, "quiet_until": ""})
    assert wrong.status_code == 422 and "both times" in wrong.content.decode()
    wish.refresh_from_db()
    assert wish.quiet_until == dt.time(7), "nothing changed"


def test_where_there_is_no_mail_none_is_offered(cast: Cast) -> None:
    page = browser(cast.ana).get("/harbor-house/inbox/settings").content.decode()
    assert 'name="mail_invited"' not in page and 'name="push_invited"' in page


@pytest.mark.parametrize(
    ("hour", "start", "end", "expected"),
    [
        (21, 22, 7, 21),
        (23, 22, 7, 31),
        (3, 22, 7, 7),
        (7, 22, 7, 7),
        (13, 12, 14, 14),
        (14, 12, 14, 14),
        (12, 12, 12, 12),
    ],
)
def test_quiet_hours_over_midnight_and_by_day(hour: int, start: int, end: int, expected: int) -> None:
    midnight = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    moment = midnight + dt.timedelta(hours=hour)
    assert after_quiet(moment, dt.time(start), dt.time(end), "UTC") == midnight + dt.timedelta(hours=expected)


def test_the_round_up_comes_in_the_morning_of_that_zone_also_when_clocks_change() -> None:
    before = dt.datetime(2026, 10, 31, 20, 0, tzinfo=dt.UTC)  # Saturday; clocks go back that night in New York
    assert next_digest(before, "daily", "America/New_York") == dt.datetime(2026, 11, 1, 14, 0, tzinfo=dt.UTC)
    assert next_digest(before, "weekly", "America/New_York") == dt.datetime(2026, 11, 2, 14, 0, tzinfo=dt.UTC)


def test_a_device_rings_for_the_one_who_used_the_browser_last(cast: Cast) -> None:
    keys = {"p256dh": "x", "auth": "y"}
    first = ring_on_device(as_(cast.ana), address="https://web.push.apple.com/1", keys=keys)
    assert ring_on_device(as_(cast.ana), address="https://web.push.apple.com/1", keys=keys).pk == first.pk
    second = ring_on_device(as_(cast.bo), address="https://web.push.apple.com/1", keys=keys)
    assert list(Device.live().filter(organisation=cast.harbor)) == [second]
    silence_device(as_(cast.bo), second)
    silence_device(as_(cast.bo), second)
    assert not Device.live().filter(organisation=cast.harbor).exists()
