"""What the team wrote of the last weeks: signed, waiting for a supervisor, drafts, and what nobody wrote yet."""

import datetime as dt
import hashlib
import json

from cairn.charting.ledger import PayerRule
from cairn.charting.models import Credential, Note, WriteUp
from cairn.charting.sheet import KINDS, Evening, record_of, signed_as
from cairn.charting.tables import USUAL
from cairn.demo.load_attended import Past
from cairn.demo.load_people import Loaded
from cairn.demo.shape import dice, sections
from cairn.kit.clock import start_of
from cairn.meetings.models import Kind
from cairn.people.models import Person
from cairn.privacy import sentences
from cairn.privacy.document import print_of, written
from cairn.privacy.models import Consent
from cairn.privacy.terms import Terms

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WRITTEN_FOR, FRESH, YOUNG = 35 * DAY, 20 * HOUR, 50 * HOUR  # a month of units and a little more
LETTERS = {
    "dev": "LCSW",
    "grace": "PsyD",
    "noor": "LPC",
    "marisol": "LMFT",
    "pia": "CPRS",
    "theo": "CPRS",
    "rafa": "CPRS",
}
SUPERVISOR, SLOW = "grace", "dev"  # Dev signs tomorrow what he wrote today
WAYS = ("full", "full", "full", "some", "some", "listened", "out")


class Notes:
    """Writes notes, credentials, the payer's table and consents for payment."""

    def __init__(self, loaded: Loaded, pasts: list[Past]) -> None:
        self.loaded, self.story, self.ledger = loaded, loaded.story, loaded.ledger
        self.pasts = pasts
        self.texts = sections("notes.txt")
        self.keys = {person.pk: key for key, person in loaded.people.items()}
        self.letters: dict[int, str] = {}

    def load(self) -> None:
        """Everything about notes and units."""
        self._house()
        for past in self.pasts:
            age = self.story.now - past.session.ends_at
            if FRESH < age <= WRITTEN_FOR and past.session.kind in KINDS and past.present:
                self._session(past, age)
        for one in self.story.members():
            if one.level != "alumni" and (one.key == "ana" or dice("pays", one.key).random() < 0.85):
                self._consent(self.loaded.people[one.key])

    def _house(self) -> None:
        at = self.story.moment(self.story.today - 60 * DAY, 9)
        for key, letters in LETTERS.items():
            person = self.loaded.people[key]
            self.letters[person.pk] = letters
            self.ledger.add(Credential, at, person=person, letters=letters, supervises=key == SUPERVISOR)
            self.ledger.told("credential.set", person, at, by=self.loaded.manager, grounds="administrator")
        for position, rule in enumerate(USUAL):
            self.ledger.add(PayerRule, at, position=position, **rule)
        manager = next(one for one in self.loaded.people.values() if one.pk == self.loaded.manager)
        self.ledger.told("payer_rules.set", manager, at, by=manager.pk)

    def _session(self, past: Past, age: dt.timedelta) -> None:
        session = past.session
        author = self._by(session.facilitator_id)
        language, chance = self._language(author), dice("note", session.name, session.on)
        at = session.ends_at + chance.randrange(20, 90) * dt.timedelta(minutes=1)
        row = self.ledger.add(
            WriteUp, at, session=session, by=author, topic=chance.choice(self.texts[f"{language} topic"]),
            intervention=chance.choice(self.texts[f"{language} intervention"]),
        )  # fmt: skip
        self.ledger.told("session.written_up", row, at, by=author.pk)
        leads = [self._by(pk) for pk in (session.facilitator_id, session.co_facilitator_id) if pk]
        names = [signed_as(one, self.letters) for one in leads]
        evening = Evening(session, row, past.present, past.stays, names)
        is_draft = (age < YOUNG and self.keys[author.pk] == SLOW) or chance.random() < 0.03
        for person in past.present:
            note = self._note(evening, self._by(person), author, at)
            if not is_draft:
                self._sign(note, evening, author, age)

    def _note(self, evening: Evening, person: Person, author: Person, at: dt.datetime) -> Note:
        session, language = evening.session, self._language(author)
        chance = dice("line", session.name, session.on, self.keys[person.pk])
        way = chance.choice(WAYS)
        goals = self.texts[f"{language} goal"]
        note: Note = self.ledger.add(
            Note, at, session=session, person=person, author=author, kind=KINDS[Kind(session.kind)], participation=way,
            risk_observed=False, response=chance.choice(self.texts[f"{language} {way}"]),
            goal=goals[dice("goal", self.keys[person.pk]).randrange(len(goals))],
            next_step=chance.choice(self.texts[f"{language} next"]),
        )  # fmt: skip
        return note

    def _sign(self, note: Note, evening: Evening, author: Person, age: dt.timedelta) -> None:
        at = min(note.made_at + HOUR, self.story.now - HOUR)
        note.record = json.dumps(record_of(note, evening), ensure_ascii=False, sort_keys=True)
        note.record_hash = hashlib.sha256(note.record.encode()).hexdigest()
        note.signed_at, note.signed_as = at, signed_as(author, self.letters)
        note.needs_cosign = self.story.people[self.keys[author.pk]].role == "peer_specialist"
        note.final_at = None if note.needs_cosign else at
        self.ledger.told("note.signed", note, at, by=author.pk)
        if note.needs_cosign and age > 5 * DAY:
            supervisor = self.loaded.people[SUPERVISOR]
            note.cosigner, note.cosigned_at, note.cosigned_as = (
                supervisor,
                at + DAY,
                signed_as(supervisor, self.letters),
            )
            note.final_at = note.cosigned_at
            self.ledger.told("note.cosigned", note, note.cosigned_at, by=supervisor.pk)

    def _consent(self, person: Person) -> None:
        """A written consent for treatment, payment and operations, signed on the second day."""
        one, house = self.story.people[self.keys[person.pk]], self.ledger.organisation
        at = self.story.moment(one.joined + DAY, 11)
        ends = self.story.today + 300 * DAY
        terms = Terms(
            kinds=("tpo",), patient_name=f"{one.name} {one.last_name}", discloser=house.name, recipient_type="payer",
            recipients=("Desert Health Plan",), purposes="Treatment, payment and health care operations",
            information="Dates and minutes of attendance, units of service", revocation_statement=sentences.revocation(house.name),
            redisclosure_statement=sentences.redisclosure(), refusal_statement=sentences.refusal(), expires_on=ends,
            signer_role="patient", signature=f"{one.name} {one.last_name}", signed_on=one.joined + DAY,
        )  # fmt: skip
        row: Consent = self.ledger.add(
            Consent, at, person=person, kinds="|tpo|", language=one.language, signed_at=at,
            expires_at=start_of(ends + DAY, house.zone), terms_text=json.dumps(terms.plain(), sort_keys=True),
        )  # fmt: skip
        document = written(terms, number=row.pk, signed_at=at, zone=house.zone, language=one.language)
        row.document, row.document_hash = document.decode(), print_of(document)
        self.ledger.told("consent.signed", row, at, by=person.pk)

    def _by(self, pk: int | None) -> Person:
        return self.loaded.people[self.keys[pk or 0]]

    def _language(self, author: Person) -> str:
        return "es" if self.story.people[self.keys[author.pk]].language == "es" else "en"
