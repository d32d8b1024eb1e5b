"""Who is in the story: members with their ways, the team, seats in groups, care ties and bonds."""

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

from cairn.demo.shape import Bonded, Care, Place, Sitting, Somebody, Story, dice, rows, sections

USES = frozenset({"drink", "opioids", "stims"})
# Ties of the cast that tests, screenshots and the first minutes of a visitor rely on.
CAST_BONDS = [("partners", "ana", "bo"), ("mentor", "ana", "cleo"), ("mentor", "mo", "clyde"), ("mentor", "lena", "bernice")]
WITHOUT_OWNER = {"ray"}


def members(today: dt.date) -> dict[str, Somebody]:
    """Members, alumni and supporters from the table of people."""
    found = {}
    for full, gender, languages, level, days, ways, _groups, facts in rows("people.txt"):
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


def team(today: dt.date) -> dict[str, Somebody]:
    """The twelve who work here."""
    found = {}
    for full, gender, languages, role, days in rows("team.txt"):
        name, _, last = full.partition(" ")
        joined = today - dt.timedelta(days=int(days))
        found[name.lower()] = Somebody(name.lower(), name, last, gender, tuple(languages.split()), role, joined)
    return found


def places() -> dict[str, Place]:
    """The twelve groups."""
    promise = {language: "\n".join(lines) for language, lines in sections("agreements.txt").items()}
    found = {}
    for key, name, kind, track, flavour, language, cap, is_open, session, leads, purpose in rows("organisation.txt"):
        weekday, clock, minutes = session.split()
        found[key] = Place(
            key, name, kind, track, flavour, language, int(cap), is_open == "yes", int(weekday),
            dt.time.fromisoformat(clock.zfill(5)), int(minutes), tuple(leads.lower().split()), purpose, promise[language],
            {"therapy": "evening", "peer": "mind"}.get(kind, "") if key != "skills" else "mind",
        )  # fmt: skip
    return found


def moment(day: dt.date, clock: dt.time, zone: str) -> dt.datetime:
    """A wall time of that zone as a moment in UTC."""
    return dt.datetime.combine(day, clock, ZoneInfo(zone)).astimezone(dt.UTC)


def take_seats(story: Story) -> None:
    """Everybody sits where the table says; Jo sat in Tuesday group and has left it."""
    noon = dt.time(12)
    for full, *_, groups, _facts in rows("people.txt"):
        one = story.people[full.split()[0].lower()]
        for key in groups.split():
            day = max(one.joined + dt.timedelta(days=dice(one.key, key).randrange(3)), one.joined)
            story.sittings.append(Sitting(key, one.key, "member", min(moment(day, noon, story.zone), story.now)))
    for place in story.places.values():
        for number, lead in enumerate(place.leads):
            since = moment(story.people[lead].joined, noon, story.zone)
            part = "facilitator" if number == 0 else "co_facilitator"
            seat = next((s for s in story.sittings if (s.place, s.person) == (place.key, lead)), None)
            if seat:
                seat.part = part
            else:
                story.sittings.append(Sitting(place.key, lead, part, since))
    jo = story.people["jo"]
    left = story.now - dt.timedelta(days=19)
    story.sittings.append(Sitting("tuesday", "jo", "member", moment(jo.joined, noon, story.zone), left))


def tie_care(story: Story) -> None:
    """Each member has the leads of their first group as care team, with the peer specialist as owner."""
    for one in story.members():
        if one.role != "member":
            continue
        first = next(s.place for s in story.sittings if s.person == one.key and s.until is None)
        leads = [story.people[key] for key in _care_leads(story.places[first])]
        owner = next((lead.key for lead in leads if lead.role == "peer_specialist"), leads[0].key)
        for lead in leads:
            if one.key in WITHOUT_OWNER and lead.key == owner:
                continue
            is_owner = lead.key == owner
            story.cares.append(Care(one.key, lead.key, is_owner, moment(one.joined, dt.time(13), story.zone)))
    story.cares.append(Care("ana", "elin", False, moment(story.people["ana"].joined, dt.time(13), story.zone)))


def _care_leads(place: Place) -> tuple[str, ...]:
    return {"women": ("grace", "pia"), "open": ("theo", "noor"), "morning": ("theo", "noor"), "family": ("marisol", "odell")}.get(
        place.key, place.leads
    )


def tie_bonds(story: Story) -> None:
    """Partners among people who sit together, alumni as mentors, and a room for each member with their owner."""
    chance = dice("bonds")
    wanted = list(CAST_BONDS)
    taken = {key for _kind, *pair in wanted for key in pair}
    for place in story.places.values():
        sitting = [s.person for s in story.sittings if s.place == place.key and s.part == "member" and not s.until]
        free = [k for k in sitting if _may_pair(story.people[k]) and k not in taken]
        chance.shuffle(free)
        for first, second in list(zip(free[::2], free[1::2], strict=False))[:3]:
            wanted.append(("partners", first, second))
            taken |= {first, second}
    wanted += _mentors(story, chance, taken)
    wanted += [("care", tie.person, tie.carer) for tie in story.cares if tie.owner and chance.random() < 0.4 or tie.person == "ana"]
    for kind, first, second in dict.fromkeys(wanted):
        later = max(story.people[first].joined, story.people[second].joined) + dt.timedelta(days=chance.randrange(1, 5))
        since = min(moment(later, dt.time(15), story.zone), story.now - dt.timedelta(hours=30))
        story.bonds.append(Bonded(f"{kind}:{first}:{second}", kind, first, second, since))


def _may_pair(one: Somebody) -> bool:
    return one.role == "member" and one.course not in {"fading", "silent", "hidden", "quiet", "new"}


def _mentors(story: Story, chance: Random, taken: set[str]) -> list[tuple[str, str, str]]:
    alumni = [one for one in story.members() if one.role == "alum" and one.key not in taken]
    mentees = [one for one in story.members() if one.role == "member" and one.course in {"rising", "steady", "wavy", "new"}]
    chance.shuffle(mentees)
    pairs = []
    for mentor in alumni:
        for mentee in mentees:
            if mentor.programme == mentee.programme and mentor.language == mentee.language:
                pairs.append(("mentor", mentee.key, mentor.key))
                mentees.remove(mentee)
                break
    return pairs
