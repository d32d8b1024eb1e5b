"""Bonds are tied and ended by coordinators, and by nobody else."""

import pytest

from cairn.chat.models import Room
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn
from cairn.kit.errors import NotHere, Refused
from cairn.pairs.actions import end_bond, tie_bond
from cairn.pairs.models import Bond
from tests.cast import Cast, as_, browser


def _page(cast: Cast, of: str) -> str:
    return f"/harbor-house/people/{cast.everyone()[of].pk}/bonds"


def test_elin_ties_partners_and_a_room_of_their_own_opens(cast: Cast) -> None:
    elin = browser(cast.elin)
    for _ in range(2):
        answer = elin.post(_page(cast, "ivo"), {"other": cast.bo.pk, "part": "partner"})
        assert answer.status_code == 302
    assert as_(cast.ivo).see(Room).filter(group=None).count() == 1, "tied twice is tied once"
    assert as_(cast.elin).see(Room).count() == 0
    assert b"Bo" in elin.get(_page(cast, "ivo")).content


def test_a_mentor_is_tied_as_a_mentor(cast: Cast) -> None:
    browser(cast.elin).post(_page(cast, "bo"), {"other": cast.finn.pk, "part": "mentor"})
    bond = as_(cast.finn).see(Bond).get()
    assert bond.kind == Bond.Kind.MENTOR


@pytest.mark.parametrize("who", ["ana", "pia", "dev", "gil", "hana", "sam"])
def test_nobody_else_ties_or_ends_a_bond(cast: Cast, who: str) -> None:
    person = cast.everyone()[who]
    bond = Bond.objects.get(organisation=cast.harbor, kind="partners")
    with pytest.raises((Refused, NotHere)):
        tie_bond(as_(person), "partners", [(cast.ivo, "partner"), (cast.bo, "partner")])
    with pytest.raises((Refused, NotHere)):
        end_bond(as_(person), bond)
    assert Bond.objects.filter(organisation=cast.harbor, ended_at=None).count() == 2
    assert browser(person).get(_page(cast, "bo")).status_code in {403, 404}


def test_when_a_bond_ends_the_partner_loses_sight_at_once(cast: Cast) -> None:
    checkin = make_checkin(as_(cast.ana), client_id="p", to_partner=True)
    assert as_(cast.bo).see(CheckIn).filter(pk=checkin.pk).exists()
    bond = Bond.objects.get(organisation=cast.harbor, kind="partners")
    page = f"/harbor-house/people/{cast.ana.pk}/bonds/{bond.pk}/end"
    assert browser(cast.elin).post(page).status_code == 302
    assert not as_(cast.bo).see(CheckIn).filter(pk=checkin.pk).exists()
