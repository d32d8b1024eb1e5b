"""What is remembered of an audience belongs to the organisation that asked."""

from cairn.chat.models import Room
from cairn.chat.sending import NOT_HERE, Outgoing, send_messages
from cairn.kit import wall
from cairn.trust import standing
from tests.cast import Cast


def test_asking_about_a_room_of_another_house_leaves_nothing_where_that_house_looks(cast: Cast) -> None:
    """Both houses may well count the same number of rights: then only the place keeps their answers apart."""
    with wall.within(cast.lantern.pk):
        theirs = Room(id=cast.room.pk, organisation_id=cast.lantern.pk)
        assert standing.persons_who_may("speak", theirs, rights=7) == frozenset()
    with wall.within(cast.harbor.pk):
        assert cast.ana.pk in standing.persons_who_may("speak", cast.room, rights=7)
        assert cast.ana.pk in standing.persons_who_may("speak", cast.room, rights=7)
    with wall.within(cast.lantern.pk):
        assert standing.persons_who_may("speak", theirs, rights=7) == frozenset()


def test_zoe_is_refused_in_a_room_of_another_house_with_the_words_for_what_is_not_there(cast: Cast) -> None:
    def answer(room: int) -> object:
        sent = send_messages([Outgoing(cast.lantern.pk, cast.zoe.pk, room, f"z{room}", "hello")])
        assert sent.answers[0].message is None and not sent.deliveries
        return sent.answers[0].refused

    assert answer(cast.room.pk) == answer(cast.room.pk + 1) == NOT_HERE
    kept = send_messages([Outgoing(cast.harbor.pk, cast.ana.pk, cast.room.pk, "after", "hello")])
    assert kept.answers[0].message is not None
