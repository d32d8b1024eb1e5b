"""The demo's story: believable, kind, the same for the same moment, and in a state worth looking at."""

import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from functools import lru_cache

import pytest

from cairn.chat.models import Message, Room
from cairn.checkins.models import CheckIn
from cairn.demo import stage
from cairn.demo.load import load_demo
from cairn.demo.scripts import Telling, read
from cairn.demo.shape import Said, Somebody, Story, dice, sections
from cairn.demo.story import harbor_house, lantern_bay
from cairn.demo.voices import in_voice
from cairn.home.caseload import who_needs_someone
from cairn.home.reads import rooms_with_news
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.meetings.models import Series, Session
from cairn.people.models import Account, Organisation, Person
from cairn.trust import journal
from cairn.trust.viewer import Viewer
from tests import language

# A Saturday noon, a Tuesday night before group ends, a Monday at four in the morning, in Phoenix.
MOMENTS = [dt.datetime(2026, 11, 21, 19, 30), dt.datetime(2026, 6, 10, 1, 45), dt.datetime(2027, 1, 4, 11, 5)]
SCRIPTS = ("everyday", "recovery", "mind", "special", "team_talk", "pairs", "jueves", "parejas")


@lru_cache(maxsize=3)
def story(number: int = 0) -> Story:
    return harbor_house(MOMENTS[number].replace(tzinfo=dt.UTC))


every_moment = pytest.mark.parametrize("number", range(len(MOMENTS)))


@every_moment
def test_the_organisation_is_of_believable_size(number: int) -> None:
    told = story(number)
    assert len(told.members()) == 90
    assert len(told.staff()) == 12
    assert len(told.places) == 12
    assert {one.level for one in told.members()} == {"php", "iop", "outpatient", "alumni"}
    assert {one.programme for one in told.members()} == {"mind", "evening"}
    assert 4000 <= len(told.messages) <= 6500
    assert 2500 <= len(told.dailies) <= 3500
    assert 3 <= sum(daily.used == "yes" for daily in told.dailies) <= 15


def test_the_same_moment_tells_the_same_story_and_another_tells_another() -> None:
    again = harbor_house(story().now)
    assert [(m.room, m.author, m.at, m.text) for m in again.messages] == [
        (m.room, m.author, m.at, m.text) for m in story().messages
    ]
    assert again.dailies == story().dailies
    assert [m.text for m in story(1).messages] != [m.text for m in story().messages]


def test_another_process_tells_the_same_story() -> None:
    """Sets stand in another order there; nothing that is told may hang on it."""
    asked = "import sys; from tests.test_demo_story import of; sys.stdout.write(of(0))"
    other = {**os.environ, "PYTHONHASHSEED": "4", "DJANGO_SETTINGS_MODULE": "cairn.settings"}
    script = f"import django; django.setup(); {asked}"
    told = subprocess.run([sys.executable, "-c", script], env=other, capture_output=True, text=True, check=True)
    assert told.stdout == of(0)


def of(number: int) -> str:
    """The story in one word."""
    lines = [f"{m.room} {m.author} {m.at} {m.text}" for m in story(number).messages]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@every_moment
def test_nothing_has_happened_yet_that_is_still_to_come(number: int) -> None:
    told = story(number)
    moments = [
        one.at
        for many in (told.messages, told.dailies, told.weeklies, told.cheers, told.reached, told.glances)
        for one in many
    ]
    moments += [step.at for worry in told.worries for step in worry.steps] + [seat.since for seat in told.sittings]
    assert max(moments) < told.now
    assert [m.at for m in told.messages] == sorted(m.at for m in told.messages)


@every_moment
def test_only_people_who_sit_in_a_room_speak_in_it(number: int) -> None:
    told = story(number)
    seats = {(seat.place, seat.person): seat for seat in told.sittings}
    for said in told.messages:
        if ":" in said.room:
            assert said.author in said.room.split(":")[1:], said
        else:
            seat = seats[said.room, said.author]
            assert seat.signed, said
            assert seat.since <= said.at, said
            assert seat.until is None or said.at < seat.until, said


@every_moment
def test_nobody_repeats_what_was_said_in_a_room(number: int) -> None:
    said: dict[str, list[str]] = defaultdict(list)
    for message in story(number).messages:
        if len(message.text) > 24:
            said[message.room].append(message.text)
    repeated = {room: [text for text, times in Counter(texts).items() if times > 1] for room, texts in said.items()}
    assert {room: texts for room, texts in repeated.items() if texts} == {}


@every_moment
def test_people_do_not_repeat_themselves_in_check_ins(number: int) -> None:
    words = Counter((daily.person, daily.words) for daily in story(number).dailies if daily.words)
    assert [key for key, times in words.items() if times > 1] == []
    assert 0.25 < sum(words.values()) / len(story(number).dailies) < 0.55


@every_moment
def test_no_slot_is_left_unfilled(number: int) -> None:
    told = story(number)
    texts = [m.text for m in told.messages] + [d.words for d in told.dailies] + [c.words for c in told.cheers]
    texts += [text for w in told.weeklies for text in (w.went_well, w.was_hard, w.commitment)]
    assert [text for text in texts if re.search(r"[{}|\[\]]|  |\?o\b|^ | $", text)] == []
    assert all(said.text or said.checkin or said.weekly for said in told.messages)


def test_the_story_uses_no_word_that_hurts() -> None:
    texts = [
        line for name in SCRIPTS for script in read(f"{name}.txt", "en") for line in (one.text for one in script.lines)
    ]
    texts += [
        line
        for name in ("checkins.txt", "kindness.txt", "agreements.txt")
        for lines in sections(name).values()
        for line in lines
    ]
    assert [text for text in texts if language.hurtful(text, language.STIGMA_IN_STORIES)] == []


def test_everybody_has_enough_to_say() -> None:
    english = [s for name in SCRIPTS[:6] for s in read(f"{name}.txt", "en")]
    spanish = [s for name in SCRIPTS[6:] for s in read(f"{name}.txt", "es")]
    assert len(english) >= 90
    assert len(spanish) >= 30
    titles = [script.title for script in english + spanish]
    assert len(titles) == len(set(titles))
    for said in (message for message in story().messages if message.room == "jueves" and not message.script):
        assert said.checkin or said.weekly  # everything else in the Spanish group comes from a Spanish script


def test_a_telling_keeps_what_belongs_together() -> None:
    kim = Somebody("kim", "Kim", "", "f", ("en",), "member", dt.date(2026, 1, 1))
    for variant, (offer, answer) in enumerate([("tamales", "tamales"), ("burrito", "burrito")]):
        telling = Telling({"A": kim}, "en", dice("x"), variant=variant)
        day = dt.date(2026, 11, 20)
        assert offer in telling.fill("{I pay in tamales.|A burrito is in it for you.}", day)
        assert answer in telling.fill("{You had me at tamales.|For a burrito I'd move a house.}", day)
    free = Telling({"A": kim}, "es", dice("x"))
    assert free.fill("{A} está cansad{A?o|a} desde {day-1}. {day+1} descansa.", dt.date(2026, 11, 20)) == (
        "Kim está cansada desde el jueves. El sábado descansa."
    )
    assert free.fill("{dog=Olive} y {dog}", dt.date(2026, 11, 20)) == "Olive y Olive"


def test_people_type_in_their_own_way() -> None:
    kim = Somebody("kim", "Kim", "", "f", ("en",), "member", dt.date(2026, 1, 1), voice="lower")
    assert in_voice(kim, "I know. I'm Here.", dice("x")) == "i know. i'm Here"
    assert in_voice(kim, "YES.", dice("x")) == "YES."


@every_moment
def test_answers_stay_on_their_scales(number: int) -> None:
    for daily in story(number).dailies:
        assert daily.mood is None or -5 <= daily.mood <= 5
        assert all(value is None or 0 <= value <= 10 for value in (daily.craving, daily.confidence))
        assert daily.sleep_quality is None or 1 <= daily.sleep_quality <= 5
        assert not daily.not_today or (daily.mood, daily.words, daily.used) == (None, "", None)
        assert all(to in {"partner", "team"} or to.startswith("group:") for to in daily.shown)


@every_moment
def test_how_things_stand_tonight(number: int) -> None:
    told = story(number)
    latest = {daily.person: daily for daily in sorted(told.dailies, key=lambda one: one.at)}
    assert latest["mo"].safe is False
    assert latest["lena"].confidence == 3
    assert latest["lena"].risky_ahead
    assert (told.today - latest["ray"].day).days == 4
    assert latest["tess"].wants == "call"
    assert latest["ana"].day < told.today
    news = [m for m in told.messages if m.room == "tuesday" and m.at > told.read_marks["tuesday", "ana"]]
    assert len(news) >= 10
    assert "ana" not in {m.author for m in news}
    assert not any(care.owner for care in told.cares if care.person == "ray")
    assert {worry.person: worry.owner for worry in told.worries if not worry.outcome} == {"mo": "pia", "tess": None}


def test_the_small_organisation_holds_zoe_and_nobody_of_harbor_house() -> None:
    told = lantern_bay(story().now)
    assert "zoe" in told.people
    assert not set(told.people) & set(story().people)
    assert len(told.messages) > 100


def test_a_lapse_is_met_with_kindness_in_the_room() -> None:
    lapses = [s for name in SCRIPTS for s in read(f"{name}.txt", "en") if s.effect == "lapse"]
    assert len(lapses) >= 5
    for script in lapses:
        first_answer = next(line.text for line in script.lines[1:] if line.speaker != "A")
        assert re.search(r"thank|glad|gracias|qué bueno|safe|medium thing", first_answer, re.I), script.title


# ---- Into the database --------------------------------------------------------------------------------------------


def as_person(name: str) -> Viewer:
    with wall.everywhere("the test looks for one of the cast"):
        person = Person.objects.get(chosen_name=name)
    wall.serve(person.organisation_id)
    return Viewer.of(person)


def room_of(group: str) -> Room:
    with wall.everywhere("the test looks for a room"):
        return Room.objects.get(group__name=group)


@pytest.mark.django_db
def test_the_demo_loads_sealed_and_with_an_unbroken_journal() -> None:
    lines: list[str] = []
    load_demo(lines.append)
    assert any("90 members, 12 staff, 12 groups" in line for line in lines)
    for organisation in Organisation.objects.all():
        wall.serve(organisation.pk)
        assert list(journal.breaks(organisation.pk)) == []
        rows = Message.objects.filter(organisation=organisation)
        assert not rows.filter(body_sealed=b"").exists()
    _what_the_cast_sees()
    _when_they_meet()
    with pytest.raises(ValueError, match="empty database"):
        load_demo(lines.append)


def _when_they_meet() -> None:
    """Eight weeks behind and eight ahead, each group on its day; Dev leads Tuesday group; Ana has an hour of her own."""
    ana, moment = as_person("Ana"), now()
    tuesday = list(ana.see(Session).filter(group__name="Tuesday group").order_by("on"))
    assert len(tuesday) in (16, 17) and {row.local_begin.weekday() for row in tuesday} == {1}
    assert {str(row.facilitator) for row in tuesday} == {"Dev"}
    assert 7 <= len([row for row in tuesday if row.begins_at < moment]) <= 9
    assert [row.local_begin.hour for row in tuesday].count(19) == 1, "one was moved"
    assert ana.see(Session).filter(kind="individual").count() in (16, 17)
    assert not as_person("Bo").see(Session).filter(kind="individual").filter(series__in=ana.see(Series)).exists()
    groups = as_person("Elin").see(Session).exclude(group=None)
    assert len(set(groups.values_list("group", flat=True))) == 12
    for row in as_person("Elin").see(Session).select_related("facilitator"):
        assert row.facilitator_id and row.begins_at < row.ends_at
    for outsider in ("Jo", "Ivo", "Zoe", "Sam"):
        assert not as_person(outsider).see(Session).filter(group__name="Tuesday group").exists(), outsider


def _what_the_cast_sees() -> None:
    pia, ana, tuesday = as_person("Pia"), as_person("Ana"), room_of("Tuesday group")
    needs = [need.person.chosen_name for need in who_needs_someone(as_person("Pia"))]
    assert needs[:4] == ["Mo", "Tess", "Lena", "Ray"]
    assert who_needs_someone(as_person("Dev"))
    news = list(rooms_with_news(as_person("Ana")))
    assert tuesday in news
    assert as_person("Ana").see(Message).filter(room=tuesday).count() == tuesday.last_number
    bodies = [m.body for m in as_person("Ana").see(Message).filter(room=tuesday).order_by("-number")[:3]]
    assert "It has a pattern. The pattern has a pattern" in bodies
    for outsider in ("Jo", "Ivo", "Zoe", "Gil", "Hana", "Sam"):
        assert not as_person(outsider).see(Message).filter(room=tuesday).exists(), outsider
    assert as_person("Pia").open(CheckIn, of=ana.me).exists()
    assert pia.me.account is not None
    assert not pia.me.account.has_usable_password()


@pytest.mark.django_db
def test_the_stage_fills_an_empty_database_and_only_that(capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.main(["--members", "12", "--group-size", "4", "--history", "30"]) == 0
    organisation = Organisation.objects.get(slug="bench")
    wall.serve(organisation.pk)
    rooms = Room.objects.filter(organisation=organisation).order_by("group_id")
    assert [room.last_number for room in rooms] == [30, 30, 30]
    account = Account.objects.with_email("bench7@bench.localhost")
    assert account is not None
    assert account.check_password(stage.PASSWORD)
    member = Person.objects.get(organisation=organisation, chosen_name="bench7")
    wall.serve(organisation.pk)
    assert Viewer.of(member).may("speak", rooms[1])
    assert not Viewer.of(member).may("view", rooms[0])
    assert stage.main(["--fill", "2", "50"]) == 0
    filled = Message.objects.filter(organisation=organisation, room=rooms[2]).order_by("pk")
    assert [m.number for m in filled] == list(range(1, 81))
    assert filled[79].body
    assert list(journal.breaks(organisation.pk)) == []
    with wall.everywhere("the test founds a stranger"):
        Organisation.objects.create(slug="real", name="Real")
    assert stage.main(["--members", "2"]) == 2
    assert "in use" in capsys.readouterr().err


def test_a_message_of_the_story_is_a_plain_value() -> None:
    assert Said("tuesday", "ana", story().now, "hi").reply_to is None
