"""Who looked: each time somebody opens a person's sensitive rows, the person can read it."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from cairn.kit.clock import now
from cairn.trust import telling
from cairn.trust.models import Fact, Look
from cairn.trust.records import Record

if TYPE_CHECKING:
    from cairn.people.models import Person

# One visit is one look: a page that refetches itself does not look again.
ONE_VISIT = dt.timedelta(minutes=15)


def leave(looker: "Person", of: "Person", model: type[Record], grounds: str) -> None:
    """Write that `looker` opened `of`'s rows of `model`, on these grounds."""
    what = model._meta.label
    earlier = Look.objects.filter(
        organisation_id=of.organisation_id,
        looker=looker,
        person=of,
        what=what,
        grounds=grounds[:120],
        made_at__gt=now() - ONE_VISIT,
    )
    if earlier.exists():
        return
    with transaction.atomic():
        look = Look.objects.create(
            organisation_id=of.organisation_id, looker=looker, person=of, what=what, grounds=grounds[:120]
        )
        fact = Fact(
            organisation_id=of.organisation_id,
            actor=looker.pk,
            verb="look.left",
            table=Look._meta.db_table,
            row=look.pk,
            about=of.pk,
            grounds=grounds[:120],
            at=now(),
        )
        telling.conclude([fact])
