"""A page as somebody else gets it, shown to the person it is about.

Rendered by the same views as that viewer, so that it cannot differ; but read-only, without a Look, and narrowed to what
the person it is about may see themselves: nothing about anybody else can appear on it, whoever wrote it.
"""

from typing import TYPE_CHECKING, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cairn.kit.errors import Refused
from cairn.trust import rules
from cairn.trust.models import Fact
from cairn.trust.records import Record
from cairn.trust.rules import Who
from cairn.trust.viewer import Viewer

if TYPE_CHECKING:
    from cairn.people.models import Person

R = TypeVar("R", bound=Record)
ONLY_LOOKING = _("This is only a picture of what they see; nothing can be done on it.")


class Preview(Viewer):
    """`person`, as seen over their shoulder by `of`, whose rows alone are shown."""

    def __init__(self, person: "Person", of: "Person") -> None:
        super().__init__(person, person.organisation_id)
        self.of_whom = of

    def see(self, model: type[R], *, may: tuple[str, ...] = ()) -> QuerySet[R]:
        """What the other may see, and the person it is about may see, and is about nobody else."""
        found = super().see(model, may=may)
        found = found.filter(rules.allowed(model, "view", Who(self.of_whom.pk), self.organisation_id))
        if model.about == "self":
            return found.filter(pk=self.of_whom.pk)
        return found.filter(**{model.about: self.of_whom}) if model.about else found

    def open(self, model: type[R], *, of: "Person") -> QuerySet[R]:
        """The same rows; no Look is left, because nobody else looked."""
        return self.see(model).filter(**{model.about: of})

    def must(self, verb: str, row: Record) -> str:
        """Nothing is done here."""
        if verb != "view":
            raise Refused(ONLY_LOOKING)
        return super().must(verb, row)

    def did(self, verb: str, row: Record, *, about: int | None = None) -> Fact:
        """Nothing is done here."""
        raise Refused(ONLY_LOOKING)
