"""A clinic's everyday life, so many times as much: `python -m bench.inside.life TIMES`.

Only with the product's own actions, so that every row is one it could have made. What a page lists grows with
TIMES: people, groups and their seats, messages, check-ins and who was shown them, encouragement, concerns,
notices, asks, looks.
"""

import sys
from dataclasses import dataclass, field

from django.db import transaction

from bench.inside import setup  # noqa: F401  (before any model)
from cairn.care.actions import let_silence_be_noticed, put_on_care_team
from cairn.chat.models import Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.checkins.actions import encourage, make_checkin
from cairn.checkins.models import CheckIn
from cairn.groups.actions import ask_to_join, invite_to_group, open_group, seat_person, sign_agreement
from cairn.groups.models import Group, Seat
from cairn.kit import wall
from cairn.pairs.actions import tie_bond
from cairn.people.actions import welcome_person
from cairn.people.models import Account, Organisation, Person, Role
from cairn.trust.viewer import Viewer

PROMISE = "What is said here stays here."
WORDS = "I had a hard morning but used the breathing exercise before group."
STAFF = {"pia": "peer_specialist", "dev": "therapist", "elin": "coordinator", "hana": "privacy_officer"}
MEMBERS, GROUPS, MESSAGES, CHECKINS = 9, 3, 20, 4


@dataclass
class Life:
    """One organisation and its people."""

    organisation: Organisation
    boss: Person
    staff: dict[str, Person] = field(default_factory=dict)
    members: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def welcome(self, name: str, role: str) -> Person:
        """Somebody new, who can sign in."""
        account = Account.objects.make(f"{name.lower().replace(' ', '.')}@example.org", None)
        return welcome_person(Viewer.of(self.boss), chosen_name=name, roles=(role,), account=account)

    def gather(self, times: int) -> None:
        """People, groups, seats, care teams, partners."""
        boss = Viewer.of(self.boss)
        self.staff = {name: self.welcome(name.title(), role) for name, role in STAFF.items()}
        self.members = [self.welcome(f"Member {i}", "member") for i in range(MEMBERS * times)]
        for i in range(GROUPS * times):
            group = open_group(boss, agreement=PROMISE, name=f"Group {i}", kind="peer", size_cap=99)
            self.groups.append(group)
            self.sit(group, self.staff["dev"], Seat.Part.FACILITATOR)
        for member in self.members:
            self.sit(self.groups[0], member)
            put_on_care_team(boss, member, self.staff["pia"], is_owner=True)
            put_on_care_team(boss, member, self.staff["dev"])
            let_silence_be_noticed(Viewer.of(member), yes=True)
        for group in self.groups[1 : 2 * times]:
            self.sit(group, self.members[0])
        for group in self.groups[2 * times :]:
            invite_to_group(Viewer.of(self.staff["dev"]), group, self.members[0])
            for member in self.members[1:4]:
                ask_to_join(Viewer.of(member), group)
        for other in self.members[1 : 1 + times]:
            tie_bond(Viewer.of(self.staff["elin"]), "partners", [(self.members[0], "partner"), (other, "partner")])

    def sit(self, group: Group, person: Person, part: str = Seat.Part.MEMBER) -> None:
        """A seat, and the agreement signed."""
        seat = seat_person(Viewer.of(self.boss), group, person, part=part)
        sign_agreement(Viewer.of(person), seat, version=1)

    def talk(self, times: int) -> None:
        """Messages in every room of the first member."""
        mine = Viewer.of(self.members[0]).see(Room)
        for room in mine:
            for n in range(MESSAGES * times):
                writer = self.members[n % len(self.members)] if room.group_id == self.groups[0].pk else self.members[0]
                send_messages(
                    [Outgoing(self.organisation.pk, writer.pk, room.pk, f"life{room.pk}-{n}", f"{WORDS} {n}")]
                )

    def check_in(self, times: int) -> None:
        """Check-ins shown to team and group, answered, some of them worrying; and staff who look."""
        for member in self.members:
            for n in range(CHECKINS * times if member is self.members[0] else 2):
                made = make_checkin(
                    Viewer.of(member),
                    client_id=f"life{n}",
                    words=WORDS,
                    to_partner=True,
                    to_team=True,
                    to_groups=[self.groups[0]],
                    safe=n != 1,
                    confidence=n % 11,
                )
                other = self.members[1] if member is self.members[0] else self.members[0]
                encourage(Viewer.of(other), made, kind="words", client_id=f"life{made.pk}", words="With you.")
            for looker in (self.staff["pia"], self.staff["dev"]):
                list(Viewer.of(looker).open(CheckIn, of=member))


def main(times: int) -> None:
    """Everything, in one organisation."""
    with transaction.atomic():
        organisation = Organisation.objects.create(slug="bench", name="Bench House", zone="America/Phoenix")
        wall.serve(organisation.pk)
        account = Account.objects.make("gil@example.org", None)
        boss = Person.objects.create(organisation=organisation, chosen_name="Gil", account=account)
        Role.objects.create(organisation=organisation, person=boss, role=Role.Kind.ADMINISTRATOR)
        life = Life(organisation, boss)
        life.gather(times)
    life.talk(times)
    life.check_in(times)


if __name__ == "__main__":
    main(int(sys.argv[1]))
