"""Reminders: a day before and half an hour before, once each, to whoever is coming."""

import datetime as dt
from typing import Any

import pytest

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.meetings import clock, reminding
from cairn.meetings.absence import cannot_come
from cairn.meetings.changing import cancel_session, change_session
from cairn.meetings.models import Session
from cairn.meetings.reminding import settle_what_began
from cairn.meetings.tests.stage import sessions, weekly
from cairn.notices import sending
from cairn.notices.actions import choose_notices, notify
from cairn.notices.models import Delivery, Notice
from cairn.notices.outside import Choice
from cairn.people.models import Contact
from tests.cast import Cast, as_


def _begins(cast: Cast, one: Session, ahead: dt.timedelta) -> None:
    begins = now() + ahead
    rows = Session.objects.filter(organisation=cast.harbor, pk=one.pk)
    rows.update(begins_at=begins, ends_at=begins + dt.timedelta(hours=1))


def _turn() -> None:
    with wall.everywhere("as the worker does"):
        clock.remind_what_is_due()


def _told(cast: Cast, kind: str) -> list[str]:
    rows = Notice.objects.filter(organisation=cast.harbor, kind=kind).select_related("person")
    return sorted(row.person.chosen_name for row in rows)


def test_each_is_told_once_a_day_before_and_once_half_an_hour_before(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    cannot_come(as_(cast.bo), one)
    _begins(cast, one, dt.timedelta(hours=25))
    _turn()
    assert _told(cast, "s_ahead") == []
    _begins(cast, one, dt.timedelta(hours=23))
    _turn()
    _turn()
    assert _told(cast, "s_ahead") == ["Ana", "Dev", "Pia"], "Bo cannot come"
    _begins(cast, one, dt.timedelta(minutes=29))
    _turn()
    _turn()
    assert _told(cast, "s_soon") == ["Ana", "Dev", "Pia"]
    assert len(_told(cast, "s_ahead")) == 3


def test_a_worker_that_was_killed_in_the_midst_reminds_once_in_the_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = sessions(weekly(cast))[0]
    _begins(cast, one, dt.timedelta(hours=20))
    right = notify
    left: list[Any] = []

    def killed(*told: Any) -> None:
        left.append(told)
        if len(left) == 2:
            raise RuntimeError("killed between the first notice and the second")
        right(*told)

    monkeypatch.setattr(reminding, "notify", killed)
    _turn()
    assert _told(cast, "s_ahead") == [], "all or nothing"
    assert Session.objects.get(organisation=cast.harbor, pk=one.pk).reminded_at is None
    monkeypatch.setattr(reminding, "notify", right)
    _turn()
    _turn()
    assert _told(cast, "s_ahead") == ["Ana", "Bo", "Dev", "Pia"]


def test_a_cancelled_session_reminds_nobody_and_a_moved_one_anew(cast: Cast) -> None:
    first, second, *_rest = sessions(weekly(cast))
    _begins(cast, first, dt.timedelta(hours=20))
    _turn()
    assert len(_told(cast, "s_ahead")) == 4
    change_session(as_(cast.elin), first, day=first.day + dt.timedelta(days=3))
    assert Session.objects.get(organisation=cast.harbor, pk=first.pk).reminded_at is None
    _begins(cast, second, dt.timedelta(hours=20))
    cancel_session(as_(cast.elin), second, why="ill")
    _turn()
    assert not Notice.objects.filter(organisation=cast.harbor, kind="s_ahead", row=second.pk).exists()


def test_what_is_arranged_at_short_notice_says_only_that_it_begins_soon(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    _begins(cast, one, dt.timedelta(hours=2))
    _turn()
    assert _told(cast, "s_ahead") == []
    _begins(cast, one, dt.timedelta(minutes=10))
    _turn()
    assert len(_told(cast, "s_soon")) == 4


def test_outside_it_is_neutral_and_quiet_hours_hold_until_it_has_begun(cast: Cast, settings: Any, mailoutbox: list[Any],
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    settings.MAIL_URL, settings.MAIL_ON = "smtp://127.0.0.1:25", True
    contact = Contact.objects.get(organisation=cast.harbor, person=cast.ana)
    contact.email = "ana@example.org"
    contact.save()
    choose_notices(as_(cast.ana), Choice(mail={"s_ahead": "now", "s_soon": "now"}))
    one = sessions(weekly(cast))[0]
    _begins(cast, one, dt.timedelta(hours=20))
    _turn()
    Delivery.objects.filter(organisation=cast.harbor).update(due_at=now())
    with wall.everywhere("as the worker does"):
        sending.send_what_is_due()
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]
    said = f"{mailoutbox[0].subject} {mailoutbox[0].body}".lower()
    assert not [word for word in ("session", "tuesday", "group", "harbor", "dev") if word in said]
    local = now().astimezone(dt.UTC)
    quiet = Choice(
        mail={"s_soon": "now"}, quiet_from=dt.time((local.hour - 8) % 24), quiet_until=dt.time((local.hour - 5) % 24)
    )
    choose_notices(as_(cast.ana), quiet)
    _begins(cast, one, dt.timedelta(minutes=20))
    _turn()
    waits = Delivery.waiting().get(organisation=cast.harbor, notice__kind="s_soon")
    assert waits.due_at > now() + dt.timedelta(minutes=59), "held by quiet hours"
    _begins(cast, one, -dt.timedelta(minutes=5))
    with wall.everywhere("as the worker does"):
        settle_what_began()
    Delivery.objects.filter(organisation=cast.harbor, pk=waits.pk).update(due_at=now())
    with wall.everywhere("as the worker does"):
        sending.send_what_is_due()
    assert len(mailoutbox) == 1, "a reminder of what has begun is let go"
