"""Who can see what of mine: asked of the policy on the person's own rows, never promised in prose."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, Model, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.chat.models import Room
from cairn.checkins.models import CheckIn, Pulse
from cairn.home.grounds import why
from cairn.people.models import Contact, Person
from cairn.trust import rules
from cairn.trust.records import Record
from cairn.trust.rules import ANYONE
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Seers:
    """People who can see it on the same grounds."""

    why: str
    names: list[str]


@dataclass(frozen=True)
class Sight:
    """One thing of mine, who can see it now, and where to change that."""

    title: str
    text: str
    seers: list[Seers] = field(default_factory=list)
    url: str = ""
    action: str = ""


def who_can_see_what(viewer: Viewer) -> list[Sight]:
    """Everything first asked about, each answered from the row as it stands now."""
    me: Any = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    latest = CheckIn.objects.filter(**me).order_by("-pk").values("pk")[:1]
    own_page = Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk)
    return [
        Sight(
            _("Your latest check-in"),
            _(
                "A new check-in is for you alone until you choose somebody. Today you see here who can read the last one."
            ),
            seers(viewer, CheckIn.objects.filter(pk=Subquery(latest))),
            reverse("checkins:mine"),
            _("Change it there"),
        ),
        Sight(
            _("When you last checked in"),
            _("Only the day, never what you said. Your team sees it if you let them notice when you go quiet."),
            seers(viewer, Pulse.objects.filter(**me)),
            reverse("home:me"),
            _("Change it on your page"),
        ),
        *_rooms(viewer),
        Sight(_("Your name here"), _("The name you chose, and that you are here."), seers(viewer, own_page)),
        Sight(
            _("Your legal name, e-mail and phone"),
            _("Kept apart from the name you chose. Each time somebody opens it, you can read it under “Who looked”."),
            seers(viewer, Contact.objects.filter(**me)),
        ),
    ]


def seers(viewer: Viewer, rows: "QuerySet[Any]") -> list[Seers]:
    """Whoever else may see any of these rows, by grounds: the same rule that decides every read, in one query."""
    model: type[Record] = rows.model
    held = [
        When(Exists(rows.filter(clause.q(ANYONE))), then=Value(clause.grounds))
        for clause in rules.rule(model, "view").alternatives
    ]
    people = _others(viewer).annotate(held_on=Case(*held, default=Value(""))).exclude(held_on="")
    found: dict[str, list[str]] = {}
    for name, grounds in people.values_list("chosen_name", "held_on"):
        found.setdefault(why(grounds), []).append(name)
    return [Seers(reason, names) for reason, names in found.items()]


def _rooms(viewer: Viewer) -> list[Sight]:
    """What is written in each room, all rooms in one question."""
    rooms = list(viewer.see(Room).select_related("group").order_by("group__name", "pk")[:20])
    rule = rules.rule(Room, "view")
    readers = {f"r{room.pk}": Exists(Room.objects.filter(rule.q(ANYONE), pk=room.pk)) for room in rooms}
    people = list(_others(viewer).annotate(**readers)) if rooms else []
    return [_room(room, [p.chosen_name for p in people if getattr(p, f"r{room.pk}")]) for room in rooms]


def _room(room: Room, names: list[str]) -> Sight:
    group: Model | None = room.group
    if group is None:
        title = _("What you write to %(names)s") % {"names": ", ".join(names) or _("somebody who has left")}
        text = _("This conversation is yours alone.")
    else:
        title = _("What you write in %(group)s") % {"group": group}
        text = _("Everybody with a seat who signed the agreement. When a seat ends, so does the sight.")
    return Sight(title, text, [Seers("", names)] if names else [], reverse("chat:room", args=[room.pk]), _("Open it"))


def _others(viewer: Viewer) -> QuerySet[Any]:
    here = Person.objects.filter(organisation_id=viewer.organisation_id, left_at=None)
    return here.exclude(pk=viewer.me.pk).order_by("chosen_name", "pk")
