"""The cast: the people every test knows. "Ivo sees nothing" is a whole thought.

Ana and Bo sit in Tuesday group and are accountability partners; Cleo is Ana's mentor; Dev (therapist) leads
the group together with Pia (peer specialist); Elin coordinates; Finn is an alum; Gil administers; Hana is
privacy officer; Ivo sits in another group; Jo has left Tuesday group; Sam is Ana's brother; Zoe belongs to
another organisation. The stage is set with real actions only.
"""

import time
from dataclasses import dataclass

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from cairn.care.actions import put_on_care_team
from cairn.care.models import Level, Programme
from cairn.chat.models import Message, Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.groups.actions import leave_group, open_group, seat_person, sign_agreement
from cairn.groups.models import Group, Seat
from cairn.kit import wall
from cairn.kit.ids import new_id
from cairn.pairs.actions import tie_bond
from cairn.people.actions import welcome_person
from cairn.people.models import Account, Organisation, Person, Role
from cairn.privacy.consenting import let_silence_be_noticed
from cairn.trust.viewer import Viewer

ROLES = {
    "ana": ("member",),
    "bo": ("member",),
    "cleo": ("alum",),
    "dev": ("therapist",),
    "elin": ("coordinator",),
    "finn": ("alum",),
    "hana": ("privacy_officer",),
    "ivo": ("member",),
    "jo": ("member",),
    "pia": ("peer_specialist",),
    "sam": ("supporter",),
}
PROMISE = "What is said here stays here."


@dataclass
class Cast:
    """Everybody, and the places they share."""

    harbor: Organisation
    lantern: Organisation
    ana: Person
    bo: Person
    cleo: Person
    dev: Person
    elin: Person
    finn: Person
    gil: Person
    hana: Person
    ivo: Person
    jo: Person
    pia: Person
    sam: Person
    zoe: Person
    tuesday: Group
    steps: Group
    room: Room
    pair_room: Room

    def everyone(self) -> dict[str, Person]:
        """All persons by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def as_(person: Person) -> Viewer:
    """The viewer that a person is; from here on the thread serves their organisation."""
    wall.serve(person.organisation_id)
    return Viewer.of(person)


def browser(person: Person) -> Client:
    """A signed-in browser of that person, without JavaScript. The second step was shown: staff are let in nowhere else."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session.update(second_step_shown(person.account))
    session.save()
    return client


def second_step_shown(account: Account) -> dict[str, object]:
    """What a session holds after the second step."""
    shown = [{"method": "mfa", "type": "webauthn", "at": time.time()}]
    return {
        "account_authentication_methods": shown,
        "account_authentication_methods_user": user_id_to_str(account),
    }


def say(person: Person, room: Room, body: str, **more: object) -> Message:
    """Write in a room; fails if it was refused."""
    one = Outgoing(person.organisation_id, person.pk, room.pk, f"test-{new_id()}", body, **more)  # type: ignore[arg-type]
    answer = send_messages([one]).answers[0]
    assert answer.message is not None, answer.refused
    return Message.objects.get(organisation_id=person.organisation_id, pk=answer.message.pk)


def _found(slug: str, name: str, administrator: str) -> tuple[Organisation, Person]:
    organisation = Organisation.objects.create(slug=slug, name=name, zone="America/Phoenix")
    wall.serve(organisation.pk)
    account = Account.objects.make(f"{administrator.lower()}@example.org", None)
    first = Person.objects.create(organisation=organisation, chosen_name=administrator, account=account)
    Role.objects.create(organisation=organisation, person=first, role=Role.Kind.ADMINISTRATOR)
    return organisation, first


def _sit(leader: Person, group: Group, person: Person, part: str = Seat.Part.MEMBER) -> Seat:
    seat = seat_person(as_(leader), group, person, part=part)
    return sign_agreement(as_(person), seat, version=1)


def set_the_stage() -> Cast:
    """Two organisations with everybody in their places."""
    lantern, zara = _found("lantern-bay", "Lantern Bay", "Zara")
    zoe = _welcome(zara, "zoe", ("member",))
    harbor, gil = _found("harbor-house", "Harbor House", "Gil")
    people = {name: _welcome(gil, name, roles) for name, roles in ROLES.items()}
    programme = Programme.objects.create(organisation=harbor, name="Evening IOP")
    Level.objects.create(organisation=harbor, programme=programme, kind="iop", name="IOP", hours_min=9, hours_max=19)
    tuesday = open_group(as_(gil), agreement=PROMISE, name="Tuesday group", kind="therapy", programme=programme)
    steps = open_group(as_(gil), agreement=PROMISE, name="Small steps", kind="specialised", size_cap=4)
    for name in ("ana", "bo", "jo"):
        _sit(gil, tuesday, people[name])
    _sit(gil, tuesday, people["dev"], Seat.Part.FACILITATOR)
    _sit(gil, tuesday, people["pia"], Seat.Part.CO_FACILITATOR)
    _sit(gil, steps, people["ivo"])
    leave_group(as_(people["jo"]), Seat.held().get(organisation=harbor, person=people["jo"]))
    for carer in ("pia", "dev"):
        put_on_care_team(as_(gil), people["ana"], people[carer], is_owner=carer == "pia")
    let_silence_be_noticed(as_(people["ana"]), yes=True)
    elin = as_(people["elin"])
    tie_bond(elin, "partners", [(people["ana"], "partner"), (people["bo"], "partner")])
    pair_room = Room.objects.get(organisation=harbor, group=None)
    tie_bond(elin, "mentor", [(people["cleo"], "mentor"), (people["ana"], "mentee")])
    room = Room.objects.get(organisation=harbor, group=tuesday)
    return Cast(
        harbor, lantern, gil=gil, zoe=zoe, tuesday=tuesday, steps=steps, room=room, pair_room=pair_room, **people
    )


def _welcome(by: Person, name: str, roles: tuple[str, ...]) -> Person:
    account = Account.objects.make(f"{name}@example.org", None)
    return welcome_person(
        as_(by), chosen_name=name.title(), roles=roles, account=account, legal_name=f"{name.title()} Legalname"
    )
