"""What people show to somebody close to them: exactly what a signed consent names, and nothing else."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cairn.care.models import Enrolment
from cairn.checkins.models import Glimpse, Milestone, Pulse
from cairn.checkins.questions import mood_step, mood_word
from cairn.kit.errors import NotHere
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy.models import Consent, Covers
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer


@dataclass
class ShownThings:
    """What one person shows to the viewer."""

    consents: list[Consent]
    glimpse: Any = None
    mood: str = ""
    step: int = 0
    pulse: Any = None
    milestones: list[Any] = field(default_factory=list)
    enrolments: list[Any] = field(default_factory=list)

    def covers(self, what: str) -> bool:
        """Whether one of the consents names it."""
        return any(f"|{what}|" in one.covers for one in self.consents)

    @property
    def step_name(self) -> str:
        """The number of the mood's picture."""
        return str(self.step)

    @property
    def is_mood(self) -> bool:
        return self.covers(Covers.HOW_I_AM)

    @property
    def is_pulse(self) -> bool:
        return self.covers(Covers.TAKING_PART)

    @property
    def is_milestones(self) -> bool:
        return self.covers(Covers.MILESTONES)

    @property
    def is_programme(self) -> bool:
        return self.covers(Covers.PROGRAMME)


def standing_to(viewer: Viewer) -> list[Consent]:
    """Consents that stand for this viewer now, whoever gave them."""
    rows = viewer.see(Consent).filter(to=viewer.me, pk__in=Consent.live().values("pk"))
    return list(rows.filter(person__left_at=None).select_related("person").order_by("person__chosen_name", "pk"))


@signed_in
def shown(request: InRequest) -> HttpResponse:
    """Everybody who shows me something."""
    people = {one.person_id: one.person for one in standing_to(request.viewer)}
    return render(request, "home/shown.html", {"people": list(people.values())})


@signed_in
def shown_by(request: InRequest, pk: int) -> HttpResponse:
    """What one person shows me. They can read that I looked."""
    person = request.viewer.get(Person, pk=pk)
    found = what_is_shown(request.viewer, person)
    if not found.consents:
        raise NotHere
    return render(request, "home/shown_by.html", {"of": person, "it": found})


def what_is_shown(viewer: Viewer, person: Person) -> ShownThings:
    """Each thing a consent names, read through the policy and only then; leaves a look for each kind."""
    own = viewer.see(Consent).filter(to=viewer.me, person=person, pk__in=Consent.live().values("pk"))
    found = ShownThings(list(own))
    if found.is_mood:
        found.glimpse = viewer.open(Glimpse, of=person).first()
        if found.glimpse:
            found.mood, found.step = str(mood_word(found.glimpse.mood)), mood_step(found.glimpse.mood)
    if found.is_pulse:
        found.pulse = viewer.open(Pulse, of=person).first()
    if found.is_milestones:
        found.milestones = list(viewer.open(Milestone, of=person).order_by("-week")[:30])
        ring.warm(row.words_sealed for row in found.milestones)
    if found.is_programme:
        rows = viewer.open(Enrolment, of=person).select_related("level__programme")
        found.enrolments = list(rows.order_by("-began_on", "-pk")[:20])
    return found
