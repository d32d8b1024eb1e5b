"""A concern is never lost: raised once, climbing until somebody takes it, handed with a clock, closed by a person."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from cairn.checkins.actions import make_checkin
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.notices.models import Notice
from cairn.people.models import Organisation, Person
from cairn.safety.actions import climb, close_concern, hand_over, raise_concern, take_concern
from cairn.safety.ladder import climb_what_is_due
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.safety.reaching import reach_out
from cairn.trust import journal
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer
from cairn.trust.worker import WATCH_EVERY, Loop
from tests.cast import Cast, as_, browser

Later = Callable[[float], None]
CONCERN = Notice.Kind.CONCERN


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later(16)`: it is 16 minutes later than when the test began."""
    began = now()

    def move(minutes: float) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: began + dt.timedelta(minutes=minutes))

    return move


def unsafe(person: Person, name: str = "u") -> Concern:
    make_checkin(as_(person), client_id=name, safe=False)
    return Concern.objects.get(organisation=person.organisation, person=person, why=Concern.Why.UNSAFE, closed_at=None)


def kinds(concern: Concern) -> list[str]:
    steps = ConcernStep.objects.filter(organisation=concern.organisation_id, concern=concern)
    return list(steps.order_by("pk").values_list("kind", flat=True))


def told(person: Person) -> int:
    return Notice.objects.filter(organisation=person.organisation, person=person, kind=CONCERN, seen_at=None).count()


def scan() -> None:
    with wall.everywhere("a worker of every organisation"):
        climb_what_is_due()


def test_the_team_is_told_at_once_and_the_coordinator_only_when_nobody_takes_it(cast: Cast, later: Later) -> None:
    concern = unsafe(cast.ana)
    scan()
    assert (told(cast.pia), told(cast.dev), told(cast.elin), told(cast.gil)) == (1, 1, 0, 0)
    later(14)
    scan()
    assert kinds(concern) == ["told"] and told(cast.elin) == 0
    later(16)
    scan()
    concern.refresh_from_db()
    assert concern.step == 2 and kinds(concern) == ["told", "climbed"] and told(cast.elin) == 1


def test_with_no_team_the_coordinators_are_told_at_once(cast: Cast) -> None:
    unsafe(cast.ivo)
    assert (told(cast.elin), told(cast.pia), told(cast.gil)) == (1, 0, 0)


def test_nobody_climbs_once_it_is_taken(cast: Cast, later: Later) -> None:
    left_alone, taken = unsafe(cast.bo), unsafe(cast.ana)
    take_concern(as_(cast.pia), taken)
    later(60)
    scan()
    assert kinds(left_alone) == ["told", "climbed"]
    assert kinds(taken) == ["told", "taken"] and told(cast.dev) == told(cast.pia) == 0


def test_two_workers_that_see_the_same_clock_run_out_climb_once(cast: Cast, later: Later) -> None:
    concern = unsafe(cast.ana)
    later(16)
    one, other = (Concern.objects.get(pk=concern.pk) for _ in range(2))
    for seen in (one, other):
        climb(Viewer.product(cast.harbor.pk, "ladder"), seen)
    assert kinds(concern) == ["told", "climbed"]
    assert list(journal.breaks(cast.harbor.pk)) == []


def test_a_worker_that_was_dead_for_hours_climbs_once_on_its_first_look(cast: Cast, later: Later) -> None:
    concern = unsafe(cast.ana)
    later(6 * 60)
    assert kinds(concern) == ["told"]
    Loop().turn(0.0)
    assert kinds(concern) == ["told", "climbed"]
    Loop().turn(0.0)
    assert kinds(concern) == ["told", "climbed"]
    later(6 * 60 + 16)
    Loop().turn(0.0)
    assert kinds(concern) == ["told", "climbed", "climbed"]
    assert WATCH_EVERY <= 30


def test_one_concern_in_trouble_does_not_hold_up_the_others(
    cast: Cast, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = unsafe(cast.bo), unsafe(cast.ana)
    later(16)

    def broken(viewer: Viewer, concern: Concern) -> Concern:
        if concern == first:
            raise RuntimeError
        return climb(viewer, concern)

    monkeypatch.setattr("cairn.safety.ladder.climb", broken)
    scan()
    assert kinds(first) == ["told"] and kinds(second) == ["told", "climbed"]


def test_a_second_no_while_it_is_taken_starts_the_clock_again(cast: Cast, later: Later) -> None:
    concern = unsafe(cast.ana)
    take_concern(as_(cast.pia), concern)
    later(60)
    assert unsafe(cast.ana, "again") == concern
    concern.refresh_from_db()
    assert concern.taken_at is None and concern.owner == cast.pia
    assert kinds(concern) == ["told", "taken", "again"] and told(cast.dev) == told(cast.pia) == 1
    later(76)
    scan()
    assert kinds(concern)[-1] == "climbed" and told(cast.elin) == 1


def test_asking_twice_is_one_concern(cast: Cast) -> None:
    client = browser(cast.ana)
    for _ in range(2):
        assert client.post("/harbor-house/support/ask").status_code == 302
    assert kinds(Concern.objects.get(organisation=cast.harbor, why="support")) == ["told"]


def test_handed_over_the_clock_runs_until_the_colleague_says_yes(cast: Cast, later: Later) -> None:
    concern = unsafe(cast.ana)
    hand_over(as_(cast.pia), cast.ana, to=cast.dev, words="She knows you better.")
    concern.refresh_from_db()
    assert concern.owner == cast.dev and concern.taken_at is None and told(cast.dev) == 1
    later(16)
    scan()
    assert kinds(concern) == ["told", "handed", "climbed"]
    take_concern(as_(cast.dev), concern)
    later(60)
    scan()
    assert kinds(concern) == ["told", "handed", "climbed", "taken"]


def test_it_is_handed_only_to_those_who_can_take_it(cast: Cast) -> None:
    concern = unsafe(cast.ana)
    for nobody in (cast.bo, cast.gil, cast.hana, cast.ana, cast.zoe):
        with pytest.raises(Refused):
            hand_over(as_(cast.pia), cast.ana, to=nobody)
    concern.refresh_from_db()
    assert concern.owner is None
    assert hand_over(as_(cast.pia), cast.ana, to=cast.elin) == concern


def test_handing_over_somebody_without_a_concern_makes_one(cast: Cast) -> None:
    concern = hand_over(as_(cast.pia), cast.ana, to=cast.elin)
    assert (concern.why, concern.owner, told(cast.elin)) == (Concern.Why.HANDED, cast.elin, 1)


def test_only_its_owner_closes_a_concern_and_twice_is_once(cast: Cast) -> None:
    concern = take_concern(as_(cast.pia), unsafe(cast.ana))
    with pytest.raises(Refused):
        close_concern(as_(cast.dev), concern, outcome="reached", words="")
    for _ in range(2):
        close_concern(as_(cast.pia), concern, outcome="reached", words="At her sister’s.")
    assert kinds(concern) == ["told", "taken", "closed"]
    with pytest.raises(Refused):
        take_concern(as_(cast.dev), concern)


def test_outsiders_neither_see_nor_take_it(cast: Cast) -> None:
    concern = unsafe(cast.ana)
    take_concern(as_(cast.dev), concern)
    for outsider in (cast.bo, cast.cleo, cast.gil, cast.hana, cast.ivo, cast.zoe):
        with pytest.raises(NotHere):
            take_concern(as_(outsider), concern)
        assert browser(outsider).get(f"/harbor-house/support/concerns/{concern.pk}/").status_code in {404, 302}
    with pytest.raises(Refused):
        take_concern(as_(cast.ana), concern)
    assert kinds(concern) == ["told", "taken"]


def test_what_was_done_stands_in_the_timeline_and_a_retry_stands_there_once(cast: Cast) -> None:
    concern = unsafe(cast.ana)
    for _ in range(2):
        reach_out(as_(cast.pia), cast.ana, kind=Reach.Kind.CALLED, client_id="c", reason="spoke", words="She is home.")
    step = ConcernStep.objects.get(organisation=cast.harbor, concern=concern, kind="called")
    assert (step.words, step.by) == ("We spoke\nShe is home.", cast.pia)
    assert Reach.objects.filter(organisation=cast.harbor).count() == 1
    with pytest.raises(Refused):
        reach_out(as_(cast.bo), cast.ana, kind=Reach.Kind.NOTED, client_id="b", words="x")


def test_a_person_asks_for_themselves_alone(cast: Cast) -> None:
    assert raise_concern(as_(cast.ana), cast.ana, why="support").person == cast.ana
    with pytest.raises(Refused):
        raise_concern(as_(cast.ana), cast.bo, why="support")


def test_the_page_of_a_concern_takes_it_from_told_to_closed(cast: Cast) -> None:
    concern, pia = unsafe(cast.ana), browser(cast.pia)
    page = f"/harbor-house/support/concerns/{concern.pk}/"
    assert b"Nobody has taken it yet" in pia.get(page).content
    assert pia.post(f"{page}did", {"kind": "noted", "words": "", "client_id": "d"}).status_code == 422
    for verb, sent in [
        ("take", {}),
        ("did", {"kind": "called", "words": "We spoke.", "client_id": "d"}),
        ("close", {"outcome": "reached", "words": "Safe at home."}),
    ]:
        assert pia.post(f"{page}{verb}", sent).status_code == 302
    assert kinds(concern) == ["told", "taken", "called", "closed"]
    content = pia.get(page).content.decode()
    assert "We spoke." in content and "Safe at home." in content


def test_the_person_reads_who_has_it_and_never_the_notes(cast: Cast) -> None:
    concern = take_concern(as_(cast.pia), unsafe(cast.ana))
    reach_out(as_(cast.pia), cast.ana, kind="noted", client_id="n", words="secret note")
    content = browser(cast.ana).get(f"/harbor-house/support/concerns/{concern.pk}/").content.decode()
    assert "Pia has taken it" in content and "988" in content
    assert "secret note" not in content and "Close it" not in content


def test_opening_a_concern_leaves_a_look_with_its_grounds(cast: Cast) -> None:
    concern = unsafe(cast.ana)
    browser(cast.pia).get(f"/harbor-house/support/concerns/{concern.pk}/")
    browser(cast.ana).get(f"/harbor-house/support/concerns/{concern.pk}/")
    looks = Look.objects.filter(organisation=cast.harbor, what="safety.Concern")
    assert [(look.looker, look.grounds) for look in looks] == [(cast.pia, "care team")]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("address", ["/support", "/support/", "/harbor-house/support/"])
def test_support_opens_to_everybody_and_a_phone_may_keep_it(cast: Cast, address: str, language: str) -> None:
    response = Client().get(address, headers={"Accept-Language": language})
    content = response.content.decode()
    assert response.status_code == 200 and "max-age" in response["Cache-Control"]
    assert 'href="tel:988"' in content and "741741" in content
    assert ("body=HOLA" in content) == ("body=AYUDA" in content) == (language == "es")


def test_support_says_the_own_line_with_its_hours_and_who_is_told(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbor.pk).update(crisis_phone="(602) 555-0100", crisis_hours="Daily, 8 to 9")
    stranger, ana = (client.get("/harbor-house/support/") for client in (Client(), browser(cast.ana)))
    assert 'href="tel:6025550100"' in stranger.content.decode() and "Daily, 8 to 9" in stranger.content.decode()
    assert "Dev, Pia" not in stranger.content.decode()
    assert "Dev, Pia" in ana.content.decode() and "Bo" in ana.content.decode() and "Cleo" in ana.content.decode()
    assert ana["Cache-Control"] == "no-store"


def test_only_managers_set_the_own_line(cast: Cast) -> None:
    sent = {"crisis_name": "On duty", "crisis_phone": "602 555 0100", "crisis_hours": "8 to 9"}
    assert browser(cast.gil).post("/harbor-house/support/line", sent).status_code == 302
    assert browser(cast.gil).post("/harbor-house/support/line", {**sent, "crisis_phone": "call us"}).status_code == 422
    assert browser(cast.pia).post("/harbor-house/support/line", {**sent, "crisis_phone": "1"}).status_code == 403
    assert Organisation.objects.get(pk=cast.harbor.pk).crisis_phone == "602 555 0100"
