"""The worker: effects once, leases end, failures are retried and then lie in the open."""

import datetime as dt

import pytest

from cairn.groups.actions import ask_to_join
from cairn.kit.clock import now
from cairn.notices.models import Notice
from cairn.trust import consequences, worker
from cairn.trust.models import Fact, Heartbeat, Todo
from tests.cast import Cast, as_


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """One Todo waits: tell the facilitators that Finn would like to join."""
    Todo.objects.filter(organisation=cast.harbor).update(done_at=now())
    ask_to_join(as_(cast.finn), cast.tuesday)
    return cast


def _notices(cast: Cast) -> int:
    return Notice.objects.filter(organisation=cast.harbor, kind=Notice.Kind.ASKED).count()


def test_a_todo_is_done_once(waiting: Cast) -> None:
    todo = worker.claim("one")
    assert todo is not None
    assert worker.claim("two") is None, "it is leased"
    assert worker.do(todo, "one")
    assert _notices(waiting) == 2, "Dev and Pia"
    assert not worker.do(todo, "one"), "done is done"
    assert _notices(waiting) == 2


def test_a_killed_workers_todo_is_done_by_another_after_its_lease(waiting: Cast) -> None:
    lost = worker.claim("killed")
    assert lost is not None
    Todo.objects.filter(pk=lost.pk).update(leased_until=now() - dt.timedelta(seconds=1))
    again = worker.claim("other")
    assert again is not None
    assert again.pk == lost.pk
    assert not worker.do(lost, "killed"), "the first worker woke up too late"
    assert _notices(waiting) == 0
    assert worker.do(again, "other")
    assert _notices(waiting) == 2


def test_a_failure_is_retried_with_a_pause_and_dead_in_the_open_at_last(
    waiting: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(fact: Fact) -> None:
        raise RuntimeError

    monkeypatch.setattr(consequences, "by_name", lambda name: fail)
    for _ in range(worker.TRIES):
        Todo.objects.filter(organisation=waiting.harbor, done_at=None).update(due_at=now())
        todo = worker.claim("one")
        assert todo is not None
        assert not worker.do(todo, "one")
    dead = Todo.objects.get(organisation=waiting.harbor, done_at=None)
    assert dead.dead_at is not None
    assert dead.trouble == "RuntimeError"
    assert worker.claim("one") is None
    assert _notices(waiting) == 0


def test_a_turn_of_the_loop_beats_watches_and_works(waiting: Cast) -> None:
    loop = worker.Loop()
    while loop.turn(0.0):
        pass
    assert _notices(waiting) == 2
    assert Heartbeat.objects.filter(worker=loop.name).exists()
