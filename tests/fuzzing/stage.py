"""As whom it comes, and the stage it comes to: every table has rows, so that every page has its forms."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import models
from django.test import Client

from cairn.care import worry
from cairn.kit import wall
from cairn.kit.ids import new_id
from cairn.people.actions import welcome_person
from cairn.people.entry import make_entry_link
from cairn.people.invitations import invite
from cairn.people.models import Account, Organisation, Paper, Person, Receipt
from cairn.trust import standing
from cairn.trust.keys import ring
from cairn.trust.records import Record
from tests.cast import Cast, as_, browser
from tests.things import things

NOBODY, GUEST = "nobody", "gus"
OUTSIDE = (NOBODY, "zoe")  # who is signed in elsewhere is nobody here
ROLES = ("ana", "bo", "cleo", "finn", "pia", "dev", "elin", "gil", "hana", "sam", "zoe", GUEST, NOBODY)


@dataclass
class Stage:
    """Everybody in their places, the tokens of two invitations, and a name for every row."""

    people: dict[str, Person]
    tokens: list[str]
    names: dict[str, str]
    rooms: list[str]

    @property
    def ids(self) -> dict[str, str]:
        """Name to id."""
        return {name: pk for pk, name in self.names.items()}

    def client(self, role: str) -> Client:
        """A browser of that role, signed in if it can be."""
        return Client() if role == NOBODY else browser(self.people[role])


def set_up(cast: Cast) -> Stage:
    """The cast among things, with an open door, mail, a guest, and everybody shown what they have to be shown."""
    things(cast)
    Organisation.objects.filter(pk=cast.harbor.pk).update(has_open_door=True, setup_step=5)
    gil = as_(cast.gil)
    account = Account.objects.make("gus@example.org", None)
    guest = welcome_person(gil, chosen_name="Gus", roles=("guest",), account=account)
    newcomer = welcome_person(gil, chosen_name="Nel", roles=("member",), email="nel@example.net")
    tokens = [make_entry_link(gil, newcomer), invite(gil, roles=["member"], name="Oli", pk=new_id())[1]]
    with wall.everywhere("papers of two organisations"):
        for paper in Paper.objects.all():
            for person in Person.objects.filter(organisation=paper.organisation_id):
                Receipt.objects.get_or_create(
                    organisation_id=paper.organisation_id, person=person, paper=paper, defaults={"language": "en"}
                )
    people = {**cast.everyone(), GUEST: guest}
    return Stage(people, tokens, _names(), [str(cast.room.pk), str(cast.pair_room.pk)])


def _names() -> dict[str, str]:
    """Every row's id → its table and its place in it, which is the same on every stage."""
    found: dict[str, str] = {}
    models_: list[type[models.Model]] = [*Record.__subclasses__(), Organisation]
    with wall.everywhere("the rows of two organisations are named"):
        for model in models_:
            if model._meta.abstract:
                continue
            for number, pk in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True)):
                found[str(pk)] = f"{model._meta.db_table} {number}"
    return found


def forget() -> None:
    """What this process remembers of rows that were taken back."""
    ring.forget()
    standing.forget()
    worry.forget()
    cache.clear()
