"""`cairn stage`: fill an empty database for measuring. Everything is as the product writes it, only in bulk.

Members are bench0, bench1, ... with the address bench<i>@bench.localhost; all share one password, which is
printed and of no use elsewhere. The messages carry no facts: nobody ever sent them.
"""

import argparse
import datetime as dt
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cairn.chat import keeping
from cairn.chat.keeping import Fresh
from cairn.chat.models import Room
from cairn.demo.ledger import Ledger
from cairn.demo.scripts import Telling, read
from cairn.demo.shape import Somebody, dice
from cairn.groups.models import Agreement, Group, Seat, Signature
from cairn.kit import wall
from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.ids import id_at
from cairn.people.models import Account, Contact, Organisation, Person, Role
from cairn.trust.keys import ring

SLUG, PASSWORD = "bench", "bench-only-password"
PROMISE = "What is said here stays here."
CHUNK = 20_000
SPAN, DAY = dt.timedelta(days=90), dt.timedelta(days=1)


def main(argv: list[str]) -> int:
    """Fill the database, or only one room of a stage that stands already."""
    options = _parser().parse_args(argv)
    with wall.everywhere("the stage asks whether anybody is here yet"):
        standing = Organisation.objects.filter(slug=SLUG).first()
        strangers = Organisation.objects.exclude(slug=SLUG).exists()
    if strangers:
        print("This database is in use. The stage is only for an empty one.", file=sys.stderr)
        return 2
    began = time.perf_counter()
    if standing is None:
        standing = build(options.members, options.group_size)
        for room in _rooms(standing):
            fill(room, options.history)
        print(f"{options.members} members bench0 ... bench{options.members - 1}@bench.localhost, password {PASSWORD}")
    if options.fill:
        fill(_rooms(standing)[options.fill[0]], options.fill[1])
        print(f"{options.fill[1]} messages in group {options.fill[0]}")
    print(f"{time.perf_counter() - began:.1f} s")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cairn stage", description=__doc__)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--group-size", type=int, default=10)
    parser.add_argument("--history", type=int, default=0, metavar="M", help="messages in every room")
    parser.add_argument("--fill", type=int, nargs=2, metavar=("GROUP", "COUNT"), help="this many more in one room")
    return parser


def build(members: int, group_size: int) -> Organisation:
    """The organisation `bench`, its people with accounts and keys, its groups with seats and signed agreements."""
    with transaction.atomic():
        organisation = Organisation.objects.create(slug=SLUG, name="Bench", is_demo=True)
        wall.serve(organisation.pk)
        ledger = Ledger(organisation)
        people = _people(ledger, members)
        ledger.write()
    with transaction.atomic():
        for person in people:
            ring.sealing_key(organisation.pk, person.pk)
    lead, *rest = people
    for person in rest:
        address = f"{person.chosen_name}@bench.localhost"
        index = blind_index(address, "contact")
        ledger.add(
            Contact, person.made_at, person=person, email=address, legal_name=person.chosen_name, email_index=index
        )
    for number in range(0, members, group_size):
        _group(ledger, number // group_size, lead, rest[number : number + group_size])
    ledger.write()
    return organisation


def _people(ledger: Ledger, members: int) -> list[Person]:
    """The lead of all groups, then the members."""
    names = ["bench-lead", *(f"bench{number}" for number in range(members))]
    password = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    accounts = [
        Account(username=blind_index(f"{name}@bench.localhost", "account"), password=password) for name in names
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    at = now() - SPAN
    people = [ledger.add(Person, at, account=a, chosen_name=name) for a, name in zip(accounts, names, strict=True)]
    for person in people:
        role = Role.Kind.THERAPIST if person is people[0] else Role.Kind.MEMBER
        ledger.add(Role, at, person=person, role=role)
        ledger.told("person.welcomed", person, at, by=people[0].pk)
    return people


def _group(ledger: Ledger, number: int, lead: Person, members: Sequence[Person]) -> None:
    at = now() - SPAN
    group = ledger.add(Group, at, name=f"Group {number}", kind=Group.Kind.PEER, size_cap=len(members))
    agreement = ledger.add(Agreement, at, group=group, version=1, text=PROMISE)
    ledger.add(Room, at, group=group)
    ledger.told("group.opened", group, at, by=lead.pk)
    for person in (lead, *members):
        part = Seat.Part.FACILITATOR if person is lead else Seat.Part.MEMBER
        seat = ledger.add(Seat, at, group=group, person=person, part=part, signed_version=1, needed_version=1)
        ledger.add(Signature, at, person=person, agreement=agreement)
        ledger.told("seat.taken", seat, at, by=lead.pk)
        ledger.told("agreement.signed", seat, at, by=person.pk)


def _rooms(organisation: Organisation) -> list[Room]:
    wall.serve(organisation.pk)
    return list(Room.objects.filter(organisation=organisation).exclude(group=None).order_by("group_id"))


def fill(room: Room, count: int) -> None:
    """This many more messages at the end of a room, over the days before now, sealed under their authors' keys."""
    seats = Seat.live(Seat.Part.MEMBER).filter(organisation_id=room.organisation_id, group_id=room.group_id or 0)
    authors = list(seats.order_by("pk").values_list("person_id", flat=True))
    first = room.last_number
    pending = _messages(room, authors, first, count)
    while batch := list(islice(pending, CHUNK)):
        with transaction.atomic():
            keeping.insert(batch)
            keeping.advance([(room.pk, batch[-1].number)], batch[-1].made_at)
        if count > CHUNK:
            print(f"  {batch[-1].number - first} of {count}", flush=True)
    room.last_number = first + count


def _messages(room: Room, authors: Sequence[int], first: int, count: int) -> Iterator[Fresh]:
    words = sentences()
    begin = room.last_at or now() - SPAN
    # History ends a day ago, so that a room can be filled further without reaching into tomorrow.
    end = now() - DAY if room.last_at is None else now()
    step, pk = (end - begin) / max(count, 1), 0
    chance = secrets.SystemRandom()
    for number in range(1, count + 1):
        at = begin + step * number
        # Rising within the room; the low bits are random, because other rooms have messages of the same millisecond.
        pk = max(pk + 1, id_at(int(at.timestamp() * 1000)) + chance.getrandbits(22))
        author, body = authors[number % len(authors)], words[(number * 7) % len(words)]
        yield Fresh(pk, room.organisation_id, room.pk, first + number, author, f"stage-{pk}", body, at, kind="text")


def sentences() -> list[str]:
    """Lines as people write them, for rooms that are only there to be long."""
    one = Somebody("kim", "Kim", "", "x", ("en",), "member", dt.date(2025, 1, 1))
    day = dt.date(2025, 1, 8)
    found = []
    for script in read("everyday.txt", "en"):
        telling = Telling(dict.fromkeys("ABCDTPEGO", one), "en", dice("stage", script.title), variant=0)
        found += [telling.fill(line.text, day) for line in script.lines]
    return found
