"""Ask, do, tell: an action that forgets one of them changes nothing."""

import pytest

from cairn.kit.errors import Misuse, NotHere, Refused
from cairn.people.models import Person
from cairn.trust import consequences
from cairn.trust.action import action
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_


def _rename(viewer: Viewer, *, ask: bool, tell: bool) -> None:
    if ask:
        viewer.must("change", viewer.me)
    Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk).update(chosen_name="Anita")
    if tell:
        viewer.did("person.changed", viewer.me)


rename = action(_rename)


def _name(cast: Cast) -> str:
    return Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk).chosen_name


def test_an_action_that_asks_and_tells_takes_effect_and_is_in_the_journal(cast: Cast) -> None:
    rename(as_(cast.ana), ask=True, tell=True)
    assert _name(cast) == "Anita"
    fact = Fact.objects.filter(organisation=cast.harbor).latest("number")
    assert (fact.verb, fact.actor, fact.about, fact.grounds) == ("person.changed", cast.ana.pk, cast.ana.pk, "mine")


@pytest.mark.parametrize(("ask", "tell", "forgot"), [(False, True, "never asked"), (True, False, "never told")])
def test_an_action_that_forgets_changes_nothing(cast: Cast, ask: bool, tell: bool, forgot: str) -> None:
    with pytest.raises(Misuse, match=forgot):
        rename(as_(cast.ana), ask=ask, tell=tell)
    assert _name(cast) == "Ana"


def test_hidden_is_not_here_and_seen_but_not_yours_is_refused(cast: Cast) -> None:
    assert as_(cast.ana).must("change", cast.ana) == "mine"
    with pytest.raises(Refused):
        as_(cast.bo).must("change", cast.ana)
    with pytest.raises(NotHere):
        as_(cast.zoe).must("change", cast.ana)


def test_a_fact_without_an_entry_is_a_mistake_of_ours() -> None:
    with pytest.raises(Misuse, match="reactions"):
        consequences.entry("nothing.like_this")
