"""Today of those who hold keys: what there is to set up, and for the privacy officer who looked. Nothing clinical."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.care.models import Level, Programme
from cairn.groups.models import Group
from cairn.kit.clock import now
from cairn.people.models import Organisation, Role
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Step:
    """One thing to set up: done or not, where, and what for."""

    title: str
    text: str
    url: str
    action: str
    done: bool


def steps(viewer: Viewer) -> list[Step]:
    """From an empty house to a group that meets, in order. Empty for those who set nothing up."""
    if not viewer.roles & {Role.Kind.ADMINISTRATOR, Role.Kind.COORDINATOR}:
        return []
    state = _state(viewer)
    return [
        Step(
            _("A programme and its levels of care"),
            _("What you offer, and how many hours a week each level holds."),
            reverse("care:programmes"),
            _("Programmes"),
            state.has_programme and state.has_level,
        ),
        Step(
            _("Your own support line"),
            _("Who answers, on which number, at which hours. Everybody sees it under “Support now”."),
            reverse("safety:line"),
            _("Support line"),
            bool(state.crisis_phone),
        ),
        Step(
            _("Your team"),
            _(
                "Peer specialists, therapists and a coordinator. A coordinator is told when nobody else takes a concern."
            ),
            reverse("people:list"),
            _("People"),
            state.has_carer and state.has_coordinator,
        ),
        Step(
            _("A first group"),
            _("With its agreement, and somebody who leads it."),
            reverse("groups:list"),
            _("Groups"),
            state.has_group,
        ),
        Step(
            _("People who come"),
            _("Each gets a link to come in with."),
            reverse("people:list"),
            _("People"),
            state.has_member,
        ),
    ]


def _state(viewer: Viewer) -> Any:
    roles = viewer.see(Role).filter(ended_at=None)
    here = Organisation.objects.filter(pk=viewer.organisation_id)
    return here.annotate(
        has_programme=Exists(viewer.see(Programme).filter(ended_at=None)),
        has_level=Exists(viewer.see(Level).filter(programme__ended_at=None)),
        has_carer=Exists(roles.filter(role__in=[Role.Kind.PEER_SPECIALIST, Role.Kind.THERAPIST])),
        has_coordinator=Exists(roles.filter(role=Role.Kind.COORDINATOR)),
        has_member=Exists(roles.filter(role=Role.Kind.MEMBER)),
        has_group=Exists(viewer.see(Group).filter(closed_at=None)),
    ).get()


def privacy_week(viewer: Viewer) -> list[dict[str, Any]]:
    """How many people each colleague looked at in the last seven days; for the privacy officer alone."""
    if Role.Kind.PRIVACY_OFFICER not in viewer.roles:
        return []
    looks = viewer.see(Look).filter(made_at__gt=now() - WEEK).values("looker__chosen_name", "looker_id")
    counted = looks.annotate(people=Count("person", distinct=True), times=Count("pk")).order_by("-people", "looker_id")
    return [dict(row) for row in counted[:50]]
