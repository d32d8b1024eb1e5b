"""My next session, on Today."""

import datetime as dt

from cairn.home.member import member_today
from cairn.kit.clock import now
from cairn.meetings.absence import cannot_come
from cairn.meetings.models import Session
from cairn.meetings.tests.stage import sessions, weekly
from tests.cast import Cast, as_, browser


def _at(cast: Cast, one: Session, begins: dt.datetime) -> None:
    rows = Session.objects.filter(organisation=cast.harbor, pk=one.pk)
    rows.update(begins_at=begins, ends_at=begins + dt.timedelta(hours=1))


def test_the_next_session_stands_on_today_and_is_the_one_thing_when_it_is_near(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    far = member_today(as_(cast.ana))
    assert far.session is not None and (far.session.pk, far.session.begins_at) == (one.pk, one.begins_at)
    assert far.next == "check_in"
    _at(cast, one, now() + dt.timedelta(minutes=40))
    assert member_today(as_(cast.ana)).next == "session"
    assert "begins soon" in browser(cast.ana).get("/harbor-house/today").content.decode()
    _at(cast, one, now() - dt.timedelta(minutes=40))
    assert "is on now" in browser(cast.ana).get("/harbor-house/today").content.decode()
    assert member_today(as_(cast.ivo)).session is None


def test_a_session_i_cannot_come_to_is_not_my_next(cast: Cast) -> None:
    first, second, *_rest = sessions(weekly(cast))
    cannot_come(as_(cast.ana), first)
    found = member_today(as_(cast.ana)).session
    assert found is not None and found.pk == second.pk
    other = member_today(as_(cast.bo)).session
    assert other is not None and other.pk == first.pk
