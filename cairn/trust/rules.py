"""Rules: one condition on rows, with three uses: the list, the single row, and the audience of a message.

A relation is a function of *who*, an expression: a constant when a viewer reads, a reference to the outer
row when we ask "for which persons does this hold?". So list, row and audience can never drift apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from cairn.kit.errors import Misuse
from cairn.trust.records import Record


@dataclass(frozen=True)
class Who:
    """Whom a rule is asked about: one person, the product itself for a stated reason, or each outer row."""

    person: int | None = None
    system: str = ""

    def at(self, depth: int) -> Any:
        """The person's id as seen from `depth` subqueries below the row the rule is about."""
        if self.person is not None or self.system:
            return Value(self.person or 0)
        reference: Any = OuterRef("pk")
        for _ in range(depth):
            reference = OuterRef(reference)
        return reference


ANYONE = Who()
NEVER = Q(pk__in=[])


class Clause:
    """A condition on rows with its grounds in words. `a | b` keeps its alternatives apart, to tell which held."""

    def __init__(
        self,
        build: Callable[[Who], Q],
        grounds: str,
        alternatives: "tuple[Clause, ...]" = (),
        *,
        by_clock: bool = False,
    ) -> None:
        self._build = build
        self.grounds = grounds
        # Whether time alone can end what this allows; everything else ends with a fact.
        self.by_clock = by_clock
        self.alternatives = alternatives or (self,)

    def q(self, who: Who) -> Q:
        """The condition, for that person."""
        return self._build(who)

    def __or__(self, other: "Clause") -> "Clause":
        both = self.alternatives + other.alternatives
        return Clause(
            lambda who: reduce(or_, (c.q(who) for c in both)),
            " | ".join(c.grounds for c in both),
            both,
            by_clock=any(c.by_clock for c in both),
        )

    def __and__(self, other: "Clause") -> "Clause":
        parts = [_both(a, b) for a in self.alternatives for b in other.alternatives]
        return reduce(or_, parts)


def _both(a: Clause, b: Clause) -> Clause:
    grounds, by_clock = f"{a.grounds} & {b.grounds}", a.by_clock or b.by_clock
    return Clause(lambda who: a.q(who) & b.q(who), grounds, by_clock=by_clock)


NOBODY = Clause(lambda who: NEVER, "nobody")
_table: dict[type[Record], dict[str, Clause]] = {}


def row(model: type[Record], **verbs: Clause) -> None:
    """One line of the policy table: who may do which verb with rows of `model`. What is not written may not be done."""
    if model in _table:
        raise Misuse(f"{model.__name__} has two rows in cairn/policy.py.")
    if "view" not in verbs:
        raise Misuse(f"{model.__name__} needs a `view` in cairn/policy.py.")
    _table[model] = verbs


def models_with_rules() -> Iterable[type[Record]]:
    """Every model the policy table speaks of."""
    return _table.keys()


def verbs_of(model: type[Record]) -> dict[str, Clause]:
    """The verbs of a model and who may do each."""
    return _table[model]


def rule(model: type[Record], verb: str) -> Clause:
    """The rule for a verb; a missing one is our mistake, never a silent yes."""
    try:
        return _table[model][verb]
    except KeyError:
        raise Misuse(f"cairn/policy.py says nothing about `{verb}` for {model.__name__}.") from None


def allowed(model: type[Record], verb: str, who: Who, organisation: int) -> Q:
    """The rows of `model` on which `who` may do `verb`, inside the organisation's wall."""
    return Q(organisation_id=organisation) & rule(model, verb).q(who)


def audience(row_: Record, verb: str = "view") -> "QuerySet[Any]":
    """The persons for whom the row's own rule holds, from the same rule, in one query."""
    model = type(row_)
    persons = apps.get_model("people", "Person").objects
    held = model._default_manager.filter(and_(Q(pk=row_.pk), rule(model, verb).q(ANYONE)))
    return persons.filter(organisation_id=row_.organisation_id, left_at=None).filter(Exists(held))
