"""A question written once is answered as the ORM answers it."""

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from cairn.kit.clock import now
from cairn.kit.written import Written
from cairn.people.models import Person, Role
from tests.cast import Cast


def _people(organisation: int, person: int) -> QuerySet[Person]:
    held = Role.live().filter(organisation_id=organisation, person=OuterRef("pk"))
    rows = Person.objects.filter(organisation_id=organisation).exclude(pk=person)
    return rows.annotate(has_role=Exists(held)).order_by("pk")


def test_it_gives_the_same_rows_for_every_id(cast: Cast) -> None:
    people = Written(_people)
    for organisation, person in ((cast.harbor, cast.ana), (cast.harbor, cast.dev), (cast.lantern, cast.zoe)):
        found = people(organisation.pk, person.pk)
        expected = list(_people(organisation.pk, person.pk))
        assert [(one.pk, one.chosen_name, one.made_at, one.has_role) for one in found] == [
            (one.pk, one.chosen_name, one.made_at, one.has_role)  # type: ignore[attr-defined]
            for one in expected
        ]
        assert people.is_written_once(organisation.pk, person.pk)


def test_values_come_as_the_orm_gives_them(cast: Cast) -> None:
    names = Written(
        lambda organisation: Person.objects.filter(organisation_id=organisation).values_list("made_at", "pk")
    )
    for organisation in (cast.harbor, cast.lantern):
        expected = Person.objects.filter(organisation=organisation).values_list("made_at", "pk")
        assert sorted(names(organisation.pk)) == sorted(expected)


def test_it_is_one_question_and_whoever_watches_sees_it(cast: Cast) -> None:
    people = Written(_people)
    people(cast.harbor.pk, cast.ana.pk)
    with CaptureQueriesContext(connection) as asked:
        people(cast.harbor.pk, cast.bo.pk)
    assert len(asked) == 1 and str(cast.bo.pk) in asked[0]["sql"] and str(cast.ana.pk) not in asked[0]["sql"]


def test_what_reads_the_clock_or_hides_an_id_is_written_anew(cast: Cast) -> None:
    until_now = Written(lambda person: Person.objects.filter(pk=person, made_at__lt=now()))
    assert [one.pk for one in until_now(cast.ana.pk)] == [cast.ana.pk]
    assert not until_now.is_written_once(cast.ana.pk)
    here = Person.objects.filter(organisation=cast.harbor)
    hidden = Written(lambda person: here.filter(pk=person, chosen_name__contains=f"{person % 2}"))
    hidden(cast.ana.pk)
    assert not hidden.is_written_once(cast.ana.pk)
