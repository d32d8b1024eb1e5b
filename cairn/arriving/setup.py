"""The five short steps of setting up the house. Each saves by itself, can be left, and is taken up again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.arriving.setup_forms import Part2Form, PlaceForm
from cairn.care.actions import change_levels, open_programme
from cairn.care.forms import FirstProgramme, LevelTable
from cairn.care.models import Level, Programme
from cairn.people.place import attest, change_place
from cairn.people.signedin import InRequest
from cairn.safety.actions import say_own_line
from cairn.safety.views import line_form
from cairn.trust.viewer import Viewer

Keep = Callable[[InRequest, Any], object]


@dataclass(frozen=True)
class Step:
    """One step: what it is about, its form, and how it is kept. `verb`: what one must be allowed to do."""

    name: str
    title: str | Promise
    text: str | Promise
    form: Callable[[InRequest], Any]
    keep: Keep
    verb: str = "set_up"


def first_programme(viewer: Viewer) -> Programme | None:
    """The programme that was opened first."""
    return viewer.see(Programme).filter(ended_at=None).order_by("pk").first()


def levels_of(viewer: Viewer, programme: Programme) -> list[Level]:
    """Its levels in the order in which people walk them."""
    return list(viewer.see(Level).filter(programme=programme).order_by("position", "pk"))


def _place_form(request: InRequest) -> PlaceForm:
    return PlaceForm(request.organisation, request.POST or None)


def _keep_place(request: InRequest, form: PlaceForm) -> None:
    change_place(request.viewer, request.organisation, **form.cleaned_data)


def _keep_line(request: InRequest, form: Any) -> None:
    say_own_line(request.viewer, form.save(commit=False))


def _part2_form(request: InRequest) -> Part2Form:
    return Part2Form(request.organisation, request.POST or None)


def _keep_part2(request: InRequest, form: Part2Form) -> None:
    told = {name: form.cleaned_data[name] for name in ("status", "signed_name", "privacy_contact")}
    attest(request.viewer, request.organisation, **told)


def _programme_form(request: InRequest) -> FirstProgramme:
    return FirstProgramme(request.POST or None)


def _keep_programme(request: InRequest, form: FirstProgramme) -> None:
    data = form.cleaned_data
    open_programme(
        request.viewer,
        name=data["name"],
        kinds=Level.Kind.values,
        pk=data["once"],
        asks_about_use=data["asks_about_use"],
    )


def _level_table(request: InRequest) -> LevelTable:
    programme = first_programme(request.viewer)
    return LevelTable(levels_of(request.viewer, programme) if programme else [], request.POST or None)


def _keep_levels(request: InRequest, table: LevelTable) -> None:
    programme = first_programme(request.viewer)
    if programme is not None:
        change_levels(request.viewer, programme, table.told())


STEPS = (
    Step("place", _("Your organisation"), _("Name, time zone and languages."), _place_form, _keep_place),
    Step("line", _("Your own support line"), _("Who answers, on which number, at which hours. Everybody sees it below 988."),
         line_form, _keep_line, "manage_people"),
    Step("part2", _("Privacy law"), _("Which rules guard the records here, and whom people ask about them."),
         _part2_form, _keep_part2),
    Step("programme", _("Your first programme"), _("The course of treatment people come for."),
         _programme_form, _keep_programme, "manage_people"),
    Step("levels", _("Its levels of care"), _("How many hours a week each level holds. These are usual numbers: put them right for you."),
         _level_table, _keep_levels, "manage_people"),
)  # fmt: skip
