"""From told to written: facts go to the journal, and what follows from them follows."""

from contextvars import ContextVar

from django.db import transaction

from cairn.trust import consequences, journal, nudges
from cairn.trust.models import Fact, Head, Todo

depth: ContextVar[int] = ContextVar("depth", default=0)
_cause: ContextVar[int | None] = ContextVar("cause", default=None)


def conclude(facts: list[Fact]) -> None:
    """Write the facts of one action, then let their consequences follow. Inside the action's transaction."""
    for fact in facts:
        fact.because = _cause.get()
    record(facts)
    for fact in facts:
        _follow(fact)


def record(facts: list[Fact], head: Head | None = None) -> None:
    """Write facts of one organisation to its journal (locked already, if `head` is given) and to the todos."""
    entries = {fact.verb: consequences.entry(fact.verb) for fact in facts}
    moves = any(found.moves_rights for found in entries.values())
    journal.append(head or journal.lock(facts[0].organisation_id), facts, moves_rights=moves)
    todos = [
        Todo(organisation_id=fact.organisation_id, what=consequences.name_of(reaction), fact=fact)
        for fact in facts
        for reaction in entries[fact.verb].later
    ]
    if todos:
        Todo.objects.bulk_create(todos)


def _follow(fact: Fact) -> None:
    entry = consequences.entry(fact.verb)
    deeper, cause = depth.set(depth.get() + 1), _cause.set(fact.pk)
    try:
        for reaction in entry.now:
            reaction(fact)
    finally:
        depth.reset(deeper)
        _cause.reset(cause)
    if entry.nudges:
        transaction.on_commit(lambda: nudges.send(entry.nudges, fact), robust=True)
