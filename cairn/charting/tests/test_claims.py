"""Hours of the week and units of a claim, from real sessions, through the pages."""

import datetime as dt

import pytest

from cairn.care.models import Enrolment, Level
from cairn.charting.ledger import CountingRule, PayerRule
from cairn.charting.notes import sign_note
from cairn.charting.tables import arrange_make_up, lay_usual_rules, set_counting, set_payer_rule
from cairn.charting.tests.test_notes import written
from cairn.charting.weeks import ledger
from cairn.groups.models import Seat
from cairn.home.units import gather
from cairn.kit.clock import now, today
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.meetings.models import Attendance, Session
from cairn.meetings.tests.evening import a_session
from cairn.privacy.consenting import give_consent
from cairn.privacy.inquiring import ask_for_restriction
from cairn.privacy.models import Disclosure
from cairn.privacy.tests.stage import soon, terms
from tests.cast import Cast, as_, browser

UNITS = "/harbor-house/units/"


def enrolled(cast: Cast, *names: str) -> None:
    level = Level.objects.get(organisation=cast.harbor)
    for name in names:
        Enrolment.objects.create(
            organisation=cast.harbor, person=cast.everyone()[name], level=level, began_on=dt.date(2026, 1, 1)
        )


def attended(cast: Cast, session: Session, name: str, minutes: int) -> None:
    Attendance.objects.update_or_create(
        organisation=cast.harbor, session=session, person=cast.everyone()[name],
        defaults={"status": "present", "minutes": minutes},
    )  # fmt: skip


def test_the_week_counts_what_was_attended_and_what_is_ahead_and_socials_never(cast: Cast) -> None:
    enrolled(cast, "ana")
    attended(cast, a_session(cast, begins_in=-95), "ana", 90)
    attended(cast, a_session(cast, begins_in=-95, kind="event", name="Picnic"), "ana", 90)
    a_session(cast, begins_in=5, minutes=30)
    (one,) = ledger(as_(cast.elin)).members
    assert one.week.least == 540 and one.week.done == 90, "if this is the first minute of a Monday, look again"
    assert one.week.ahead == 90 + 30 + 0 or one.week.ahead == 30
    with pytest.raises(Exception, match="socials_never_count"):
        CountingRule.objects.create(organisation=cast.harbor, kind="event", counts=True)


def test_peer_groups_count_once_the_house_says_so(cast: Cast) -> None:
    enrolled(cast, "ana")
    attended(cast, a_session(cast, begins_in=-95, kind="peer"), "ana", 60)
    assert ledger(as_(cast.elin)).members[0].week.done == 0
    set_counting(as_(cast.elin), counts={"therapy", "peer"})
    assert ledger(as_(cast.elin)).members[0].week.done == 60
    with pytest.raises(Refused):
        set_counting(as_(cast.dev), counts={"therapy"})


def test_a_make_up_is_arranged_for_what_was_missed_and_they_are_expected_there(cast: Cast) -> None:
    enrolled(cast, "ivo")
    session = a_session(cast, begins_in=30)
    missed = a_session(cast, begins_in=-200)
    Attendance.objects.create(organisation=cast.harbor, session=missed, person=cast.ivo, status="absent")
    with pytest.raises(NotHere):
        arrange_make_up(as_(cast.dev), session, cast.ivo)
    row = arrange_make_up(as_(cast.elin), session, cast.ivo)
    assert row.makes_up_for == missed
    assert as_(cast.ivo).see(Session).filter(pk=session.pk).exists()
    arrange_make_up(as_(cast.elin), session, cast.ivo)
    assert Attendance.objects.filter(organisation=cast.harbor, session=session, person=cast.ivo).count() == 1


def test_the_hours_page_shows_a_carer_theirs_and_a_coordinator_everybody(cast: Cast) -> None:
    enrolled(cast, "ana", "bo")
    rows = {name: browser(cast.everyone()[name]).get("/harbor-house/hours/") for name in ("dev", "elin", "ana", "hana")}
    assert ">Ana<" in rows["dev"].content.decode() and ">Bo<" not in rows["dev"].content.decode().partition("<main")[2]
    assert ">Bo<" in rows["elin"].content.decode()
    assert rows["ana"].status_code == rows["hana"].status_code == 404


def test_the_hours_page_asks_no_more_for_many(cast: Cast, django_assert_max_num_queries: object) -> None:
    enrolled(cast, "ana", "bo", "ivo", "jo")
    for number in range(4):
        a_session(cast, begins_in=10 + number)
    elin = browser(cast.elin)
    elin.get("/harbor-house/hours/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        elin.get("/harbor-house/hours/")


# Units ------------------------------------------------------------------------------------------------------
def signed_for_payment(cast: Cast, name: str) -> None:
    person = cast.everyone()[name]
    give_consent(
        as_(person),
        terms(
            kinds=("tpo",), expires_on=soon(), redisclosure_statement="It may be passed on.", refusal_statement="None."
        ),
        pk=new_id(),
    )


def week(cast: Cast) -> tuple[dt.date, dt.date]:
    day = today(cast.harbor.zone)
    return day - dt.timedelta(days=2), day + dt.timedelta(days=1)


def reasons(cast: Cast) -> dict[str, tuple[str, ...]]:
    return {one.person.chosen_name: one.row.against for one in gather(as_(cast.elin), *week(cast))}


def test_a_row_is_ready_or_says_why_not(cast: Cast) -> None:
    lay_usual_rules(as_(cast.elin))
    note = written(cast, by="pia", kind="peer")
    Attendance.objects.filter(organisation=cast.harbor).update(minutes=60)
    assert reasons(cast)["Ana"] == ("no_level", "unsigned", "no_consent")
    enrolled(cast, "ana", "bo")
    signed_for_payment(cast, "ana")
    assert reasons(cast) == {"Ana": ("unsigned",), "Bo": ("unsigned", "no_consent")}
    sign_note(as_(cast.pia), note)
    assert reasons(cast)["Ana"] == ("cosign",)
    type(note).objects.filter(organisation=cast.harbor, pk=note.pk).update(final_at=now())
    (ana,) = [one for one in gather(as_(cast.elin), *week(cast)) if one.person == cast.ana]
    assert (ana.row.code, ana.row.modifier, ana.row.units, ana.row.is_ready) == ("H0038", "HQ", 4, True)


def ready(cast: Cast) -> None:
    lay_usual_rules(as_(cast.elin))
    enrolled(cast, "ana", "bo")
    note = written(cast, by="pia", kind="peer")
    type(note).objects.filter(organisation=cast.harbor).update(signed_at=now(), final_at=now())
    Attendance.objects.filter(organisation=cast.harbor).update(minutes=60)


def export(cast: Cast) -> str:
    first, last = week(cast)
    sent = {"first": first.isoformat(), "last": last.isoformat(), "recipient": "Desert Health Plan"}
    answer = browser(cast.elin).post(f"{UNITS}export", sent)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return str(answer.content.decode())


def test_the_file_holds_whoever_consented_tells_it_to_them_and_carries_the_statement(cast: Cast) -> None:
    ready(cast)
    signed_for_payment(cast, "ana")
    text = export(cast)
    assert "Ana" in text and "H0038" in text and "Bo" not in text
    assert "42 CFR part 2 prohibits unauthorized use or disclosure" in text
    (told,) = Disclosure.objects.filter(organisation=cast.harbor)
    assert (told.person, told.recipient, told.what, told.recipient_type) == (
        cast.ana,
        "Desert Health Plan",
        "units",
        "payer",
    )
    assert "Desert Health Plan" in browser(cast.ana).get("/harbor-house/privacy/given-out").content.decode()


def test_who_paid_in_full_and_asked_is_not_in_the_file(cast: Cast) -> None:
    ready(cast)
    signed_for_payment(cast, "ana")
    ask_for_restriction(as_(cast.ana), words="paid", pk=new_id(), is_paid_in_full=True)
    assert "Ana" not in export(cast) and not Disclosure.objects.filter(organisation=cast.harbor).exists()


def test_where_part_2_does_not_hold_payment_needs_no_consent(cast: Cast) -> None:
    ready(cast)
    assert "Bo" not in export(cast)
    type(cast.harbor).objects.filter(pk=cast.harbor.pk).update(part2_status="no")
    assert "Bo" in export(cast) and set(
        Disclosure.objects.filter(organisation=cast.harbor).values_list("basis", flat=True)
    ) == {"payment"}


def test_units_are_the_coordinators_and_the_table_is_the_managers(cast: Cast) -> None:
    for who, code in (("elin", 200), ("dev", 403), ("gil", 403), ("ana", 403)):
        assert browser(cast.everyone()[who]).get(UNITS).status_code == code, who
    lay_usual_rules(as_(cast.elin))
    lay_usual_rules(as_(cast.elin))
    assert PayerRule.objects.filter(organisation=cast.harbor).count() == 3
    kept = set_payer_rule(
        as_(cast.elin),
        None,
        pk=new_id(),
        code="S9480",
        modifier="",
        label="Day",
        kinds="therapy,event",
        unit="day",
        minutes=180,
    )
    assert kept.kinds == "therapy", "what is social feeds nothing"
    with pytest.raises(Refused):
        set_payer_rule(
            as_(cast.elin), None, pk=new_id(), code="S9480", modifier="", label="x", kinds="peer", unit="day", minutes=1
        )
    for address in ("tables", "tables/new", f"tables/{kept.pk}"):
        assert browser(cast.elin).get(f"/harbor-house/hours/{address}").status_code == 200
    assert Seat.held().filter(organisation=cast.harbor).exists()
