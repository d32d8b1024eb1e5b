"""Who is in the story: members with their ways, the team, seats in groups, care ties and bonds."""

import datetime as dt
from random import Random

from cairn.demo.shape import Bonded, Care, Place, Sitting, Somebody, Story, dice, rows, sections

USES = frozenset({"drink", "opioids", "stims"})
PROGRAMMES = {"tuesday": "evening", "wednesday": "evening", "both": "evening", "morning": "mind", "skills": "mind"}
# Ties of the cast that visitors meet in their first minutes. Clyde and Bernice are alumni.
CAST_BONDS = [
    ("partners", "ana", "bo"),
    ("mentor", "ana", "cleo"),
    ("mentor", "mo", "clyde"),
    ("mentor", "lena", "bernice"),
]
WITHOUT_OWNER = {"ray"}
# Groups with other leads than the people who care for their members.
CARE_OF = {
    "women": ("pia", "grace"),
    "open": ("theo", "noor"),
    "morning": ("theo", "noor"),
    "family": ("odell", "marisol"),
}


def everybody(house: str, today: dt.date) -> dict[str, Somebody]:
    """The team, then members, alumni and supporters, from the tables of the house."""
    found = {}
    for full, gender, languages, role, days in rows(f"{house}/team.txt"):
        name, _, last = full.partition(" ")
        joined = today - dt.timedelta(days=int(days))
        found[name.lower()] = Somebody(name.lower(), name, last, gender, tuple(languages.split()), role, joined)
    for full, gender, languages, level, days, ways, _groups, facts in rows(f"{house}/people.txt"):
        name, _, last = full.partition(" ")
        programme, step = level.split()
        course, voice = ways.split()
        role = {"alumni": "alum", "supporter": "supporter"}.get(step, "member")
        found[name.lower()] = Somebody(
            key=name.lower(), name=name, last_name=last, gender=gender, languages=tuple(languages.split()), role=role,
            joined=today - dt.timedelta(days=int(days)), programme=programme, level=step, course=course, voice=voice,
            facts=frozenset(facts.split()) | {role},
        )  # fmt: skip
    return found


def places(house: str) -> dict[str, Place]:
    """The groups of the house."""
    promise = {language: "\n".join(lines) for language, lines in sections("agreements.txt").items()}
    found = {}
    for key, name, kind, track, flavour, language, cap, is_open, session, leads, purpose in rows(f"{house}/groups.txt"):
        weekday, clock, minutes = session.split()
        found[key] = Place(
            key, name, kind, track, flavour, language, int(cap), is_open == "yes", int(weekday),
            dt.time.fromisoformat(clock.zfill(5)), int(minutes), tuple(leads.lower().split()), purpose, promise[language],
            PROGRAMMES.get(key, ""),
        )  # fmt: skip
    return found


def settle(story: Story) -> None:
    """Give everybody their seats, care team and bonds."""
    _take_seats(story)
    _tie_care(story)
    _tie_bonds(story)


def _take_seats(story: Story) -> None:
    for full, *_, groups, _facts in rows(f"{story.slug}/people.txt"):
        one = story.people[full.split()[0].lower()]
        for key in groups.split():
            day = one.joined + dt.timedelta(days=dice(one.key, key).randrange(3))
            since = min(story.moment(day, 12), story.now - dt.timedelta(hours=20))
            story.sittings.append(Sitting(key, one.key, "member", since))
    for place in story.places.values():
        for number, lead in enumerate(place.leads):
            part = "facilitator" if number == 0 else "co_facilitator"
            seat = next((s for s in story.sittings if (s.place, s.person) == (place.key, lead)), None)
            if seat:
                seat.part = part
            else:
                story.sittings.append(Sitting(place.key, lead, part, story.moment(story.people[lead].joined, 12)))
    if "jo" in story.people:
        left = story.now - dt.timedelta(days=19)
        story.sittings.append(Sitting("tuesday", "jo", "member", story.moment(story.people["jo"].joined, 12), left))


def _tie_care(story: Story) -> None:
    """Each member is cared for by the leads of their first group, a peer specialist first where there is one."""
    for one in story.members():
        if one.role != "member":
            continue
        first = story.places[next(s.place for s in story.sittings if s.person == one.key and s.until is None)]
        leads = [story.people[key] for key in CARE_OF.get(first.key, first.leads)]
        owner = next((lead.key for lead in leads if lead.role == "peer_specialist"), leads[0].key)
        for lead in leads:
            owned = lead.key == owner and one.key not in WITHOUT_OWNER
            story.cares.append(Care(one.key, lead.key, owned, story.moment(one.joined, 13)))
    if "ana" in story.people:
        story.cares.append(Care("ana", "elin", False, story.moment(story.people["ana"].joined, 13)))


def _tie_bonds(story: Story) -> None:
    """Partners among people who sit together, alumni as mentors, and a room for many members with their owner."""
    chance = dice("bonds", story.slug)
    wanted = list(CAST_BONDS) if "ana" in story.people else []
    taken = {key for _kind, *pair in wanted for key in pair}
    for place in story.places.values():
        sitting = [s.person for s in story.sittings if s.place == place.key and s.part == "member" and not s.until]
        free = [key for key in sitting if _may_pair(story.people[key]) and key not in taken]
        chance.shuffle(free)
        for first, second in list(zip(free[::2], free[1::2], strict=False))[:3]:
            wanted.append(("partners", first, second))
            taken |= {first, second}
    wanted += _mentors(story, chance, taken)
    owned = [tie for tie in story.cares if tie.owner]
    wanted += [("care", tie.person, tie.carer) for tie in owned if chance.random() < 0.4 or tie.person in {"ana", "mo"}]
    for kind, first, second in dict.fromkeys(wanted):
        later = max(story.people[first].joined, story.people[second].joined) + dt.timedelta(days=chance.randrange(1, 5))
        since = min(story.moment(later, 15), story.now - dt.timedelta(hours=30))
        story.bonds.append(Bonded(f"{kind}:{first}:{second}", kind, first, second, since))


def _may_pair(one: Somebody) -> bool:
    return one.role == "member" and one.course not in {"fading", "silent", "hidden", "quiet", "new"}


def _mentors(story: Story, chance: Random, taken: set[str]) -> list[tuple[str, str, str]]:
    alumni = [one for one in story.members() if one.role == "alum" and one.key not in taken]
    courses = {"rising", "steady", "wavy", "new"}
    mentees = [one for one in story.members() if one.role == "member" and one.course in courses and one.key != "ana"]
    chance.shuffle(mentees)
    pairs = []
    for mentor in alumni:
        for mentee in mentees:
            if mentor.programme == mentee.programme and mentor.language == mentee.language:
                pairs.append(("mentor", mentee.key, mentor.key))
                mentees.remove(mentee)
                break
    return pairs
