"""Private things with a canary in each, and who may come to know them: a table to review, written apart from the policy.

The names in `sees` are the whole expectation. Whoever is not named must not meet the canary anywhere; whoever is named
must be able to read it on a page, so that a test which finds nothing cannot pass by looking at nothing.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.arriving.sheet import read
from cairn.arriving.taking import send_roster
from cairn.charting.models import Note, PayerRule, WriteUp
from cairn.charting.notes import Said, add_to_note, keep_counselling_note, sign_note, write_up
from cairn.charting.tables import lay_usual_rules
from cairn.chat.actions import remove_message
from cairn.chat.drafts import keep_draft
from cairn.chat.files import store
from cairn.chat.models import Attachment, Draft, Message, Party
from cairn.checkins.actions import encourage, make_checkin
from cairn.checkins.models import Encouragement, Milestone
from cairn.checkins.weekly import make_checkpoint
from cairn.groups.models import Seat
from cairn.kit.clock import now, today
from cairn.kit.ids import new_id
from cairn.liveroom.models import Whereabouts
from cairn.meetings.absence import cannot_come
from cairn.meetings.actions import arrange_series
from cairn.meetings.closing import close_session, correct_attendance
from cairn.meetings.keeping import open_place
from cairn.meetings.models import Attendance, Correction, Session, Stay
from cairn.meetings.planning import write_plan
from cairn.meetings.recurrence import Rule
from cairn.meetings.stays import come
from cairn.moderation.actions import Told, close_report, report, take_measure
from cairn.moderation.models import Measure, Report
from cairn.notices.actions import ring_on_device, silence_device
from cairn.people.identity import take_alias
from cairn.people.models import Contact, EntryLink
from cairn.privacy.breaking import break_glass
from cairn.privacy.consenting import propose_consent, sign_consent
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.inquiring import answer_inquiry, ask_about_look, ask_for_restriction
from cairn.privacy.retention import place_hold
from cairn.privacy.taking import ask_for_takeout
from cairn.privacy.tests.stage import soon, terms
from cairn.safety.actions import take_concern
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.safety.reaching import reach_out
from cairn.signin.kept import keep
from cairn.signin.models import Letter
from cairn.trust.models import Look
from cairn.trust.records import Record
from tests.cast import Cast, as_, say
from tests.evening import let_in, session_now

Rows = dict[str, Record]
CARE, TEAM = "dev pia elin", "dev pia"


@dataclass(frozen=True)
class Private:
    """One private thing: what a clinician would call it, who may know it, and the columns it lies in."""

    title: str
    sees: str
    columns: tuple[str, ...]

    def readers(self) -> frozenset[str]:
        """The names of those who may know it."""
        return frozenset(self.sees.split())


THINGS: dict[str, Private] = {
    "tuesday": Private("What Ana wrote in Tuesday group", f"ana bo {TEAM}", ("chat.Message.body",)),
    "pair": Private("What Bo wrote to Ana alone", "ana bo", ("chat.Message.body",)),
    "mentor": Private("What Cleo, her mentor, wrote to Ana", "ana cleo", ("chat.Message.body",)),
    "gone": Private(
        "What Bo wrote in the group and took away, as the report keeps it", f"ana {CARE}", ("moderation.Report.copy",)
    ),
    "draft": Private("Words Ana has not sent yet", "ana", ("chat.Draft.body",)),
    "kept": Private("What Ana had typed when her session ended", "ana", ("signin.Kept.fields",)),
    "file": Private("What stands in a file Ana sent to the group", f"ana bo {TEAM}", ()),
    "file name": Private("The name of that file", f"ana bo {TEAM}", ("chat.Attachment.name",)),
    "for nobody": Private("Ana’s check-in, shown to nobody", "ana", ("checkins.CheckIn.words",)),
    "for bo": Private("Ana’s check-in, shown to her partner", "ana bo", ("checkins.CheckIn.words",)),
    "for group": Private("Ana’s check-in, shown to Tuesday group", f"ana bo {TEAM}", ("checkins.CheckIn.words",)),
    "for team": Private("Ana’s check-in, shown to her care team", f"ana {TEAM}", ("checkins.CheckIn.words",)),
    "ivo": Private(
        "Ivo’s check-in, shown to nobody, while Dev’s emergency opening lasts", "ivo dev", ("checkins.CheckIn.words",)
    ),
    "went well": Private("Ana’s week, shown to her partner: what went well", "ana bo", ("checkins.Checkpoint.went_well",)),
    "was hard": Private("… what was hard", "ana bo", ("checkins.Checkpoint.was_hard",)),
    "commitment": Private("… what she means to do", "ana bo", ("checkins.Checkpoint.commitment",)),
    "victory": Private(
        "… her victory, which a consent also shows to Sam", "ana bo sam",
        ("checkins.Checkpoint.victory", "checkins.Milestone.words"),
    ),
    "encouragement": Private("What Bo answered to Ana’s check-in", "ana bo", ("checkins.Encouragement.words",)),
    "legal name": Private("Ana’s legal name", f"ana {TEAM} gil", ("people.Contact.legal_name",)),
    "phone": Private("Ana’s telephone number", f"ana {TEAM} gil", ("people.Contact.phone",)),
    "email": Private("Ana’s e-mail address", f"ana {TEAM} gil", ("people.Contact.email",)),
    "reference": Private("Ana’s number in the records", f"ana {TEAM} gil", ("people.Contact.reference",)),
    "ivo's name": Private("Ivo’s legal name, while Dev’s emergency opening lasts", "ivo dev gil",
                          ("people.Contact.legal_name",)),
    "alias": Private("Ana’s alias, with whose it is", "ana", ("people.Alias.name", "people.Alias.plain")),
    "report": Private("What Ana reported about Bo", f"ana {CARE}", ("moderation.Report.words",)),
    "answer": Private("What Ana was answered to another report", f"ana {CARE}", ("moderation.Report.answer",)),
    "reason": Private("Why Dev asked Bo to only listen", f"bo {CARE}", ("moderation.Measure.reason",)),
    "paper": Private("What a consent of Ana’s says", f"ana {CARE} hana",
                     ("privacy.Consent.terms_text", "privacy.Consent.document")),
    "question": Private("What Ana asked about a look", "ana hana", ("privacy.Inquiry.words",)),
    "answered": Private("What Ana was answered to it", "ana hana", ("privacy.Inquiry.answer",)),
    "keep back": Private("What Ana asked to keep back", "ana hana", ("privacy.Inquiry.words", "privacy.Restriction.words")),
    "emergency": Private("Why Dev opened Ivo’s page in an emergency, before Ivo is told", "dev hana",
                         ("privacy.Glass.words",)),
    "given out": Private("To whom and why something of Ana’s was given out", "ana hana",
                         ("privacy.Disclosure.recipient", "privacy.Disclosure.purpose", "privacy.Disclosure.facility")),
    "hold": Private("Why Jo’s things are held", "hana", ("privacy.Hold.words",)),
    "note": Private("What Pia noted after a call with Ana", CARE, ("safety.Reach.words", "safety.ConcernStep.words")),
    "invited": Private("Whom an invitation is for, and at which address", "elin gil",
                       ("people.EntryLink.name", "people.EntryLink.email")),
    "roster": Private("A list of people Elin has sent and not taken in", "elin", ("arriving.Roster.sheet",)),
    "phone that rings": Private("Where Ana’s phone is reached, and its keys", "ana",
                                ("notices.Device.address", "notices.Device.keys")),
    # Sessions
    "cannot come": Private("Why Ana cannot come to a session, in her words", f"ana {CARE}", ("meetings.Attendance.reason",)),
    "whereabouts": Private("Where Ana joins tonight’s session from", f"ana {TEAM}", ("liveroom.Whereabouts.words",)),
    # The record
    "write-up": Private("What was done in a session, as its notes say it", f"ana {TEAM}",
                        ("charting.WriteUp.topic", "charting.WriteUp.intervention", "charting.Note.record")),
    "progress": Private("Ana’s signed note of that session", f"ana {TEAM}",
                        ("charting.Note.response", "charting.Note.goal", "charting.Note.next_step", "charting.Note.record")),
    "added": Private("What Dev added to that note later", f"ana {TEAM}", ("charting.Addendum.words",)),
    "counselling": Private("Dev’s own counselling note about Ana", "dev", ("charting.CounsellingNote.words",)),
    "put right": Private("Why Dev put Ana’s attendance right", f"ana {CARE}", ("meetings.Correction.why",)),
    "letter": Private("A letter about signing in, before it is sent", "", ("signin.Letter.words", "signin.Letter.address")),
}  # fmt: skip


def canary(key: str) -> str:
    """The canary of a thing: a word no language has, and that no escaping changes."""
    return f"q{hashlib.sha256(key.encode()).hexdigest()[:15]}q"


def words(key: str) -> str:
    """A sentence with the canary, and a word that anybody may look for."""
    return f"lighthouse {canary(key)}"


def plant(cast: Cast) -> Rows:
    """Do everything that puts these things there, by the actions of the product. The rows, by a short name."""
    rows: Rows = {"tuesday": cast.tuesday, "room": cast.room, "pair room": cast.pair_room}
    rows |= cast.everyone()
    for part in (_identity, _talk, _days, _care, _moderation, _privacy, _arriving, _sessions, _liveroom, _record):
        rows |= part(cast, rows)
    return rows


def _identity(cast: Cast, rows: Rows) -> Rows:
    here = {"organisation": cast.harbor}
    contact = Contact.objects.get(**here, person=cast.ana)
    contact.legal_name, contact.phone = canary("legal name"), canary("phone")
    contact.email, contact.reference = f"{canary('email')}@example.org", canary("reference")
    contact.save()
    ivos = Contact.objects.get(**here, person=cast.ivo)
    ivos.legal_name = canary("ivo's name")
    ivos.save()
    address = f"https://web.push.apple.com/{canary('phone that rings')}"
    device = ring_on_device(as_(cast.ana), address=address, keys={"auth": canary("phone that rings")})
    return {
        "contact": contact,
        "ivo's contact": ivos,
        "alias": take_alias(as_(cast.ana), name=canary("alias")),
        "device": silence_device(as_(cast.ana), device),  # or its address would be told to its own service, as it must
    }


def _talk(cast: Cast, rows: Rows) -> Rows:
    mentor = Party.live().get(organisation=cast.harbor, person=cast.cleo).room
    pdf = SimpleUploadedFile(f"{canary('file name')}.pdf", f"%PDF-1.4 {words('file')}".encode())
    message = say(cast.ana, cast.room, words("tuesday"), files=store(as_(cast.ana), [pdf]))
    keep_draft(as_(cast.ana), cast.pair_room.pk, words("draft"))
    kept = keep(as_(cast.ana), KEPT_AT, [("words", words("kept"))])
    assert kept is not None
    return {
        "mentor room": mentor,
        "message": message,
        "pair message": say(cast.bo, cast.pair_room, words("pair")),
        "mentor message": say(cast.cleo, mentor, words("mentor")),
        "file": Attachment.objects.get(organisation=cast.harbor, message=message),
        "draft": Draft.objects.get(organisation=cast.harbor, person=cast.ana),
        "kept": kept,
    }


KEPT_AT = "/harbor-house/check-ins/week"


def _days(cast: Cast, rows: Rows) -> Rows:
    ana = as_(cast.ana)
    shown = make_checkin(ana, client_id="p", words=words("for bo"), to_partner=True)
    week: dict[str, Any] = {
        name.replace(" ", "_"): words(name) for name in ("went well", "was hard", "commitment", "victory")
    }
    checkpoint = make_checkpoint(ana, client_id="w", to_partner=True, **week)
    given: dict[str, Any] = {"kind": Encouragement.Kind.WORDS, "client_id": "e", "words": words("encouragement")}
    return {
        "for bo": shown,
        "for nobody": make_checkin(as_(cast.ana), client_id="n", words=words("for nobody")),
        "for group": make_checkin(as_(cast.ana), client_id="g", words=words("for group"), to_groups=[cast.tuesday]),
        "for team": make_checkin(as_(cast.ana), client_id="t", words=words("for team"), to_team=True),
        "ivo's": make_checkin(as_(cast.ivo), client_id="i", words=words("ivo")),
        "checkpoint": checkpoint,
        "milestone": Milestone.objects.get(organisation=cast.harbor, person=cast.ana),
        "encouragement": encourage(as_(cast.bo), shown, **given),
    }


def _care(cast: Cast, rows: Rows) -> Rows:
    make_checkin(as_(cast.ana), client_id="unsafe", safe=False)
    concern = take_concern(as_(cast.pia), Concern.objects.get(organisation=cast.harbor, person=cast.ana))
    note: dict[str, Any] = {"kind": Reach.Kind.NOTED, "client_id": "note", "words": words("note")}
    reach = reach_out(as_(cast.pia), cast.ana, **note)
    noted = ConcernStep.objects.filter(organisation=cast.harbor, concern=concern).latest("pk")
    return {"concern": concern, "reach": reach, "step": noted}


def _moderation(cast: Cast, rows: Rows) -> Rows:
    hurtful = say(cast.bo, cast.room, words("gone"))
    about = Told(cast.bo.pk, cast.tuesday.pk, hurtful.pk, hurtful.body)
    told = report(as_(cast.ana), hurtful, about, once=new_id(), kind=Report.Kind.HURTS, words=words("report"))
    close_report(as_(cast.elin), told, outcome=Report.Outcome.TALKED, answer=words("answer"))
    remove_message(as_(cast.bo), Message.objects.get(organisation=cast.harbor, pk=hurtful.pk))
    step = take_measure(
        as_(cast.dev), cast.tuesday, once=new_id(), kind=Measure.Kind.REMINDER, reason=words("reason"), person=cast.bo
    )
    seat = Seat.objects.get(organisation=cast.harbor, group=cast.tuesday, person=cast.bo)
    return {"report": told, "measure": step, "bo's seat": seat, "removed message": hurtful}


def _privacy(cast: Cast, rows: Rows) -> Rows:
    unsigned = terms(signature="", signer_role="", signed_on=None, expires_on=soon(), information=words("paper"))
    consent = propose_consent(as_(cast.pia), cast.ana, unsigned, pk=new_id(), covers=("milestones",), to=cast.sam)
    sign_consent(as_(cast.ana), consent, signature="Ana Legalname", signer_role="patient", confirmed=True)
    as_(cast.pia).open(Reach, of=cast.ana)
    look = Look.objects.filter(organisation=cast.harbor, person=cast.ana).latest("pk")
    asked = ask_about_look(as_(cast.ana), look, words=words("question"), pk=new_id())
    back = ask_for_restriction(as_(cast.ana), words=words("keep back"), pk=new_id(), what="taking_part")
    glass = break_glass(as_(cast.dev), cast.ivo, reason="danger", words=words("emergency"), pk=new_id())
    out = Outgoing(What.ACCOUNTING, Basis.OWN, words("given out"), words("given out"), facility=words("given out"))
    answer_inquiry(as_(cast.hana), asked, answer=words("answered"), outcome="answered")
    assert back.restriction is not None
    return {
        "consent": consent, "look": look, "inquiry": asked, "restriction": back.restriction, "back": back, "glass": glass,
        "disclosure": disclose(as_(cast.ana), cast.ana, out),
        "hold": place_hold(as_(cast.hana), person=cast.jo, words=words("hold"), pk=new_id()),
        "takeout": ask_for_takeout(as_(cast.ana)),
    }  # fmt: skip


def _arriving(cast: Cast, rows: Rows) -> Rows:
    here: dict[str, Any] = {"organisation": cast.harbor}
    link = EntryLink(**here, made_by=cast.elin, hash="h", expires_at=now() + dt.timedelta(hours=72), roles="member")
    link.name, link.email = canary("invited"), f"{canary('invited')}@example.org"
    link.save()
    table = f"chosen_name,legal_name,email\nNew,{canary('roster')},new@example.org\n"
    roster = send_roster(as_(cast.elin), read(table.encode()), pk=new_id())
    letter = Letter(**here)
    letter.address, letter.words = f"{canary('letter')}@example.org", words("letter")
    letter.save()
    return {"link": link, "roster": roster, "letter": letter}


def _sessions(cast: Cast, rows: Rows) -> Rows:
    zone, day = "America/Phoenix", today("America/Phoenix") + dt.timedelta(days=2)
    series = arrange_series(
        as_(cast.elin), kind="therapy", name="Tuesday group", group=cast.tuesday, zone=zone, at=dt.time(18),
        begins_on=day, facilitator=cast.dev, co_facilitator=cast.pia, rule=str(Rule(days=(day.weekday(),))),
    )  # fmt: skip
    session = Session.objects.filter(organisation=cast.harbor, series=series).order_by("on")[0]
    return {
        "session": session,
        "said no": cannot_come(as_(cast.ana), session, words=words("cannot come")),
        "room here": open_place(as_(cast.elin), name="River room", chairs=12),
        "plan": write_plan(as_(cast.dev), title="Walking", steps=[]),
    }


def _liveroom(cast: Cast, rows: Rows) -> Rows:
    session = session_now(cast)
    entrance = let_in(cast, session, cast.ana, words("whereabouts"))
    said = Whereabouts.objects.get(organisation=cast.harbor, person=cast.ana)
    return {"tonight": session, "ana's entrance": entrance, "whereabouts": said}


def _record(cast: Cast, rows: Rows) -> Rows:
    here: dict[str, Any] = {"organisation": cast.harbor}
    dev, evening = as_(cast.dev), session_now(cast, name="Evening before", minutes_ago=40)
    come(as_(cast.ana), evening, cast.ana, door=Stay.Door.ONLINE)
    close_session(dev, evening)
    there = Attendance.objects.get(**here, session=evening, person=cast.ana)
    correct_attendance(dev, there, status="present", minutes=80, why=words("put right"))
    told = words("progress")
    line = Said("listened", response=told, goal=told, next_step=told, risk_observed=False)
    write_up(dev, evening, topic=words("write-up"), intervention=words("write-up"), lines={cast.ana.pk: line})
    note = sign_note(dev, Note.objects.get(**here, session=evening, person=cast.ana))
    lay_usual_rules(as_(cast.elin))
    return {
        "evening": evening, "ana's attendance": there, "ana's note": note,
        "correction": Correction.objects.get(**here, person=cast.ana),
        "written up": WriteUp.objects.get(**here, session=evening),
        "addendum": add_to_note(dev, note, words=words("added"), pk=new_id()),
        "counselling note": keep_counselling_note(dev, evening, cast.ana, words=words("counselling")),
        "payer rule": PayerRule.objects.filter(**here)[0],
    }  # fmt: skip


# What each channel carries: of everything above, these things, to the same people unless a narrower circle is named.
# A page carries all of it but for what stands in NOT_ON_PAGES.
ALL = frozenset(THINGS)
NOT_ON_PAGES = {
    "phone that rings": "for the worker alone; its person takes it along in their archive",
    "letter": "for the worker alone",
    "file": "opened at its own address",
    "reference": "looked for and taken along, shown on no page",
}
SAID = ("tuesday", "pair", "mentor", "file name", "for group")
OWN = {
    **dict.fromkeys(
        ("tuesday", "gone", "draft", "kept", "file", "for nobody", "for bo", "for group", "for team", "went well", "was hard",
         "commitment", "victory", "legal name", "phone", "email", "reference", "alias", "report", "answer", "paper",
         "question", "answered", "keep back", "given out", "phone that rings", "cannot come", "whereabouts", "added", "progress", "put right"), "ana"),
    "write-up": "ana dev",
    "pair": "bo", "encouragement": "bo", "reason": "bo", "mentor": "cleo", "ivo": "ivo", "ivo's name": "ivo",
    "roster": "elin",
}  # fmt: skip
Carried = dict[str, str]


def _same(*keys: str) -> Carried:
    return {key: THINGS[key].sees for key in keys}


CHANNELS: dict[str, tuple[str, Carried]] = {
    "page": (
        "every page that opens by its address",
        {**_same(*sorted(ALL - NOT_ON_PAGES.keys())), "gone": CARE, "emergency": "hana", "put right": "ana"},
    ),
    "part of a page": (
        "what an open page fetches again by itself",
        {
            **_same(
                *SAID,
                "for nobody",
                "for bo",
                "for team",
                "ivo",
                "went well",
                "was hard",
                "commitment",
                "encouragement",
                "draft",
                "report",
                "answer",
                "note",
            ),
            "victory": "ana bo",
            "cannot come": "ana",
            "gone": CARE,
        },
    ),
    "live frame": (
        "what reaches open pages by itself; what was taken away reached the group while it stood there",
        {**_same(*SAID), "gone": f"ana bo {TEAM}"},
    ),
    "search": ("looking for a word in every room, and among people", _same(*SAID)),
    "file": ("what people uploaded", _same("file", "file name")),
    "answer to a script": ("what scripts ask for, what a phone may seal for its person", _same(*SAID, "kept", "draft")),
    "kept on a phone in clear": ("pages for when there is no network: the same for everybody", {}),
    "archive": ("everything of one’s own to take along: what one wrote, and what is kept about one", OWN),
    "paper": (
        "files given out at the press of a button",
        {"paper": f"ana {CARE}", "given out": "ana"},
    ),
    "calendar feed": ("what a calendar app gets at a private address", {}),
    "letter": ("every mail that is sent", {}),
    "push": ("what push services get, and what they carry", {}),
    "move": ("an organisation written out by its operator, without its keys", {"alias": "operator"}),
}
# Channels of other houses that do not exist here; a test holds that no address answers with one.
NOT_THERE = {"news feed": ("application/atom+xml", "application/rss+xml")}


# Columns with free text that no canary stands in, each with its reason. Whatever is new needs a line here or a canary.
OTHERWISE = {
    "liveroom.LiveRoom.name": "a random word",
    "liveroom.LiveRoom.root": "what keys are made from: opened by no page",
    "liveroom.LiveRoom.round": "ids",
    "liveroom.LiveRoom.poll": "a facilitator's question and counts while the session lasts: cairn/liveroom/tests/test_beside.py",
    "liveroom.SideRoom.name": "a random word",
    "liveroom.Entrance.feed": "a random word",
    "liveroom.Entrance.desk": "a random word",
    "people.Person.chosen_name": "the name for groups: known to whoever may see the person",
    "people.EntryLink.base_url": "where this house stands",
    "people.EntryLink.roles": "what an invitation makes of somebody, from a list",
    "people.EntryLink.hash": "a digest",
    "people.EntryLink.email_index": "a keyed digest",
    "people.Contact.email_index": "a keyed digest",
    "people.Contact.reference_index": "a keyed digest",
    "people.Attestation.signed_name": "the name under which an administrator attested for the house",
    "people.Paper.texts": "the notice and the promise: open to everybody",
    "care.Programme.name": "what a programme is called: open to everybody",
    "care.Level.name": "what a level is called: open to everybody",
    "care.WorryingPhrase.phrase": "the list of words that sound like danger: open to staff",
    "groups.Group.name": "what a group is called",
    "groups.Group.track": "what a group is about",
    "groups.Group.purpose": "what a group is for: read before anybody is in it",
    "groups.Agreement.text": "the promise of a group: read before anybody is in it",
    "chat.Room.title": "what a room of parties is called, by the product",
    "chat.Attachment.kind": "from a list",
    "chat.Attachment.path": "a random name on disk",
    "chat.Message.client_id": "a name that a browser drew",
    "checkins.CheckIn.client_id": "a name that a browser drew",
    "checkins.Checkpoint.client_id": "a name that a browser drew",
    "checkins.Encouragement.client_id": "a name that a browser drew",
    "safety.Reach.client_id": "a name that a browser drew",
    "checkins.UsualChoice.group_ids": "ids",
    "privacy.Consent.kinds": "from a list",
    "privacy.Consent.covers": "from a list",
    "privacy.Consent.document_hash": "a digest",
    "privacy.Disclosure.recipient_type": "from a list",
    "privacy.Takeout.path": "a random name on disk",
    "signin.Kept.place": "the address of a form",
    "notices.Device.hash": "a digest",
    "notices.Wish.mail": "from a list",
    "notices.Wish.push": "from a list",
    "notices.Delivery.trouble": "a word of the product",
    "meetings.Place.name": "what a room is called: known to staff",
    "meetings.Holiday.name": "what a holiday is called: open to everybody",
    "meetings.SessionPlan.title": "a plan of its writer's, about no person",
    "meetings.SessionPlan.purpose": "a plan of its writer's, about no person",
    "meetings.SessionPlan.steps": "a plan of its writer's, about no person",
    "meetings.Series.name": "what sessions are called: neutral words, or the group's name",
    "meetings.Series.rule": "on which days, from a list",
    "meetings.Session.name": "what a session is called: neutral words, or the group's name",
    "meetings.Feed.hash": "a digest",
    "meetings.Correction.was": "a status and minutes",
    "meetings.Correction.became": "a status and minutes",
    "meetings.DoorCode.code": "drawn by the product, shown to its person alone",
    "meetings.DoorCode.code_index": "a keyed digest",
    "meetings.DoorTries.code_index": "a keyed digest",
    "meetings.Kiosk.name": "what a tablet is called: known to staff",
    "meetings.Kiosk.address_hash": "a digest",
    "meetings.Kiosk.device_hash": "a digest",
    "charting.Addendum.signed_as": "a name and letters of staff",
    "charting.Credential.letters": "under which letters staff sign: known to staff",
    "charting.Note.cosigned_as": "a name and letters of staff",
    "charting.Note.record_hash": "a digest",
    "charting.Note.signed_as": "a name and letters of staff",
    "charting.PayerRule.code": "what a payer calls a service, about no person",
    "charting.PayerRule.further_code": "what a payer calls a service, about no person",
    "charting.PayerRule.kinds": "from a list",
    "charting.PayerRule.label": "what a payer calls a service, about no person",
    "charting.PayerRule.modifier": "what a payer calls a service, about no person",
    "trust.Look.what": "the name of a table",
    "trust.Look.grounds": "a word of the policy",
}
