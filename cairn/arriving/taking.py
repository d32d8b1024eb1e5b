"""Taking a roster in: all of it or nothing, safe to repeat, at the cost of a few queries however long it is."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cairn.arriving.checking import Checked, Line, check
from cairn.arriving.models import Arrival, Roster
from cairn.arriving.sheet import Sheet
from cairn.care.models import CareTie, Enrolment, Episode, Level
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.people.models import Contact, Person, Role
from cairn.trust.action import action
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

STILL_WRONG = _("Something in the list is still to be mended. Nobody was taken in.")
GONE = _("This list was taken in or put away already.")


@action
def send_roster(viewer: Viewer, sheet: Sheet, *, pk: int) -> Roster:
    """Keep a list to look at and mend. `pk` makes a retry harmless."""
    viewer.must("manage_people", viewer.me)
    if before := Roster.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first():
        viewer.did_before()
        return before
    roster = Roster(organisation_id=viewer.organisation_id, pk=pk, by=viewer.me)
    roster.sheet = sheet.to_text()
    roster.save(force_insert=True)
    viewer.did("roster.sent", roster)
    return roster


@action
def mend_roster(viewer: Viewer, roster: Roster, cells: dict[tuple[int, str], str]) -> Roster:
    """Put cells right, named by row and column."""
    viewer.must("handle", roster)
    sheet = _sheet_of(roster)
    place = {number: index for index, number in enumerate(sheet.numbers)}
    for (row, column), text in cells.items():
        if row in place:
            sheet.rows[place[row]][column] = text
    roster.sheet = sheet.to_text()
    roster.save(update_fields=["sheet_sealed"])
    viewer.did("roster.mended", roster)
    return roster


@action
def put_roster_away(viewer: Viewer, roster: Roster) -> Roster:
    """Nobody is taken in, and the list is gone."""
    viewer.must("handle", roster)
    if roster.taken_at or roster.put_away_at:
        viewer.did_before()
        return roster
    roster.put_away_at, roster.sheet = now(), ""
    roster.save(update_fields=["put_away_at", "sheet_sealed"])
    viewer.did("roster.put_away", roster)
    return roster


def _sheet_of(roster: Roster) -> Sheet:
    if not roster.sheet:
        raise Refused(GONE)
    return Sheet.of_text(roster.sheet)


@action
def take_roster(viewer: Viewer, roster: Roster) -> Roster:
    """Take everybody in who is not here yet. Those who are stay as they are. The list itself is then emptied."""
    viewer.must("handle", roster)
    roster = Roster.objects.select_for_update().get(organisation_id=viewer.organisation_id, pk=roster.pk)
    if roster.taken_at:
        viewer.did_before()
        return roster
    checked = check(viewer, _sheet_of(roster))
    if checked.problems:
        raise Refused(STILL_WRONG)
    people = _people(viewer, checked.fresh)
    with ring.fresh_keys(viewer.organisation_id, [person.pk for person in people]):
        _contacts(viewer, people, checked.fresh)
    _care(viewer, people, checked.fresh)
    place = viewer.organisation_id
    Arrival.objects.bulk_create(Arrival(organisation_id=place, roster=roster, person=person) for person in people)
    _close(roster, checked, len(people))
    viewer.did("roster.taken", roster)
    return roster


def _close(roster: Roster, checked: Checked, made: int) -> None:
    roster.taken_at, roster.made, roster.known, roster.sheet = now(), made, len(checked.lines) - made, ""
    roster.save(update_fields=["taken_at", "made", "known", "sheet_sealed"])


def _people(viewer: Viewer, lines: Sequence[Line]) -> list[Person]:
    place = viewer.organisation_id
    people = [Person(organisation_id=place, chosen_name=line.chosen_name, language=line.language) for line in lines]
    Person.objects.bulk_create(people)
    pairs = zip(people, lines, strict=True)
    Role.objects.bulk_create(Role(organisation_id=place, person=person, role=line.role) for person, line in pairs)
    for person in people:
        viewer.did("person.welcomed", person)
    return people


def _contacts(viewer: Viewer, people: Sequence[Person], lines: Sequence[Line]) -> None:
    contacts = []
    for person, line in zip(people, lines, strict=True):
        contact = Contact(
            organisation_id=viewer.organisation_id, person=person, email_index=line.email_index,
            reference_index=line.reference_index,
        )  # fmt: skip
        contact.legal_name, contact.email, contact.phone = line.legal_name, line.email, line.phone
        contact.reference = line.reference
        contacts.append(contact)
    Contact.objects.bulk_create(contacts)


def _care(viewer: Viewer, people: Sequence[Person], lines: Sequence[Line]) -> None:
    place, episodes, stays, ties = viewer.organisation_id, [], [], []
    for person, line in zip(people, lines, strict=True):
        if line.carer:
            ties.append(CareTie(organisation_id=place, person=person, carer_id=line.carer, is_owner=True))
        if line.level is None or line.since is None:
            continue
        over = line.level.kind == Level.Kind.ALUMNI
        episode = Episode(
            organisation_id=place, person=person, programme_id=line.level.programme_id, began_on=line.since,
            ended_on=line.since if over else None,
        )  # fmt: skip
        step = Enrolment.Step.DISCHARGED if over else Enrolment.Step.ADMITTED
        stays.append(
            Enrolment(
                organisation_id=place, person=person, level=line.level, episode=episode, began_on=line.since, step=step
            )
        )
        episodes.append(episode)
    Episode.objects.bulk_create(episodes)
    Enrolment.objects.bulk_create(stays)
    CareTie.objects.bulk_create(ties)
    for stay in stays:
        viewer.did("person.enrolled", stay)
    for tie in ties:
        viewer.did("care.tied", tie)
