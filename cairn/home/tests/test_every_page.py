"""What every page asks is asked with SQL that was written once; a rule that changes this makes every page slower."""

from cairn.home import reads
from cairn.people import doors
from tests.cast import Cast, as_, browser


def test_who_asks_and_what_is_new_are_not_written_anew_for_each_page(cast: Cast) -> None:
    for person in (cast.ana, cast.pia):
        assert browser(person).get("/harbor-house/today").status_code == 200
    assert doors._here.is_written_once(cast.harbor.pk, 1)
    assert reads._unread.is_written_once(cast.harbor.pk, cast.ana.pk)


def test_what_is_new_is_counted_as_the_orm_counts_it(cast: Cast) -> None:
    for person in (cast.ana, cast.bo, cast.pia):
        viewer = as_(person)
        assert reads.unread_counts(viewer) == reads._unread_of(viewer).get()
