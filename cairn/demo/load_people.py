"""The organisation, its people and places, into the database."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cairn.care.models import CareTie, Enrolment, Episode, Level, Programme
from cairn.chat.models import Party, Room
from cairn.demo.ledger import Ledger
from cairn.demo.shape import Sitting, Somebody, Story, dice
from cairn.groups.models import Agreement, Ask, Group, Seat, Signature
from cairn.kit import wall
from cairn.kit.blind import blind_index
from cairn.notices.models import Notice
from cairn.pairs.models import Bond, Tie
from cairn.people.models import Account, Contact, Organisation, Paper, Person, Receipt, Role
from cairn.people.showing import first_papers
from cairn.privacy.models import Consent
from cairn.trust.keys import ring

PROGRAMMES = {"mind": ("Mental health IOP", False), "evening": ("Evening IOP", True)}
LEVELS = [
    ("php", "Partial day", 20, None),
    ("iop", "Intensive outpatient", 9, 19),
    ("outpatient", "Outpatient", 0, 9),
    ("alumni", "Alumni", 0, None),
]
PARTS = {"partners": ("partner", "partner"), "mentor": ("mentee", "mentor")}
DUTY = {str(day): ["08:00", "21:00"] for day in range(7)}
HALF_YEAR = dt.timedelta(days=180)


@dataclass
class Loaded:
    """The rows of a story by its keys."""

    story: Story
    ledger: Ledger
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    manager: int = 0


def found(story: Story, taken: dict[int, int]) -> Loaded:
    """The organisation with everybody in it and a key for each, committed: what follows is sealed with these keys."""
    name, phone, hours = story.crisis
    with transaction.atomic():
        organisation = Organisation.objects.create(
            slug=story.slug, name=story.name, zone=story.zone, crisis_name=name, crisis_phone=phone, crisis_hours=hours,
            line_hours=DUTY, privacy_contact=f"the privacy officer of {story.name}, {phone}", setup_step=5,
            is_demo=True, part2_status=Organisation.Part2.YES, made_at=story.now - HALF_YEAR * 10,
        )  # fmt: skip
        wall.serve(organisation.pk)
        first_papers(organisation)
        loaded = Loaded(story, Ledger(organisation, taken))
        _people(loaded)
    with transaction.atomic():
        for person in loaded.people.values():
            ring.sealing_key(organisation.pk, person.pk)
    return loaded


def _people(loaded: Loaded) -> None:
    story, ledger = loaded.story, loaded.ledger
    accounts = {
        one.key: Account(username=blind_index(_address(story, one), "account"), password=make_password(None))
        for one in story.people.values()
    }
    Account.objects.bulk_create(accounts.values())
    for one in story.people.values():
        at = story.moment(one.joined, 10)
        zone = "" if one.key != "finn" else "America/New_York"
        person = ledger.add(
            Person, at, account=accounts[one.key], chosen_name=one.name, language=one.language, zone=zone
        )
        person.shows_typing = dice("typing", one.key).random() < 0.5
        loaded.people[one.key] = person
    loaded.manager = next(loaded.people[one.key].pk for one in story.staff() if one.role == "administrator")
    for one in story.people.values():
        at, person = story.moment(one.joined, 10), loaded.people[one.key]
        ledger.add(Role, at, person=person, role=one.role)
        ledger.told("person.welcomed", person, at, by=loaded.manager, grounds="mine & administrator")
    ledger.write()


def _address(story: Story, one: Somebody) -> str:
    return f"{one.key}@{story.slug}.example"


def settle(loaded: Loaded) -> None:
    """Contact data, programmes, enrolments, care ties, groups, seats, bonds and their rooms."""
    _contacts(loaded)
    _receipts(loaded)
    _programmes(loaded)
    _care(loaded)
    _groups(loaded)
    _bonds(loaded)
    loaded.ledger.write()


def _contacts(loaded: Loaded) -> None:
    for number, one in enumerate(loaded.story.people.values()):
        address = _address(loaded.story, one)
        loaded.ledger.add(
            Contact, loaded.story.moment(one.joined, 10), person=loaded.people[one.key], email_index=blind_index(address, "contact"),
            legal_name=f"{one.name} {one.last_name}", email=address, phone=f"602-555-{100 + number:04d}",
        )  # fmt: skip


def _receipts(loaded: Loaded) -> None:
    """Everybody who comes was shown notice and promise on their first day."""
    papers = Paper.objects.filter(organisation=loaded.ledger.organisation, is_current=True).order_by("kind")
    staff = {one.key for one in loaded.story.staff()}
    shown = list(papers)
    for one in loaded.story.people.values():
        if one.key in staff:
            continue
        at, person = loaded.story.moment(one.joined, 10) + dt.timedelta(minutes=4), loaded.people[one.key]
        for paper in shown:
            receipt = loaded.ledger.add(Receipt, at, person=person, paper=paper, language=one.language)
            loaded.ledger.told("paper.received", receipt, at, by=person.pk)


def _programmes(loaded: Loaded) -> None:
    story, ledger, opened = loaded.story, loaded.ledger, loaded.story.now - HALF_YEAR * 9
    levels: dict[tuple[str, str], Level] = {}
    for key, (name, asks) in PROGRAMMES.items():
        if any(one.programme == key for one in story.people.values()):
            programme = ledger.add(Programme, opened, name=name, asks_about_use=asks)
            ledger.told("programme.opened", programme, opened, by=loaded.manager)
            for place, (kind, label, low, high) in enumerate(LEVELS):
                columns = {"kind": kind, "name": label, "hours_min": low, "hours_max": high, "position": place}
                levels[key, kind] = ledger.add(Level, opened, programme=programme, **columns)
    for one in story.members():
        _enrol(loaded, one, levels)


def _enrol(loaded: Loaded, one: Somebody, levels: dict[tuple[str, str], Level]) -> None:
    """Episodes: whoever is at a later level now was at the ones before."""
    steps = {
        "php": ["php"],
        "iop": ["iop"],
        "outpatient": ["iop", "outpatient"],
        "alumni": ["iop", "outpatient", "alumni"],
    }[one.level]
    spans = {"iop": 56, "outpatient": 84}
    day, walked = one.joined, [kind for kind in steps if kind != "alumni"]
    length = sum(spans[kind] for kind in walked[: len(walked) if "alumni" in steps else -1])
    episode = loaded.ledger.add(
        Episode, loaded.story.moment(day, 11), person=loaded.people[one.key], programme=levels[one.programme, walked[0]].programme,
        began_on=day, ended_on=day + dt.timedelta(days=length) if "alumni" in steps else None,
    )  # fmt: skip
    for number, kind in enumerate(steps):
        last = kind == steps[-1]
        ended = None if last else day + dt.timedelta(days=spans[kind])
        at = loaded.story.moment(day, 11)
        row = loaded.ledger.add(
            Enrolment,
            at,
            person=loaded.people[one.key],
            level=levels[one.programme, kind],
            episode=episode,
            step="discharged" if kind == "alumni" else ("down" if number else "admitted"),
            began_on=day,
            ended_on=ended,
        )
        loaded.ledger.told("person.enrolled", row, at, by=loaded.manager)
        day = ended or day


def _care(loaded: Loaded) -> None:
    for tie in loaded.story.cares:
        people = {"person": loaded.people[tie.person], "carer": loaded.people[tie.carer]}
        row = loaded.ledger.add(CareTie, tie.since, is_owner=tie.owner, began_at=tie.since, **people)
        loaded.ledger.told("care.tied", row, tie.since, by=loaded.manager)
    for one in loaded.story.members():
        often = {"hidden": 0.0, "fading": 0.6, "silent": 1.0, "quiet": 0.7}.get(one.course, 0.9)
        if one.key == "ana" or dice("silence", one.key).random() < often:
            at, person = loaded.story.moment(one.joined, 14), loaded.people[one.key]
            loaded.ledger.add(
                Consent, at, person=person, kinds="|here|", covers="|silence|", signed_at=at, language=person.language
            )
            loaded.ledger.told("consent.changed", person, at, by=person.pk)


def _groups(loaded: Loaded) -> None:
    story, ledger = loaded.story, loaded.ledger
    opened = story.now - HALF_YEAR * 8
    programmes = {row.name: row for row in ledger.kept(Programme)}
    agreements: dict[str, Agreement] = {}
    for place in story.places.values():
        of = PROGRAMMES[place.programme][0] if place.programme else ""
        group = loaded.groups[place.key] = ledger.add(
            Group, opened, name=place.name, kind=place.kind, track=place.track, purpose=place.purpose, language=place.language,
            size_cap=place.size_cap, is_open=place.is_open, programme=programmes.get(of),
        )  # fmt: skip
        agreements[place.key] = ledger.add(Agreement, opened, group=group, version=1, text=place.agreement)
        loaded.rooms[place.key] = ledger.add(Room, opened, group=group)
        ledger.told("group.opened", group, opened, by=loaded.manager)
    for sitting in story.sittings:
        _seat(loaded, sitting, agreements[sitting.place])
    _asks(loaded)


def _seat(loaded: Loaded, sitting: Sitting, agreement: Agreement) -> None:
    person, ledger, at = loaded.people[sitting.person], loaded.ledger, sitting.since
    seat = ledger.add(
        Seat, at, group=loaded.groups[sitting.place], person=person, part=sitting.part, signed_version=int(sitting.signed),
        needed_version=1, left_at=sitting.until,
    )  # fmt: skip
    ledger.told("seat.taken", seat, at, by=loaded.manager, grounds="administrator")
    if sitting.signed:
        signed = at + dt.timedelta(minutes=9)
        ledger.add(Signature, signed, person=person, agreement=agreement)
        ledger.told("agreement.signed", seat, signed, by=person.pk)
    else:
        ledger.add(Notice, at, person=person, kind=Notice.Kind.WELCOMED, row=seat.group_id)
    if sitting.until:
        ledger.told("seat.left", seat, sitting.until, by=person.pk)


def _asks(loaded: Loaded) -> None:
    for number, (place, key, way) in enumerate(loaded.story.asks):
        at = loaded.story.now - dt.timedelta(hours=5 + 9 * number)
        person, leads = loaded.people[key], [loaded.people[lead].pk for lead in loaded.story.places[place].leads]
        ask = loaded.ledger.add(Ask, at, group=loaded.groups[place], person=person, way=way)
        invited = way == Ask.Way.INVITED
        by = leads[0] if invited else person.pk
        loaded.ledger.told("group.invited" if invited else "group.asked", ask, at, by=by)
        kind = Notice.Kind.INVITED if invited else Notice.Kind.ASKED
        for told in [person.pk] if invited else leads:
            loaded.ledger.add(Notice, at, person_id=told, kind=kind, row=ask.group_id)


def _bonds(loaded: Loaded) -> None:
    for bond in loaded.story.bonds:
        first, second = loaded.people[bond.first], loaded.people[bond.second]
        if bond.kind in PARTS:
            row = loaded.ledger.add(Bond, bond.since, kind=bond.kind)
            for person, part in zip((first, second), PARTS[bond.kind], strict=True):
                loaded.ledger.add(Tie, bond.since, bond=row, person=person, part=part)
            loaded.ledger.told("bond.tied", row, bond.since, by=loaded.manager)
        room = loaded.rooms[bond.key] = loaded.ledger.add(Room, bond.since)
        for person in (first, second):
            loaded.ledger.add(Party, bond.since, room=room, person=person)
