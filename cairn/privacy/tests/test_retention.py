"""What is older than its rule goes, with a line in the log; a legal hold comes before every rule."""

import datetime as dt

import pytest

from cairn import disposing
from cairn.chat.models import Message
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.privacy.models import Disposition, Retention
from cairn.privacy.retention import end_hold, place_hold, set_retention
from tests.cast import Cast, as_, browser, say

OLD = dt.timedelta(days=100)


@pytest.fixture
def aged(cast: Cast) -> Cast:
    say(cast.ana, cast.room, "old words")
    say(cast.bo, cast.pair_room, "old private words")
    make_checkin(as_(cast.ana), client_id="a", to_partner=True, words="old")
    Message.objects.filter(organisation=cast.harbor).update(made_at=now() - OLD)
    CheckIn.objects.filter(organisation=cast.harbor).update(made_at=now() - OLD)
    say(cast.ana, cast.room, "new words")
    return cast


def _dispose() -> None:
    with wall.everywhere("a test's worker"):
        disposing.dispose_what_is_due()


def _bodies(cast: Cast) -> set[str]:
    return {message.body for message in Message.objects.filter(organisation=cast.harbor)} - {""}


def test_only_what_is_older_than_its_rule_goes_and_the_log_says_so(aged: Cast) -> None:
    _dispose()
    assert len(_bodies(aged)) == 3
    set_retention(as_(aged.gil), {Retention.Kind.GROUP_TALK: 90})
    _dispose()
    assert _bodies(aged) == {"old private words", "new words"}
    line = Disposition.objects.get(organisation=aged.harbor)
    assert (line.kind, line.count) == ("group_talk", 1)
    _dispose()
    assert Disposition.objects.filter(organisation=aged.harbor).count() == 1
    body = browser(aged.bo).get(f"/harbor-house/messages/{aged.room.pk}/").content.decode()
    assert "new words" in body and "old words" not in body


def test_check_ins_go_with_what_hangs_on_them_unless_somebody_is_still_looking_after_one(aged: Cast) -> None:
    make_checkin(as_(aged.ana), client_id="u", safe=False)
    CheckIn.objects.filter(organisation=aged.harbor).update(made_at=now() - OLD)
    set_retention(as_(aged.gil), {Retention.Kind.CHECKINS: 30})
    _dispose()
    assert [row.client_id for row in CheckIn.objects.filter(organisation=aged.harbor)] == ["u"]


@pytest.mark.parametrize("whose", ["hers", "everybody’s"])
def test_a_hold_beats_expiry_until_it_is_lifted(aged: Cast, whose: str) -> None:
    set_retention(as_(aged.gil), {Retention.Kind.GROUP_TALK: 90})
    held = place_hold(as_(aged.hana), person=aged.ana if whose == "hers" else None, words="A case", pk=new_id())
    _dispose()
    assert "old words" in _bodies(aged)
    end_hold(as_(aged.hana), held)
    _dispose()
    assert "old words" not in _bodies(aged)


def test_the_law_s_six_years_cannot_be_set_lower_and_only_the_right_roles_set_anything(cast: Cast) -> None:
    with pytest.raises(Refused):
        set_retention(as_(cast.gil), {Retention.Kind.PAPERS: 30})
    for who in (cast.hana, cast.elin, cast.ana):
        with pytest.raises(Refused):
            set_retention(as_(who), {Retention.Kind.NOTICES: 30})
    with pytest.raises(Refused):
        place_hold(as_(cast.gil), person=None, words="x", pk=new_id())
    assert not Retention.objects.filter(organisation=cast.harbor).exists()
    answer = browser(cast.gil).post("/harbor-house/privacy/retention", {"notices": "30"})
    assert answer.status_code == 302
    assert Retention.objects.get(organisation=cast.harbor).days == 30
    assert browser(cast.elin).get("/harbor-house/privacy/retention").status_code == 404
