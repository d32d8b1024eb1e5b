"""Who can see what of mine, person by person: what, why, since when, until when, and how to end it.

Asked of the policy on the person's own rows, all people and all things in one question; never promised in prose.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.care.models import CareTie, Enrolment
from cairn.chat.models import Party, Room
from cairn.checkins.models import Glimpse, Milestone, Pulse, Shown
from cairn.groups.models import Seat
from cairn.home.grounds import why
from cairn.pairs.models import Tie
from cairn.people.models import Contact, Person, Role
from cairn.privacy.models import Consent, Retention
from cairn.trust import rules
from cairn.trust.rules import ANYONE
from cairn.trust.viewer import Viewer

MOST = 60
Since = dict[tuple[str, int], dt.datetime]


@dataclass
class Line:
    """One thing somebody sees: why, since when, until when, and the one tap that ends it."""

    title: str
    why: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    end: str = ""
    value: str = ""


@dataclass
class Seer:
    """A person or a group who sees something of mine."""

    name: str
    person: Person | None = None
    role: str = ""
    lines: list[Line] = field(default_factory=list)
    may_preview: bool = False
    group: int | None = None


@dataclass
class Everybody:
    """The page: people close to me, staff, groups, and the organisation as a whole."""

    close: list[Seer]
    team: list[Seer]
    groups: list[Seer]
    house: list[Seer]
    kept: list[Retention]


def everybody(viewer: Viewer) -> Everybody:
    """Everybody who sees something of the viewer's now."""
    things = _things(viewer)
    people = list(_asked(viewer, things)[:MOST])
    since, shown = _since(viewer), _shown(viewer)
    consents: dict[int | None, Consent] = {one.to_id: one for one in _consents(viewer) if one.to_id}
    found = [seer for one in people if (seer := _seer(one, things, since, shown, consents))]
    return Everybody(
        close=[one for one in found if not one.role and _is_close(one, since, consents)],
        team=[one for one in found if one.person and ("care team", one.person.pk) in since],
        groups=_groups(shown, since, viewer),
        kept=list(viewer.see(Retention).order_by("kind")),
        house=[one for one in found if one.role and one.person and ("care team", one.person.pk) not in since],
    )


def _is_close(one: Seer, since: Since, consents: dict[int | None, Consent]) -> bool:
    """Bonds, conversations and relatives: those one only shares a group with stand there together."""
    pk = one.person.pk if one.person else 0
    return ("bond", pk) in since or ("party", pk) in since or pk in consents


def _things(viewer: Viewer) -> list[tuple[str, str, "QuerySet[Any]"]]:
    """Key, title and rows of each thing of the viewer's that a rule opens as a whole."""
    me: Any = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    own = Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk)
    return [
        ("glimpse", _("How you last said you are, in one word"), Glimpse.objects.filter(**me)),
        ("milestone", _("Your milestones"), Milestone.objects.filter(**me)),
        ("pulse", _("The day of your last check-in"), Pulse.objects.filter(**me)),
        ("enrolment", _("Your programme and level of care"), Enrolment.objects.filter(**me)),
        ("contact", _("Your legal name, e-mail and phone"), Contact.objects.filter(**me)),
        ("person", _("The name you chose, and that you are here"), own),
    ]


def _asked(viewer: Viewer, things: list[tuple[str, str, "QuerySet[Any]"]]) -> "QuerySet[Any]":
    here = {"organisation_id": viewer.organisation_id}
    held = {
        f"t_{key}": Case(
            *[When(Exists(rows.filter(clause.q(ANYONE))), then=Value(clause.grounds))
              for clause in rules.rule(rows.model, "view").alternatives],
            default=Value(""),
        )
        for key, _title, rows in things
    }  # fmt: skip
    rooms = viewer.see(Room).filter(group=None).values("pk")
    party = Party.live().filter(**here, room__in=rooms, person=OuterRef("pk"))
    staff = Role.live(*Role.STAFF).filter(**here, person=OuterRef("pk")).order_by("pk").values("role")
    people = Person.objects.filter(**here, left_at=None).exclude(pk=viewer.me.pk)
    annotated: QuerySet[Any] = people.annotate(**held, r_party=Exists(party), r_role=Subquery(staff[:1]))
    return annotated.exclude(t_person="").order_by("chosen_name", "pk")


def _seer(
    one: Any,
    things: list[tuple[str, str, "QuerySet[Any]"]],
    since: Since,
    shown: dict[Any, Any],
    consents: dict[Any, Any],
) -> Seer | None:
    seer = Seer(one.chosen_name, one, str(dict(Role.Kind.choices).get(one.r_role, "")), may_preview=True)
    if one.r_party:
        begun = since.get(("party", one.pk))
        seer.lines.append(Line(_("What you write to each other"), _("You share a conversation."), begun))
    if told := shown.get(("partner", one.pk, None)):
        seer.lines.append(_shown_line(told, "partner", one.pk))
    if ("care team", one.pk) in since and (told := shown.get(("team", None, None))):
        seer.lines.append(_shown_line(told, "team", None))
    for key, title, _rows in things:
        grounds = getattr(one, f"t_{key}")
        if grounds:
            seer.lines.append(_line(title, grounds, one.pk, since, consents))
    return seer if seer.lines else None


def _line(title: str, grounds: str, pk: int, since: Since, consents: dict[Any, Consent]) -> Line:
    line = Line(title, why(grounds))
    parts = grounds.split(" & ")
    consent = consents.get(pk)
    if any(part.startswith("consent to show") or part == "consent" for part in parts) and consent:
        line.since, line.until, line.end, line.value = consent.signed_at, consent.expires_at, "consent", str(consent.pk)
    elif "consent to silence" in parts:
        line.end = "silence"
        line.since = since.get(("silence", 0))
    else:
        kinds = {"same group": "seat", "same room": "party", "leads the group": "seat", "partner": "bond"}
        line.since = next((at for part in parts if (at := since.get((kinds.get(part, part), pk)))), None)
    return line


def _shown_line(told: dict[str, Any], to: str, whom: int | None) -> Line:
    count = told["n"]
    title = ngettext("%(n)s check-in or checkpoint you showed", "%(n)s check-ins and checkpoints you showed", count)
    return Line(
        title % {"n": count}, _("You showed them one by one."), told["first"], None, f"shown-{to}", str(whom or "")
    )


def _since(viewer: Viewer) -> Since:
    """Since when each person is what they are to the viewer, by the ground it gives."""
    mine = Tie.live().filter(organisation_id=viewer.organisation_id, person=viewer.me).values("bond")
    rooms = viewer.see(Room).filter(group=None).values("pk")
    teams = viewer.see(CareTie).filter(person=viewer.me, ended_at=None)
    ties = viewer.see(Tie).filter(bond__in=mine, ended_at=None)
    parties = viewer.see(Party).filter(room__in=rooms, left_at=None)
    rows = _each(teams, "care team", "carer_id", "began_at").union(
        _each(ties, "bond", "person_id", "made_at"), _each(parties, "party", "person_id", "made_at")
    )
    return {(kind, person): at for kind, person, at in rows}


def _each(rows: "QuerySet[Any]", kind: str, person: str, at: str) -> "QuerySet[Any]":
    named: QuerySet[Any] = rows.order_by().annotate(kind=Value(kind), who=F(person), begun=F(at))
    return named.values_list("kind", "who", "begun")


def _shown(viewer: Viewer) -> dict[tuple[str, int | None, int | None], dict[str, Any]]:
    """How much is shown to whom, and since when."""
    rows = viewer.see(Shown).filter(ended_at=None, person=viewer.me).order_by()
    counted: Any = rows.values("to", "whom", "group", "group__name").annotate(n=Count("pk"), first=Min("made_at"))
    return {(row["to"], row["whom"], row["group"]): row for row in counted}


def _consents(viewer: Viewer) -> list[Consent]:
    rows = viewer.see(Consent).filter(person=viewer.me, pk__in=Consent.live().values("pk"))
    return list(rows.order_by("pk"))


def _groups(shown: dict[Any, dict[str, Any]], since: Since, viewer: Viewer) -> list[Seer]:
    """Each group: how many sit there, what they read, and the way to end it."""
    count = Seat.live().filter(group=OuterRef("group")).order_by().values("group").annotate(n=Count("pk")).values("n")
    seats = viewer.see(Seat).filter(person=viewer.me, left_at=None, group__closed_at=None).select_related("group")
    found = []
    for seat in seats.annotate(n=Subquery(count)).order_by("group__name"):
        others = max((vars(seat)["n"] or 1) - 1, 0)
        told = ngettext("%(n)s other person sits there.", "%(n)s other people sit there.", others) % {"n": others}
        one = Seer(seat.group.name, group=seat.group_id)
        if seat.is_signed:
            one.lines.append(Line(_("What you write in its room, and your name"), told, seat.made_at))
        if row := shown.get(("group", None, seat.group_id)):
            one.lines.append(_shown_line(row, "group", seat.group_id))
        found.append(one)
    return found
