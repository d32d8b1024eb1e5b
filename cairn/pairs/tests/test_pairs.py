"""Who walks with whom."""

from cairn.kit.clock import now
from cairn.pairs.models import Bond
from cairn.pairs.reads import people_with_me
from tests.cast import Cast, as_


def test_partner_first_then_mentor_and_each_sees_their_own(cast: Cast) -> None:
    assert [(one.person, one.part) for one in people_with_me(as_(cast.ana))] == [
        (cast.bo, "partner"),
        (cast.cleo, "mentor"),
    ]
    assert [(one.person, one.part) for one in people_with_me(as_(cast.cleo))] == [(cast.ana, "mentee")]
    assert people_with_me(as_(cast.ivo)) == []
    assert people_with_me(as_(cast.elin)) == [], "a coordinator sees bonds, but none is hers"


def test_it_is_one_question(cast: Cast, django_assert_num_queries: object) -> None:
    viewer = as_(cast.ana)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(people_with_me(viewer)) == 2


def test_a_bond_that_ended_is_no_longer_shown(cast: Cast) -> None:
    assert len(people_with_me(as_(cast.bo))) == 1
    Bond.objects.filter(organisation=cast.harbor, kind="partners").update(ended_at=now())
    assert people_with_me(as_(cast.bo)) == []
