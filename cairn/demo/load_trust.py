"""What people of the demo decided about their own things, done with the real actions: a consent, a question, a rule."""

import datetime as dt

from cairn.checkins.models import Glimpse, Milestone
from cairn.demo.load_days import Days
from cairn.demo.load_people import Loaded
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.people.models import Person
from cairn.privacy import sentences
from cairn.privacy.consenting import give_consent, propose_consent
from cairn.privacy.inquiring import ask_about_look
from cairn.privacy.models import Covers, Retention
from cairn.privacy.retention import set_retention
from cairn.privacy.terms import Terms
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer

YEAR = dt.timedelta(days=365)
WHY = "I was asleep then. Why did somebody open my check-ins?"


def glimpses(days: Days) -> None:
    """The word each person last said, and the victories of each week, apart from the rest."""
    people, ledger = days.loaded.people, days.loaded.ledger
    last = {
        daily.person: daily for daily in sorted(days.story.dailies, key=lambda one: one.at) if daily.mood is not None
    }
    for key, daily in last.items():
        ledger.add(Glimpse, daily.at, person=people[key], day=daily.day, mood=daily.mood)
    for weekly in days.story.weeklies:
        if weekly.victory:
            ledger.add(Milestone, weekly.at, person=people[weekly.person], week=weekly.week, words=weekly.victory)
    ledger.write()


def load(loaded: Loaded) -> None:
    """Ana lets Sam know how she is, reads a paper Pia wrote, and asks about a look; old notices go after three months."""
    people = loaded.people
    if not {"ana", "sam", "pia", "gil"} <= people.keys():
        return
    with wall.within(loaded.ledger.organisation.pk):
        ana, house = people["ana"], loaded.ledger.organisation.name
        base = Terms(
            kinds=("specific",), patient_name=ana.chosen_name, discloser=house, recipient_type="relative",
            recipients=(people["sam"].chosen_name,), purposes=sentences.at_my_request(),
            information=str(Covers.HOW_I_AM.label), revocation_statement=sentences.revocation(house),
            expires_on=(now() + YEAR).date(),
        )  # fmt: skip
        _signed(ana, people["sam"], base)
        _proposed(people["pia"], ana, base)
        look = Look.objects.filter(organisation=loaded.ledger.organisation, person=ana).order_by("-pk").first()
        if look is not None:
            ask_about_look(Viewer.of(ana), look, words=WHY, pk=new_id())
        set_retention(Viewer.of(people["gil"]), {Retention.Kind.NOTICES: 90})


def _signed(ana: Person, sam: Person, base: Terms) -> None:
    signed = Terms.of({**base.plain(), "signer_role": "patient", "signature": ana.chosen_name,
                       "signed_on": now().date().isoformat()})  # fmt: skip
    covers = (Covers.HOW_I_AM, Covers.MILESTONES, Covers.TAKING_PART)
    give_consent(Viewer.of(ana), signed, pk=new_id(), covers=covers, to=sam)


def _proposed(pia: Person, ana: Person, base: Terms) -> None:
    terms = Terms.of({**base.plain(), "recipients": ["Dr. Alvarez, Valley Family Practice"],
                      "recipient_type": "treating_provider", "purposes": "So that my doctor knows my programme",
                      "information": "Dates of my programme and my level of care"})  # fmt: skip
    propose_consent(Viewer.of(pia), ana, terms, pk=new_id())
