"""The main job in one breath: sign, talk, check in, be noticed, read who looked."""

import pytest

from cairn.chat.models import Message
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn
from cairn.safety.models import Concern
from cairn.trust import journal
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser, say


def test_the_group_talks_and_ivo_sees_nothing(cast: Cast) -> None:
    say(cast.ana, cast.room, "Made it home.")
    assert as_(cast.bo).see(Message).count() == 1
    for outsider in (cast.ivo, cast.jo, cast.zoe, cast.gil, cast.hana, cast.sam):
        assert as_(outsider).see(Message).count() == 0


def test_a_no_to_safe_right_now_is_a_concern_that_pia_can_take_and_ana_reads_who_looked(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="c", words="hard night", safe=False, to_team=True)
    concern = as_(cast.pia).get(Concern, person=cast.ana)
    assert as_(cast.pia).may("take", concern)
    assert as_(cast.pia).open(CheckIn, of=cast.ana).count() == 1
    looks = as_(cast.ana).see(Look)
    assert [(look.looker, look.grounds) for look in looks] == [(cast.pia, "shown to team & care team")]
    assert list(journal.breaks(cast.harbor.pk)) == []


@pytest.mark.parametrize("address", ["today", "groups/", "messages/", "me", "me/who-looked", "support/"])
def test_ana_can_open_her_pages(cast: Cast, address: str) -> None:
    assert browser(cast.ana).get(f"/harbor-house/{address}").status_code == 200
