"""Editing what counts and what feeds units, and mending a short week with a session more."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cairn.charting.ledger import NEVER_COUNTS, CountingRule, PayerRule
from cairn.kit.errors import Refused
from cairn.meetings.models import Attendance, Invitee, Kind, Session
from cairn.meetings.roster import is_expected
from cairn.meetings.tapping import NOT_EXPECTED
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LISTED = _("That code is listed already, with this modifier.")
# Codes and words of our own; what a payer really asks is for each organisation to set.
USUAL: tuple[dict[str, Any], ...] = (
    {"code": "H0015", "label": "Intensive day", "kinds": "therapy,education,individual,family", "unit": "day",
     "minutes": 180, "cap": 1},
    {"code": "H0038", "modifier": "HQ", "label": "Peer group", "kinds": "peer", "unit": "quarter", "minutes": 15, "cap": 16},
    {"code": "G0140", "label": "Peer navigation, month", "kinds": "peer", "unit": "month", "minutes": 60,
     "further_code": "G0146", "further_minutes": 30, "is_used": False},
)  # fmt: skip


@action
def set_counting(viewer: Viewer, *, counts: set[str]) -> None:
    """Which kinds of session count towards hours. Social ones never do."""
    viewer.must("set_charting", viewer.me)
    for kind in Kind:
        if kind not in NEVER_COUNTS:
            CountingRule.objects.update_or_create(
                organisation_id=viewer.organisation_id, kind=kind.value, defaults={"counts": kind.value in counts}
            )
    viewer.did("counting.set", viewer.me)


@action
def lay_usual_rules(viewer: Viewer) -> None:
    """A beginning for the payer's table, where it is still empty."""
    viewer.must("set_charting", viewer.me)
    if PayerRule.objects.filter(organisation_id=viewer.organisation_id).exists():
        viewer.did_before()
        return
    for position, rule in enumerate(USUAL):
        PayerRule.objects.create(organisation_id=viewer.organisation_id, position=position, **rule)
    viewer.did("payer_rules.set", viewer.me)


@action
def set_payer_rule(viewer: Viewer, /, rule: PayerRule | None, *, pk: int, **fields: Any) -> PayerRule:
    """One row of the payer's table, new or otherwise. Kinds that never count feed nothing."""
    viewer.must("set_charting", viewer.me)
    rule = rule or PayerRule(id=pk, organisation_id=viewer.organisation_id)
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.kinds = ",".join(kind for kind in rule.kinds_fed if kind not in NEVER_COUNTS)
    twins = PayerRule.objects.filter(organisation_id=viewer.organisation_id, code=rule.code, modifier=rule.modifier)
    if twins.exclude(pk=rule.pk).exists():
        raise Refused(LISTED)
    rule.save()
    viewer.did("payer_rule.set", rule)
    return rule


@action
def arrange_make_up(viewer: Viewer, session: Session, person: Person) -> Attendance:
    """Somebody may come to a session of this week that is not theirs, in place of one they missed."""
    viewer.must("invite_to_session", person)
    if session not in Session.ahead().filter(organisation_id=viewer.organisation_id, pk=session.pk):
        raise Refused(NOT_EXPECTED)
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person": person}
    row, _made = Attendance.objects.get_or_create(**here, session=session)
    if is_expected(session, person):
        viewer.did_before()
        return row
    Invitee.objects.create(**here, series_id=session.series_id, session=session)
    away = (Attendance.Status.ABSENT, Attendance.Status.EXCUSED)
    missed = Attendance.objects.filter(**here, status__in=away, session__begins_at__lt=session.begins_at)
    made_up = Attendance.objects.filter(**here, makes_up_for__isnull=False).values("makes_up_for")
    latest = missed.exclude(session__in=made_up).order_by("-session__begins_at").first()
    row.makes_up_for = latest.session if latest else None
    row.save(update_fields=["makes_up_for"])
    viewer.did("session.make_up", row)
    return row
