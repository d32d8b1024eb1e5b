"""How things stand at `now` in Harbor House: what visitors meet in their first minutes, told by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

from cairn.demo.scripts import DAYS
from cairn.demo.shape import Cheer, Daily, Said, Sitting, Step, Story, Worry


def tell(story: Story) -> None:
    """Mo, Lena, Tess, Rosa and Ana, each where their story has come to."""
    _mo(story)
    _lena(story)
    _tess(story)
    _rosa(story)
    _ana(story)
    _tuesday_now(story)
    _before(story)
    story.asks += [("women", "ana", "invited"), ("steps", "silas", "asked"), ("tuesday", "sunny", "asked")]
    story.sittings.append(Sitting("open", "nils", "member", story.now - dt.timedelta(hours=19), signed=False))


def _latest(story: Story, hour: int, minute: int, *, at_least: float) -> dt.datetime:
    """The last time it was that hour, at least so many hours ago."""
    at = story.moment(story.today, hour, minute)
    while story.now - at < dt.timedelta(hours=at_least):
        at -= dt.timedelta(days=1)
    return at


def _after(at: dt.datetime, minutes: int) -> dt.datetime:
    return at + dt.timedelta(minutes=minutes)


def _checkin(story: Story, person: str, at: dt.datetime, words: str, **answers: object) -> Daily:
    daily = Daily(person, at.astimezone(ZoneInfo(story.zone)).date(), at, words=words, **answers)  # type: ignore[arg-type]
    story.dailies.append(daily)
    return daily


def _mo(story: Story) -> None:
    """He said no to "safe right now" last night; Pia took it, they spoke, and a next step is agreed."""
    at = _latest(story, 22, 40, at_least=4)
    daily = _checkin(
        story, "mo", at, "I don't trust myself tonight. My cousin's here now. I just want it to be quiet in my head.",
        used="no", craving=8, confidence=3, risky_ahead=True, mood=-4, sleep_hours=3.5, sleep_quality=1,
        halt=frozenset({"lonely", "tired"}), connected=False, safe=False, wants="company", shown=("team",),
    )  # fmt: skip
    story.worries.append(
        Worry("mo", "unsafe", at, daily, owner="pia", steps=[
            Step("told", at),
            Step("taken", _after(at, 6), "pia"),
            Step("called", _after(at, 11), "pia", "Talked for 25 minutes. He is at his cousin's and will stay there tonight. "
                 "The pills are with the cousin. We went through his plan; he has 988 saved."),
            Step("noted", _after(at, 41), "pia", "Next step: I call again this afternoon, before his shift. "
                 "Dev keeps an opening for him this week."),
        ])
    )  # fmt: skip
    key = next(bond.key for bond in story.bonds if bond.kind == "care" and bond.first == "mo")
    story.messages += [
        Said(key, "pia", _after(at, 44), "Thank you for telling us tonight, Mo. I'm glad your cousin is with you."),
        Said(key, "mo", _after(at, 52), "thanks for picking up. didn't think anybody would"),
        Said(
            key,
            "pia",
            _after(at, 55),
            "I'll call you this afternoon, as we said. If it gets loud before that: 988, any hour.",
        ),
    ]


def _lena(story: Story) -> None:
    """Her confidence, always about 8, has fallen to 3: a risky Saturday is coming."""
    at = _latest(story, 8, 12, at_least=0.4)
    saturday = "tonight" if story.today.weekday() == 5 else f"on {DAYS['en'][5]}"
    _checkin(
        story, "lena", at - dt.timedelta(days=1, hours=-1), "Work was loud. OK otherwise.",
        used="no", craving=3, confidence=8, mood=0, sleep_hours=6.0, sleep_quality=3, connected=True, safe=True,
        risky_ahead=False, shown=("team",),
    )  # fmt: skip
    _checkin(
        story, "lena", at,
        f"My cousin's party is {saturday} and all of them will be drinking. I keep saying I'll be fine. I'm not so sure.",
        used="no", craving=6, confidence=3, mood=-2, sleep_hours=4.5, sleep_quality=2, halt=frozenset({"tired"}),
        connected=True, safe=True, risky_ahead=True, wants="heard", shown=("team",),
    )  # fmt: skip


def _tess(story: Story) -> None:
    """She asked for a call half an hour ago; nobody has taken it yet."""
    at = story.now - dt.timedelta(minutes=34)
    daily = _checkin(
        story, "tess", at, "Could somebody call me today? It's about my kids' school, not an emergency.",
        used="no", craving=4, confidence=9, mood=-1, sleep_hours=5.5, sleep_quality=3, connected=True, safe=True,
        risky_ahead=False, wants="call", shown=("team",),
    )  # fmt: skip
    story.worries.append(Worry("tess", "call", at, daily, steps=[Step("told", at)]))


def _rosa(story: Story) -> None:
    """She would like company, in Spanish."""
    _checkin(
        story, "rosa", _latest(story, 19, 25, at_least=1),
        "Hoy me pesa la casa vacía. No quiero consejos, nomás que alguien me acompañe un rato.",
        used="no", craving=5, confidence=8, mood=-2, sleep_hours=5.0, sleep_quality=2, halt=frozenset({"lonely"}),
        connected=False, safe=True, wants="company", shown=("team", "group:jueves"),
    )  # fmt: skip


def _ana(story: Story) -> None:
    """She has not checked in today. Yesterday she did, and people answered."""
    at = story.moment(story.today - dt.timedelta(days=1), 20, 15)
    _checkin(
        story, "ana", story.moment(story.today - dt.timedelta(days=2), 19, 50),
        "Drove home the long way. It was the right way.",
        used="no", craving=6, confidence=7, mood=0, sleep_hours=6.0, sleep_quality=3, halt=frozenset({"tired"}),
        connected=True, safe=True, risky_ahead=False, wants="heard", shown=("partner", "team"),
    )  # fmt: skip
    daily = _checkin(
        story, "ana", at, "Long day, long bus. Made soup from the bones of Sunday and it was good. Slept on the couch for an hour.",
        used="no", craving=3, confidence=8, mood=2, sleep_hours=6.5, sleep_quality=4, connected=True, safe=True,
        risky_ahead=False, shown=("partner", "group:tuesday"),
    )  # fmt: skip
    answers = [
        (12, "bo", "words", "Soup from bones. You're a wizard. Save me a bowl"),
        (31, "curtis", "proud", ""),
        (48, "pia", "words", "I'm glad there was a couch in this story."),
        (75, "hank", "with_you", ""),
    ]
    for minutes, by, kind, words in answers:
        if at + dt.timedelta(minutes=minutes) < story.now:
            story.cheers.append(Cheer(daily, by, at + dt.timedelta(minutes=minutes), kind, words))


def _tuesday_now(story: Story) -> None:
    """Tuesday group has gone on talking since Ana was last there."""
    lines = [
        (96, "bo", "Anybody else running on four hours? I'm holding my coffee with both hands"),
        (93, "curtis", "Five and a half. I'd lend you one if I could"),
        (88, "nadia", "Hi. Still mostly reading. But I slept, and I wanted to tell somebody."),
        (86, "bo", "Nadia! That's news. How many?"),
        (85, "nadia", "Six. I woke up and thought something was wrong."),
        (79, "hank", "Six is a feast. I remember the first time my pillow was just a pillow..."),
        (71, "lena", "I'm happy for you, Nadia. It really does come back."),
        (44, "curtis", "My boy passed his driving test. I prayed at every stop sign in the county"),
        (41, "tess", "CURTIS! Tell him congratulations. And lock up the car keys!"),
        (38, "curtis", "He asked if he can drive me to group on Tuesday. I said yes before he finished"),
        (13, "bo", "Is Ana around? I need her opinion on a very ugly couch"),
        (11, "hank", "How ugly are we talking?"),
        (9, "bo", "It has a pattern. The pattern has a pattern"),
    ]
    clear = story.now - dt.timedelta(minutes=110)
    story.messages = [said for said in story.messages if said.room != "tuesday" or said.at < clear or said.checkin]
    said = [Said("tuesday", who, story.now - dt.timedelta(minutes=ago), text) for ago, who, text in lines]
    said[-1].reply_to, said[2].script = said[-2], "tonight"
    story.messages += said
    story.messages.append(
        Said(
            "partners:ana:bo",
            "bo",
            story.now - dt.timedelta(minutes=52),
            "Walk at seven? I'll bring the dog, he asks about you",
        )
    )
    story.read_marks["tuesday", "ana"] = story.read_marks["partners:ana:bo", "ana"] = story.now - dt.timedelta(
        minutes=100
    )


def _before(story: Story) -> None:
    """Concerns of the past weeks, each taken by somebody and closed with what came of it."""
    past = [
        (23, "eddie", "unsafe", "theo", "reached", "Called at once. He was with his brother; we stayed on for half an hour. He is safe."),
        (31, "toño", "unsafe", "rafa", "planned", "Hablamos 40 minutos. Su hermana llegó. Mañana lo ve Marisol a las nueve."),
        (12, "rhonda", "unsafe", "grace", "reached", "Reached her on the second try. She used her plan and called 988 herself. Seen the next morning."),
        (9, "perry", "call", "noor", "reached", "It was about the new pills. Nurse moved them to the evening."),
        (16, "lia", "call", "theo", "planned", "We meet before group on Monday."),
        (40, "kit", "call", "pia", "reached", "Bus line trouble. Elin found a ride."),
        (5, "imani", "support", "noor", "reached", "Panic had passed when I called. We breathed, then talked about Friday."),
    ]  # fmt: skip
    for days, person, why, by, outcome, words in past:
        at = story.moment(story.today - dt.timedelta(days=days), 14 if why == "call" else 21, 20)
        steps = [Step("told", at), Step("taken", at + dt.timedelta(minutes=7), by)]
        steps.append(Step("closed", at + dt.timedelta(minutes=7 + 55), by, words))
        story.worries.append(Worry(person, why, at, None, by, steps, outcome))
