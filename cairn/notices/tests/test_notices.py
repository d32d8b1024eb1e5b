"""The inbox: what waits, where it leads, and having seen it."""

import pytest

from cairn.checkins.actions import make_checkin
from cairn.groups.actions import answer_ask, ask_to_join, invite_to_group, renew_agreement, seat_person
from cairn.kit.errors import NotHere
from cairn.kit.ids import new_id
from cairn.moderation.actions import Told, report, take_measure
from cairn.moderation.models import Measure, Report
from cairn.notices.actions import notify, see_notice
from cairn.notices.models import Notice
from cairn.people.models import Person
from cairn.privacy.inquiring import ask_for_restriction
from cairn.privacy.tests.stage import proposed
from tests.cast import Cast, as_, browser, say
from tests.evening import session_now

INBOX = "/harbor-house/inbox/"


def _kinds(person: Person) -> set[str]:
    return set(as_(person).see(Notice).filter(seen_at=None).values_list("kind", flat=True))


def test_invitations_seats_agreements_and_answers_leave_a_notice(cast: Cast) -> None:
    Notice.objects.filter(organisation=cast.harbor).delete()
    invite_to_group(as_(cast.dev), cast.tuesday, cast.ivo)
    seat_person(as_(cast.gil), cast.steps, cast.finn)
    answer_ask(as_(cast.gil), ask_to_join(as_(cast.cleo), cast.steps), yes=False)
    renew_agreement(as_(cast.dev), cast.tuesday, text="New words.")
    assert _kinds(cast.ivo) == {"invited"}
    assert _kinds(cast.finn) == {"welcomed"}
    assert _kinds(cast.cleo) == {"answered"}
    assert _kinds(cast.ana) == {"agreement"}
    assert _kinds(cast.dev) == set(), "who renewed it knows"


def test_no_page_of_the_inbox_names_anybody_or_any_group(cast: Cast) -> None:
    invite_to_group(as_(cast.dev), cast.tuesday, cast.ivo)
    page = browser(cast.ivo).get(INBOX).content.decode()
    assert "You are invited to a group" in page
    assert "Tuesday group" not in page and "Dev" not in page


def _row(cast: Cast, kind: str) -> int:
    """A row that a notice of this kind would speak of to Ana."""
    if kind == "encouraged":
        return make_checkin(as_(cast.ana), client_id="c").pk
    if kind in {"report", "heard"}:
        words = say(cast.bo, cast.room, "Enough.")
        about = Told(cast.bo.pk, cast.tuesday.pk, words.pk)
        return report(as_(cast.ana), words, about, once=new_id(), kind=Report.Kind.HURTS).pk
    if kind == "measure":
        return take_measure(
            as_(cast.dev), cast.tuesday, once=new_id(), kind=Measure.Kind.REMINDER, reason="A word.", person=cast.ana
        ).pk
    if kind == "consent":
        return proposed(cast).pk
    if kind.startswith("s_"):
        return session_now(cast).pk
    if kind in {"inquiry", "p_answer", "late"}:
        return ask_for_restriction(as_(cast.ana), words="please", pk=new_id(), what="milestones").pk
    return cast.tuesday.pk


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_every_kind_leads_to_a_page_that_opens_and_is_seen_then(cast: Cast, kind: str) -> None:
    row = _row(cast, kind)
    notify(cast.harbor.pk, cast.ana.pk, kind, row)
    notice = as_(cast.ana).see(Notice).filter(kind=kind, row=row, seen_at=None)[0]
    answer = browser(cast.ana).post(f"{INBOX}{notice.pk}/follow", follow=True)
    assert answer.status_code == 200
    notice.refresh_from_db()
    assert notice.seen_at is not None


def test_seen_one_and_seen_all(cast: Cast) -> None:
    Notice.objects.filter(organisation=cast.harbor).delete()
    for kind in ("invited", "welcomed", "agreement"):
        notify(cast.harbor.pk, cast.ana.pk, kind, cast.tuesday.pk)
    notify(cast.harbor.pk, cast.bo.pk, "invited", cast.tuesday.pk)
    client = browser(cast.ana)
    first = as_(cast.ana).see(Notice).order_by("pk")[0]
    for _ in range(2):
        assert client.post(f"{INBOX}{first.pk}/seen").status_code == 302
    assert len(_kinds(cast.ana)) == 2
    assert "I have seen all" in client.get(INBOX).content.decode()
    for _ in range(2):
        assert client.post(f"{INBOX}seen").status_code == 302
    assert _kinds(cast.ana) == set()
    assert _kinds(cast.bo) == {"invited"}, "only one's own"
    assert "I have seen all" not in client.get(INBOX).content.decode()


def test_nobody_sees_or_marks_somebody_elses_notice(cast: Cast) -> None:
    notify(cast.harbor.pk, cast.ana.pk, "invited", cast.tuesday.pk)
    notice = as_(cast.ana).get(Notice, kind="invited", seen_at=None)
    with pytest.raises(NotHere):
        see_notice(as_(cast.bo), notice)
    notice.refresh_from_db()
    assert notice.seen_at is None
    assert see_notice(as_(cast.ana), notice).seen_at is not None


def test_an_inbox_of_any_length_asks_as_many_questions(cast: Cast, django_assert_max_num_queries: object) -> None:
    client = browser(cast.ana)
    for more in (3, 60):
        for number in range(more):
            notify(cast.harbor.pk, cast.ana.pk, "invited", number)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(INBOX).status_code == 200
