"""Whom somebody can show a check-in to, by name, before they press the button."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from django.db.models import F
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cairn.care.models import CareTie, Enrolment
from cairn.checkins.actions import partners_of
from cairn.checkins.models import Shown, UsualChoice
from cairn.groups.models import Group, Seat
from cairn.kit.clock import now
from cairn.people.models import Person
from cairn.trust.viewer import Viewer


def listed(names: Iterable[str]) -> str:
    """Names as one reads them: "Bo, Dev and Pia"."""
    return format_list(list(names), locale=get_language() or "en")


@dataclass(frozen=True)
class Place:
    """One answer to "who may see this?": a partner, a group, the care team."""

    key: str
    label: str
    names: str
    sees: str
    includes: str = ""
    group: Group | None = None


@dataclass(frozen=True)
class Circle:
    """The people around somebody."""

    partners: list[Person]
    groups: dict[Group, list[Seat]]
    team: list[Person]
    asks_about_use: bool

    @property
    def team_names(self) -> str:
        """The care team by name; empty where there is none."""
        return listed(person.chosen_name for person in self.team)

    @property
    def beyond_groups(self) -> bool:
        """Whether somebody on the team sits in none of the groups."""
        seated = {seat.person_id for seats in self.groups.values() for seat in seats}
        return any(person.pk not in seated for person in self.team)

    def places(self, what: str = "checkin") -> list[Place]:
        """Everybody one can show a check-in or checkpoint to, and what each would read."""
        found = [self._partner(what)] if self.partners else []
        found += [self._group(group, seats, what) for group, seats in self.groups.items()]
        return found + ([self._team(what)] if self.team else [])

    def _partner(self, what: str) -> Place:
        names = listed(person.chosen_name for person in self.partners)
        if what == "checkpoint":
            sees = _("%(names)s will see your words.")
        elif self.asks_about_use:
            sees = _("%(names)s will see how you are, your words, cravings, how sure you are and what is coming up.")
        else:
            sees = _("%(names)s will see how you are, your words, how sure you are and what is coming up.")
        label = ngettext("My partner", "My partners", len(self.partners))
        return Place("partner", label, names, sees % {"names": names})

    def _group(self, group: Group, seats: list[Seat], what: str) -> Place:
        leads = listed(seat.person.chosen_name for seat in seats if seat.part in Seat.LEADS)
        count = len(seats)
        people = ngettext("%(count)s other person", "%(count)s other people", count) % {"count": count}
        who = _("%(people)s, led by %(leads)s") % {"people": people, "leads": leads} if leads else people
        if what == "checkpoint":
            sees = _("%(group)s (%(who)s) will see your words.")
        else:
            sees = _("%(group)s (%(who)s) will see how you are, your words and what would help.")
        seated = {seat.person_id for seat in seats}
        team = [person.chosen_name for person in self.team if person.pk in seated]
        includes = _("That includes %(names)s from your care team.") % {"names": listed(team)} if team else ""
        return Place(f"group-{group.pk}", group.name, who, sees % {"group": group.name, "who": who}, includes, group)

    def _team(self, what: str) -> Place:
        if what == "checkpoint":
            sees = _("Your care team (now %(names)s) will see your words.")
        else:
            sees = _("Your care team (now %(names)s) will see all you said.")
        return Place("team", _("My care team"), self.team_names, sees % {"names": self.team_names})


def circle_of(viewer: Viewer) -> Circle:
    """The viewer's own circle, each part by the policy."""
    me = viewer.me
    live = viewer.see(Seat).filter(left_at=None, signed_version__gte=F("needed_version"), group__closed_at=None)
    seats = live.filter(group__in=live.filter(person=me).values("group")).select_related("person", "group")
    groups: dict[Group, list[Seat]] = defaultdict(list)
    for seat in seats.order_by("group__name", "person__chosen_name"):
        if seat.person_id == me.pk:
            groups[seat.group]  # a group with nobody else in it is still hers
        elif seat.person.left_at is None:
            groups[seat.group].append(seat)
    return Circle(partners_of(viewer), dict(groups), team_of(viewer), asks_about_use(viewer))


def team_of(viewer: Viewer) -> list[Person]:
    """The viewer's care team, the one who looks first at the head."""
    ties = viewer.see(CareTie).filter(person=viewer.me, ended_at=None, began_at__lte=now(), carer__left_at=None)
    return [tie.carer for tie in ties.select_related("carer").order_by("-is_owner", "carer__chosen_name")]


def asks_about_use(viewer: Viewer) -> bool:
    """Whether the person's programme asks about alcohol and drugs; where there is no programme, it does."""
    running = viewer.see(Enrolment).filter(person=viewer.me, ended_on=None)
    answers = set(running.values_list("level__programme__asks_about_use", flat=True))
    return not answers or True in answers


def usual_choice(viewer: Viewer, places: Sequence[Place]) -> list[str] | None:
    """What to find ticked, of what can still be ticked; None where nothing is to be remembered."""
    kept = viewer.see(UsualChoice).filter(person=viewer.me).first()
    if kept is None:
        return None
    wanted = {"partner"} if kept.to_partner else set()
    wanted |= {"team"} if kept.to_team else set()
    wanted |= {f"group-{pk}" for pk in kept.group_ids}
    return [place.key for place in places if place.key in wanted]


def chosen(places: Sequence[Place], keys: Iterable[str]) -> dict[str, object]:
    """Ticked keys as the arguments of an action."""
    ticked = set(keys)
    groups = [place.group for place in places if place.group is not None and place.key in ticked]
    return {"to_partner": "partner" in ticked, "to_team": "team" in ticked, "to_groups": groups}


def seen_by(rows: Iterable[Shown]) -> str:
    """One sentence: who sees it now."""
    partners = [row.whom.chosen_name for row in rows if row.whom is not None]
    groups = [row.group.name for row in rows if row.group is not None]
    team = [_("your care team")] if any(row.to == Shown.To.TEAM for row in rows) else []
    names = [*partners, *groups, *team]
    if not names:
        return _("Only you see this.")
    return _("You share this with %(names)s.") % {"names": listed(names)}
