"""Who looked: each time somebody opens a person's sensitive rows, the person can read it."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from cairn.kit.clock import now
from cairn.trust import telling
from cairn.trust.models import Fact, Look
from cairn.trust.records import Record

if TYPE_CHECKING:
    from cairn.people.models import Person

# One visit is one look: a page that refetches itself does not look again.
ONE_VISIT = dt.timedelta(minutes=15)


def fresh(looker: "Person", model: type[Record], grounds: str) -> "QuerySet[Look]":
    """The looks of this visit."""
    return Look.objects.filter(
        organisation_id=looker.organisation_id,
        looker=looker,
        what=model._meta.label,
        grounds=grounds[:120],
        made_at__gt=now() - ONE_VISIT,
    )


def leave(looker: "Person", of: "Person", model: type[Record], grounds: str) -> None:
    """Write that `looker` opened `of`'s rows of `model`, on these grounds."""
    if not fresh(looker, model, grounds).filter(person=of).exists():
        leave_many(looker, [of.pk], model, grounds)


def leave_many(looker: "Person", of: Iterable[int], model: type[Record], grounds: str) -> None:
    """The same for a list that shows something of several persons, at a constant cost.

    The caller leaves out those whom `fresh` knows already.
    """
    looks = [
        Look(
            organisation_id=looker.organisation_id,
            looker=looker,
            person_id=person,
            what=model._meta.label,
            grounds=grounds[:120],
        )
        for person in of
    ]
    if looks:
        with transaction.atomic():
            Look.objects.bulk_create(looks)
            telling.conclude([_fact(look) for look in looks])


def _fact(look: Look) -> Fact:
    return Fact(
        organisation_id=look.organisation_id,
        actor=look.looker_id,
        verb="look.left",
        table=Look._meta.db_table,
        row=look.pk,
        about=look.person_id,
        grounds=look.grounds,
        at=now(),
    )
