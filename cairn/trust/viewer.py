"""The one who asks. Every read goes through a viewer; every write begins with `must`."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Misuse, NotHere, Refused
from cairn.kit.ids import LARGEST_ID
from cairn.trust import looks, rules
from cairn.trust.models import Fact
from cairn.trust.records import Record
from cairn.trust.rules import Who

if TYPE_CHECKING:
    from cairn.people.models import Person

R = TypeVar("R", bound=Record)
NOT_YOURS = _("You can see this, but this step is not yours to take.")


@dataclass
class Act:
    """What an action under way has asked and told. `nothing_new`: a retry found its work already done."""

    asked: bool = False
    grounds: str = ""
    facts: list[Fact] = field(default_factory=list)
    nothing_new: bool = False


class Viewer:
    """A person in an organisation, or the product itself acting for a stated reason."""

    def __init__(self, person: "Person | None", organisation_id: int, *, system: str = "") -> None:
        self.person = person
        self.organisation_id = organisation_id
        self.system = system
        self.act: Act | None = None

    @classmethod
    def of(cls, person: "Person") -> "Viewer":
        """The viewer that a person is."""
        return cls(person, person.organisation_id)

    @classmethod
    def product(cls, organisation_id: int, reason: str) -> "Viewer":
        """The product itself, acting in one organisation; `reason` goes to the journal."""
        return cls(None, organisation_id, system=reason)

    @property
    def who(self) -> Who:
        return Who(self.person.pk if self.person else None, self.system)

    @property
    def me(self) -> "Person":
        """The person; asking the product itself for one is a mistake of ours."""
        if self.person is None:
            raise Misuse("This viewer is the product, not a person.")
        return self.person

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles the person holds now. For what pages offer; rights are decided by the policy alone."""
        held = apps.get_model("people", "Role").live().filter(organisation_id=self.organisation_id, person=self.person)
        return frozenset(held.values_list("role", flat=True))

    def see(self, model: type[R], *, may: tuple[str, ...] = ()) -> QuerySet[R]:
        """The rows of `model` this viewer may see; each verb in `may` is annotated as `may_<verb>`."""
        found: QuerySet[R] = model._default_manager.filter(self._allowed(model, "view"))
        for verb in may:
            held = Exists(model._default_manager.filter(self._allowed(model, verb), pk=OuterRef("pk")))
            found = found.annotate(**{f"may_{verb}": held})
        return found

    def get(self, model: type[R], **lookup: Any) -> R:
        """One row this viewer may see. Absent and hidden are the same NotHere."""
        if any(isinstance(value, int) and value > LARGEST_ID for value in lookup.values()):
            raise NotHere  # no id, and no database would take it as one
        row = self.see(model).filter(**lookup).first()
        if row is None:
            raise NotHere
        return row

    def open(self, model: type[R], *, of: "Person") -> QuerySet[R]:
        """Somebody's sensitive rows. Leaves a Look that the person can read, unless it is one's own."""
        rows = self.see(model).filter(**{model.about: of})
        if self.person is not None and of.pk != self.person.pk:
            newest = rows.order_by("-pk").first()
            if newest is not None:
                looks.leave(self.person, of, model, self.why("view", newest) or "")
        return rows

    def may(self, verb: str, row: Record) -> bool:
        """Whether the viewer may do `verb` with this row."""
        return bool(type(row)._default_manager.filter(self._allowed(type(row), verb), pk=row.pk).exists())

    def why(self, verb: str, row: Record) -> str | None:
        """The grounds on which the viewer may do `verb`, or None where there are none."""
        model = type(row)
        alternatives = rules.rule(model, verb).alternatives
        whens = [
            When(Q(organisation_id=self.organisation_id) & clause.q(self.who), then=Value(clause.grounds))
            for clause in alternatives
        ]
        held = model._default_manager.filter(pk=row.pk).annotate(held_on=Case(*whens, default=Value("")))
        return held.values_list("held_on", flat=True).first() or None

    def must(self, verb: str, row: Record) -> str:
        """Ask before doing. Raises NotHere where the row is hidden, Refused where it is seen but not theirs."""
        grounds = self.why(verb, row)
        if grounds is None:
            if verb == "view" or not self.may("view", row):
                raise NotHere
            raise Refused(NOT_YOURS)
        if self.act is not None:
            self.act.asked = True
            self.act.grounds = grounds
        return grounds

    def did(self, verb: str, row: Record, *, about: int | None = None) -> Fact:
        """Tell what happened to which row. `about` overrides the person the row is about."""
        if self.act is None:
            raise Misuse(f"`{verb}` was told outside an action.")
        fact = Fact(
            organisation_id=self.organisation_id,
            actor=self.person.pk if self.person else None,
            system=self.system,
            verb=verb,
            table=type(row)._meta.db_table,
            row=row.pk,
            about=about if about is not None else row.person_about(),
            grounds=self.act.grounds,
            at=now(),
        )
        self.act.facts.append(fact)
        return fact

    def did_before(self) -> None:
        """Tell that this is a retry whose work was done the first time: nothing new happened."""
        if self.act is None:
            raise Misuse("A retry was told outside an action.")
        self.act.nothing_new = True

    def _allowed(self, model: type[Record], verb: str) -> Q:
        return rules.allowed(model, verb, self.who, self.organisation_id)
