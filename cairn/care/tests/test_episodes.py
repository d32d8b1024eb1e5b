"""From level to level and back: what changes is where somebody stands; who they are and whom they have does not."""

import datetime as dt

import pytest

from cairn.care.actions import change_levels
from cairn.care.episodes import discharge, enrol
from cairn.care.models import CareTie, Enrolment, Episode, Level, Programme
from cairn.groups.actions import ask_to_join
from cairn.groups.models import Seat
from cairn.kit.errors import NotHere, Refused
from cairn.notices.models import Notice
from cairn.pairs.models import Tie
from cairn.people.models import Person, Role
from cairn.people.roles import held_by
from cairn.trust import journal
from tests.cast import Cast, as_, browser, say

DAY = dt.date(2026, 10, 1)


@pytest.fixture
def levels(cast: Cast) -> dict[str, Level]:
    """Evening IOP with its four levels, and a day programme."""
    iop = Level.objects.get(organisation=cast.harbor)
    Level.objects.filter(organisation=cast.harbor, pk=iop.pk).update(position=1)
    iop.refresh_from_db()
    found = {"iop": iop}
    for position, kind in ((0, "php"), (2, "outpatient"), (3, "alumni")):
        found[kind] = Level.objects.create(
            organisation=cast.harbor, programme=iop.programme, kind=kind, name=kind.upper(), position=position
        )
    day = Programme.objects.create(organisation=cast.harbor, name="Day programme")
    found["day"] = Level.objects.create(organisation=cast.harbor, programme=day, kind="iop", name="Day IOP", position=1)
    return found


def _step(cast: Cast, level: Level, on: dt.date, person: Person | None = None) -> Enrolment:
    return enrol(as_(cast.elin), person or cast.ana, level, on=on)


def _told(cast: Cast) -> set[str]:
    return set(Notice.objects.filter(organisation=cast.harbor, person=cast.ana).values_list("kind", flat=True))


def _bonds(cast: Cast) -> tuple[int, int, int | None]:
    ties = Tie.live().filter(organisation=cast.harbor, person=cast.ana).count()
    seats = Seat.live().filter(organisation=cast.harbor, person=cast.ana).count()
    return ties, seats, Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk).account_id


def test_the_whole_way_and_back_leaves_account_bonds_and_groups_as_they_are(
    cast: Cast, levels: dict[str, Level]
) -> None:
    before = _bonds(cast)
    says = say(cast.ana, cast.room, "First day.")
    steps = [
        _step(cast, levels[kind], DAY + dt.timedelta(days=7 * n)).step
        for n, kind in enumerate(("php", "iop", "outpatient", "iop"))
    ]
    assert steps == ["admitted", "down", "down", "up"]
    assert held_by(cast.ana) == {"member"} and before == _bonds(cast)
    over = discharge(as_(cast.elin), cast.ana, on=dt.date(2026, 11, 1), why="planned")
    assert (over.level, over.step, held_by(cast.ana)) == (levels["alumni"], "discharged", {"alum"})
    assert before == _bonds(cast), "S2-01, G13: they stay hers"
    assert browser(cast.ana).get("/harbor-house/today").status_code == 200
    assert say(cast.ana, cast.room, "Still here.") and as_(cast.ana).get(type(says), pk=says.pk)
    assert as_(cast.ana).why("view", cast.bo) and as_(cast.bo).why("walk_with", cast.ana)
    back = _step(cast, levels["iop"], dt.date(2026, 11, 10))
    assert (back.step, held_by(cast.ana)) == ("readmitted", {"member"})
    assert before == _bonds(cast)
    episodes = Episode.objects.filter(organisation=cast.harbor, person=cast.ana).order_by("pk")
    assert [(one.began_on, one.ended_on) for one in episodes] == [
        (DAY, dt.date(2026, 11, 1)),
        (dt.date(2026, 11, 10), None),
    ]
    assert Enrolment.objects.filter(organisation=cast.harbor, person=cast.ana, ended_on=None).count() == 1
    assert _told(cast) >= {"stepped"}
    assert list(journal.breaks(cast.harbor.pk)) == []


def test_another_programme_is_another_episode(cast: Cast, levels: dict[str, Level]) -> None:
    _step(cast, levels["iop"], DAY)
    moved = _step(cast, levels["day"], DAY + dt.timedelta(days=3))
    assert (
        moved.step == "transferred" and moved.episode is not None and moved.episode.programme == levels["day"].programme
    )
    assert Episode.objects.filter(organisation=cast.harbor, person=cast.ana, ended_on=None).count() == 1


def test_the_same_step_twice_is_one(cast: Cast, levels: dict[str, Level]) -> None:
    assert _step(cast, levels["iop"], DAY) == _step(cast, levels["iop"], DAY)
    assert Enrolment.objects.filter(organisation=cast.harbor, person=cast.ana).count() == 1


def test_a_step_lies_neither_ahead_nor_before_the_stay_it_ends(cast: Cast, levels: dict[str, Level]) -> None:
    _step(cast, levels["iop"], DAY)
    for on in (DAY - dt.timedelta(days=1), dt.date(2030, 1, 1)):
        with pytest.raises(Refused):
            _step(cast, levels["php"], on)
        with pytest.raises(Refused):
            discharge(as_(cast.elin), cast.ana, on=on)
    assert Enrolment.objects.get(organisation=cast.harbor, person=cast.ana).level == levels["iop"]
    assert held_by(cast.ana) == {"member"}


def test_nobody_is_discharged_who_is_not_in_treatment(cast: Cast, levels: dict[str, Level]) -> None:
    with pytest.raises(Refused):
        discharge(as_(cast.elin), cast.bo, on=DAY)
    _step(cast, levels["iop"], DAY, cast.bo)
    assert discharge(as_(cast.elin), cast.bo, on=DAY)
    with pytest.raises(Refused):
        discharge(as_(cast.elin), cast.bo, on=DAY)


def test_without_a_level_for_alumni_the_last_stay_ends(cast: Cast, levels: dict[str, Level]) -> None:
    _step(cast, levels["day"], DAY)
    discharge(as_(cast.elin), cast.ana, on=DAY + dt.timedelta(days=2))
    assert not Enrolment.objects.filter(organisation=cast.harbor, person=cast.ana, ended_on=None).exists()
    assert held_by(cast.ana) == {"alum"}


def test_a_guest_who_is_enrolled_later_keeps_everything(cast: Cast, levels: dict[str, Level]) -> None:
    guest = Person.objects.create(organisation=cast.harbor, chosen_name="Gus")
    Role.objects.create(organisation=cast.harbor, person=guest, role="guest")
    cast.steps.kind = "open"
    cast.steps.save(update_fields=["kind"])
    assert ask_to_join(as_(guest), cast.steps)
    with pytest.raises(NotHere):
        ask_to_join(as_(guest), cast.tuesday)
    _step(cast, levels["iop"], DAY, guest)
    assert held_by(guest) == {"member"}
    assert as_(guest).why("view", cast.tuesday) and as_(guest).why("view", cast.steps)


def test_only_who_manages_people_enrols(cast: Cast, levels: dict[str, Level]) -> None:
    assert enrol(as_(cast.gil), cast.bo, levels["iop"], on=DAY)
    for person in (cast.dev, cast.pia, cast.ana):
        with pytest.raises(Refused):
            enrol(as_(person), cast.ana, levels["iop"], on=DAY)
    assert not Enrolment.objects.filter(organisation=cast.harbor, person=cast.ana).exists()


def test_the_pages_show_the_way_and_say_what_is_wrong(cast: Cast, levels: dict[str, Level]) -> None:
    client, address = browser(cast.elin), f"/harbor-house/people/{cast.ana.pk}/"
    sent = {"level": str(levels["iop"].pk), "on": "2026-10-05", "why": "more"}
    assert client.post(f"{address}enrol", sent).status_code == 302
    early = client.post(f"{address}enrol", {"level": str(levels["php"].pk), "on": "2026-10-01"})
    assert early.status_code == 422 and "began later than this day" in early.content.decode()
    page = client.get(address).content.decode()
    assert "More support helps now" in page and "Finish treatment" in page
    assert client.post(f"{address}discharge", {"on": "2026-11-02", "why": "wish"}).status_code == 302
    assert "Finished treatment" in client.get(address).content.decode()
    assert "Finished treatment" in browser(cast.ana).get("/harbor-house/me/care").content.decode()
    assert browser(cast.dev).get(f"{address}enrol").status_code == 403
    for wrong in (
        {"on": "never"},
        {"level": "x", "on": "2026-11-03"},
        {"level": str(levels["iop"].pk), "on": "2020-01-01"},
    ):
        assert client.post(f"{address}enrol", wrong).status_code == 422


def test_the_table_of_levels_is_kept_whole(cast: Cast, levels: dict[str, Level]) -> None:
    iop = levels["iop"]
    iop.hours_min = 6
    change_levels(as_(cast.elin), iop.programme, [iop])
    assert Level.objects.get(organisation=cast.harbor, pk=iop.pk).hours_min == 6
    with pytest.raises(Refused):
        change_levels(as_(cast.dev), iop.programme, [iop])


def test_the_team_of_somebody_at_every_step_is_the_same(cast: Cast, levels: dict[str, Level]) -> None:
    before = set(CareTie.live().filter(organisation=cast.harbor, person=cast.ana).values_list("carer", flat=True))
    _step(cast, levels["iop"], DAY)
    discharge(as_(cast.elin), cast.ana, on=DAY)
    assert (
        set(CareTie.live().filter(organisation=cast.harbor, person=cast.ana).values_list("carer", flat=True)) == before
    )
