"""One row, or a few telling ones, of every table the policy speaks of: what the matrix asks about."""

import datetime as dt
from typing import Any

from cairn.arriving.models import Arrival, Roster
from cairn.care.models import CareTie, Enrolment, Episode, Level, Programme, WorryingPhrase
from cairn.charting.models import CountingRule, Note, PayerRule
from cairn.charting.notes import (
    Said,
    add_to_note,
    keep_counselling_note,
    set_charting,
    set_credential,
    sign_note,
    write_up,
)
from cairn.charting.tables import lay_usual_rules, set_counting
from cairn.chat.actions import react
from cairn.chat.models import Attachment, Draft, Party, Reaction, ReadMark
from cairn.checkins.actions import encourage, make_checkin
from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Glimpse, Milestone, Pulse, Shown, UsualChoice
from cairn.checkins.weekly import make_checkpoint
from cairn.groups.actions import ask_to_join, invite_to_group
from cairn.groups.models import Agreement, Seat, Signature
from cairn.kit.clock import now, today
from cairn.kit.ids import new_id
from cairn.liveroom.afterwards import say_after
from cairn.liveroom.models import Entrance, SideRoom, Whereabouts
from cairn.meetings.absence import cannot_come
from cairn.meetings.actions import arrange_series
from cairn.meetings.closing import close_session, correct_attendance, set_tolerance
from cairn.meetings.keeping import keep_holiday, open_place
from cairn.meetings.kiosk import open_kiosk, take_door_code
from cairn.meetings.models import Attendance, Correction, DoorTries, Feed, Invitee, Session, Stay
from cairn.meetings.planning import write_plan
from cairn.meetings.recurrence import Rule
from cairn.meetings.stays import come
from cairn.meetings.tapping import tap_in
from cairn.moderation.actions import Told, report, take_measure
from cairn.moderation.models import Measure, Report
from cairn.notices.actions import ring_on_device
from cairn.notices.models import Delivery, Notice, Wish
from cairn.pairs.models import Bond, Tie
from cairn.people.entry import make_entry_link
from cairn.people.models import Alias, Attestation, Contact, EntryLink, Paper, Receipt, Role
from cairn.privacy.breaking import break_glass
from cairn.privacy.consenting import give_consent
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.inquiring import ask_about_look, ask_for_restriction
from cairn.privacy.leaving import say_i_leave
from cairn.privacy.models import Consent, Disclosure, Disposition, Inquiry, Retention
from cairn.privacy.retention import place_hold, set_retention
from cairn.privacy.taking import ask_for_takeout
from cairn.privacy.tests.stage import proposed, soon, terms
from cairn.safety.actions import take_concern
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.signin.kept import keep
from cairn.signin.models import Letter
from cairn.trust.models import Key, Look
from cairn.trust.records import Record
from tests.cast import Cast, as_, say
from tests.evening import at_the_door, let_in, session_now


def things(cast: Cast) -> dict[str, Record]:
    """A title a clinician understands → the row."""
    found: dict[str, Record] = {}
    found |= _people(cast)
    found |= _arriving(cast)
    found |= _talk(cast)
    found |= _checkins(cast)
    found |= _safety(cast)
    found |= _moderation(cast)
    found |= _sessions(cast)
    found |= _rest(cast)
    found |= _record(cast)
    found |= _sign_in(cast)
    found |= _liveroom(cast)
    return found


def _people(cast: Cast) -> dict[str, Record]:
    level = Level.objects.get(organisation=cast.harbor)
    enrolment = Enrolment.objects.create(
        organisation=cast.harbor, person=cast.ana, level=level, began_on=dt.date(2026, 10, 1)
    )
    make_entry_link(as_(cast.gil), cast.ana)
    return {
        "Ana, as a person": cast.ana,
        "Pia (peer specialist), as a person": cast.pia,
        "Zoe (another organisation), as a person": cast.zoe,
        "Ana's legal name and contact data": Contact.objects.get(organisation=cast.harbor, person=cast.ana),
        "The role Ana holds": Role.objects.get(organisation=cast.harbor, person=cast.ana),
        "The one-time link Gil made for Ana": EntryLink.objects.get(organisation=cast.harbor, person=cast.ana),
        "The programme Evening IOP": Programme.objects.get(organisation=cast.harbor),
        "Its level of care": level,
        "A phrase on the list of words that sound like danger": WorryingPhrase.objects.create(
            organisation=cast.harbor, language="en", phrase="give up on everything"
        ),
        "Ana's enrolment": enrolment,
        "That Pia is on Ana's care team": CareTie.objects.get(
            organisation=cast.harbor, person=cast.ana, carer=cast.pia
        ),
        "Ana's word that her team may notice a silence": Consent.objects.get(
            organisation=cast.harbor, person=cast.ana, to=None
        ),
        "The key that seals Ana's words": Key.objects.get(organisation=cast.harbor, person=cast.ana),
    }


def _arriving(cast: Cast) -> dict[str, Record]:
    here = {"organisation": cast.harbor}
    programme = Programme.objects.get(**here)
    words = {"texts": {"en": "Your privacy here."}}
    paper, _made = Paper.objects.get_or_create(**here, kind=Paper.Kind.NOTICE, version=1, defaults=words)
    roster = Roster.objects.create(**here, by=cast.elin, taken_at=now(), made=1)
    soon = now() + dt.timedelta(hours=72)
    return {
        "An invitation for a member that Elin made": EntryLink.objects.create(
            **here, made_by=cast.elin, hash="member", expires_at=soon, roles="member"
        ),
        "An invitation for a therapist that Gil made": EntryLink.objects.create(
            **here, made_by=cast.gil, hash="therapist", expires_at=soon, roles="therapist", for_staff=True
        ),
        "The notice about privacy": paper,
        "That Ana was shown it": Receipt.objects.get_or_create(
            **here, person=cast.ana, paper=paper, defaults={"language": "en"}
        )[0],
        "Ana's alias": Alias.objects.create(**here, person=cast.ana, name="Quiet Heron", plain="quietheron"),
        "What Gil attested about 42 CFR Part 2": Attestation.objects.create(
            **here, by=cast.gil, status="yes", signed_name="Gil Legalname"
        ),
        "A roster Elin sent": roster,
        "That Ana came in with it": Arrival.objects.create(**here, roster=roster, person=cast.ana),
        "Ana's course of treatment": Episode.objects.create(
            **here, person=cast.ana, programme=programme, began_on=dt.date(2026, 10, 1)
        ),
    }


def _sign_in(cast: Cast) -> dict[str, Record]:
    kept = keep(as_(cast.ana), "/harbor-house/check-ins/new", [("words", "half a sentence")])
    assert kept is not None
    letter = Letter.objects.create(organisation=cast.harbor)
    return {"What Ana had typed when her session ended": kept, "A letter on its way": letter}


def _liveroom(cast: Cast) -> dict[str, Record]:
    session = session_now(cast)
    ana = let_in(cast, session, cast.ana)
    at_the_door(session, cast.dev)
    side = SideRoom.objects.create(organisation=cast.harbor, room=ana.room, kind=SideRoom.Kind.OUTSIDE, name="word")
    Entrance.objects.filter(organisation=cast.harbor, pk=ana.pk).update(side=side)
    return {
        "The live room of tonight's session": ana.room,
        "That Ana is in it": ana,
        "The room beside it where Ana is with Dev": side,
        "That Bo waits at its door": at_the_door(session, cast.bo),
        "What Ana said of the session afterwards": say_after(as_(cast.ana), session, useful="yes", heard=""),
        "Where Ana joins from": Whereabouts.objects.get(organisation=cast.harbor, person=cast.ana),
    }


def _talk(cast: Cast) -> dict[str, Record]:
    message = say(cast.ana, cast.room, "Made it home.")
    react(as_(cast.bo), message, kind=Reaction.Kind.WITH_YOU)
    here = {"organisation": cast.harbor}
    own = {**here, "room": cast.room, "person": cast.ana}
    return {
        "Tuesday group": cast.tuesday,
        "Small steps (Ivo's group)": cast.steps,
        "Tuesday group's agreement": Agreement.objects.get(**here, group=cast.tuesday),
        "Ana's seat in Tuesday group": Seat.objects.get(**here, group=cast.tuesday, person=cast.ana),
        "Ana's signature": Signature.objects.get(**here, agreement__group=cast.tuesday, person=cast.ana),
        "Finn's question to join Tuesday group": ask_to_join(as_(cast.finn), cast.tuesday),
        "Dev's invitation of Ivo to Tuesday group": invite_to_group(as_(cast.dev), cast.tuesday, cast.ivo),
        "Tuesday group's room": cast.room,
        "The room of Ana and Bo": cast.pair_room,
        "That Ana is a party of that room": Party.objects.get(**here, room=cast.pair_room, person=cast.ana),
        "A message Ana wrote in Tuesday group": message,
        "A message Bo wrote to Ana": say(cast.bo, cast.pair_room, "How was it?"),
        "Bo's reaction to Ana's message": Reaction.objects.get(**here, message=message),
        "A picture in Ana's message": Attachment.objects.create(
            **here, message=message, uploader=cast.ana, kind="image/webp", size=1, path="none"
        ),
        "How far Ana has read": ReadMark.objects.create(**own, number=1),
        "Words Ana has not sent yet": Draft.objects.create(**own),
        "The bond of Ana and Bo": Bond.objects.get(**here, kind="partners"),
        "Ana's part in it": Tie.objects.get(**here, bond__kind="partners", person=cast.ana),
    }


def _checkins(cast: Cast) -> dict[str, Record]:
    ana = as_(cast.ana)
    here = {"organisation": cast.harbor, "person": cast.ana}
    to_group = make_checkin(ana, client_id="g", words="to my group", to_groups=[cast.tuesday])
    given = encourage(as_(cast.bo), to_group, kind=Encouragement.Kind.WITH_YOU, client_id="e")
    checkpoint = Checkpoint.objects.create(**here, week=dt.date(2026, 11, 16), client_id="w")
    Shown.objects.create(**here, checkpoint=checkpoint, to=Shown.To.TEAM)
    return {
        "Ana's check-in, shown to nobody": make_checkin(as_(cast.ana), client_id="n", words="for me"),
        "Ana's check-in, shown to her partner": make_checkin(as_(cast.ana), client_id="p", to_partner=True),
        "Ana's check-in, shown to Tuesday group": to_group,
        "Ana's check-in, shown to her care team": make_checkin(as_(cast.ana), client_id="t", to_team=True),
        "That a check-in is shown to Tuesday group": Shown.objects.get(**here, checkin=to_group),
        "Bo's encouragement of Ana's check-in": given,
        "Ana's weekly checkpoint, shown to her care team": checkpoint,
        "What Ana usually chooses when she checks in": UsualChoice.objects.create(**here),
        "When Ana last checked in (not what she said)": Pulse.objects.get(**here),
    }


def _safety(cast: Cast) -> dict[str, Record]:
    make_checkin(as_(cast.ana), client_id="unsafe", safe=False)
    make_checkin(as_(cast.bo), client_id="unsafe", safe=False)
    here = {"organisation": cast.harbor}
    anas = Concern.objects.get(**here, person=cast.ana)
    bos = take_concern(as_(cast.elin), Concern.objects.get(**here, person=cast.bo))
    return {
        "A concern about Ana that nobody has taken": anas,
        "A concern about Bo that Elin has taken": bos,
        "What was done about Bo": ConcernStep.objects.filter(**here, concern=bos).latest("pk"),
        "That Pia called Ana": Reach.objects.create(**here, person=cast.ana, by=cast.pia, kind="called"),
    }


def _moderation(cast: Cast) -> dict[str, Record]:
    hurtful = say(cast.bo, cast.room, "You always say that.")
    about = Told(cast.bo.pk, cast.tuesday.pk, hurtful.pk, hurtful.body)
    told = report(as_(cast.ana), hurtful, about, once=new_id(), kind=Report.Kind.HURTS)
    return {
        "A message of Bo that hurt": hurtful,
        "Ana's report about a message of Bo": told,
        "Ana's report about Pia": report(
            as_(cast.ana), cast.pia, Told(cast.pia.pk), once=new_id(), kind=Report.Kind.APPROACH
        ),
        "That Dev asked Bo to only listen for a day": take_measure(
            as_(cast.dev), cast.tuesday, once=new_id(), kind=Measure.Kind.LISTEN, reason="A pause helps.",
            person=cast.bo, days=1, found_in=told,
        ),
    }  # fmt: skip


def _sessions(cast: Cast) -> dict[str, Record]:
    here: dict[str, Any] = {"organisation": cast.harbor}
    elin, day = as_(cast.elin), today("America/Phoenix") + dt.timedelta(days=2)
    place = open_place(elin, name="River room", chairs=12)
    plan = write_plan(as_(cast.dev), title="Walking", steps=[{"title": "Round", "minutes": 10, "how": ""}])
    shared = write_plan(as_(cast.dev), title="Listening", is_shared=True, steps=[])
    said: dict[str, Any] = {"zone": "America/Phoenix", "begins_on": day, "facilitator": cast.dev}
    weekly = str(Rule(days=(day.weekday(),)))
    group = arrange_series(
        elin, kind="therapy", name="Tuesday group", group=cast.tuesday, at=dt.time(18), rule=weekly, place=place,
        co_facilitator=cast.pia, takes_make_ups=True, plan=plan, **said,
    )  # fmt: skip
    alone = arrange_series(elin, kind="individual", name="One to one", at=dt.time(9), invited=(cast.ana,), **said)
    session = Session.objects.filter(**here, series=group).order_by("on")[0]
    return {
        "A room on site": place,
        "A holiday": keep_holiday(as_(cast.elin), on=day + dt.timedelta(days=40), name="A day off"),
        "A session plan of Dev's": plan,
        "A session plan Dev shares": shared,
        "The series of Tuesday group": group,
        "A session of Tuesday group": session,
        "The series of Ana's sessions with Dev": alone,
        "Ana's session with Dev": Session.objects.get(**here, series=alone),
        "That Ana is invited to it": Invitee.objects.get(**here, series=alone),
        "That Ana cannot come to Tuesday group": cannot_come(as_(cast.ana), session, words="My sister visits."),
        "A stretch of time Bo was there": Stay.objects.create(
            **here, session=session, person=cast.bo, door="tapped", began_at=now(), heard_at=now()
        ),
        "Ana's calendar address": Feed.objects.create(**here, person=cast.ana, hash="feed"),
    }


def _record(cast: Cast) -> dict[str, Record]:
    """Attendance, the door, notes and hours: one evening of Tuesday group, led by Dev."""
    here: dict[str, Any] = {"organisation": cast.harbor}
    begins = now() - dt.timedelta(minutes=1)
    series = arrange_series(
        as_(cast.dev), kind="therapy", name="Evening before", group=cast.tuesday, facilitator=cast.dev, zone="UTC",
        co_facilitator=cast.pia, at=begins.time(), minutes=90, begins_on=begins.date(),
    )  # fmt: skip
    evening = Session.objects.get(**here, series=series)
    stay = come(as_(cast.ana), evening, cast.ana, door=Stay.Door.ONLINE)
    tapped = tap_in(as_(cast.dev), evening, cast.bo)
    close_session(as_(cast.dev), evening)
    there = Attendance.objects.get(**here, session=evening, person=cast.bo)
    correct_attendance(as_(cast.dev), there, status="present", minutes=80, why="He came at ten past.")
    return _charting(cast, evening) | {
        "That Ana was online in an evening of Tuesday group": stay,
        "That Dev tapped Bo in": tapped,
        "Bo's attendance of that evening": there,
        "That Dev put Bo's attendance right": Correction.objects.get(**here, person=cast.bo),
        "Within how many minutes nobody is late": set_tolerance(as_(cast.elin), minutes=5),
        "The tablet at the front door": open_kiosk(as_(cast.elin), name="Front door", pk=new_id())[0],
        "That a code typed at the door led to nobody": DoorTries.objects.create(**here, failing_since=now()),
        "Ana's code for the door": take_door_code(as_(cast.ana)),
    }


def _charting(cast: Cast, evening: Session) -> dict[str, Record]:
    """A signed note, a peer's that waits for a supervisor, a draft, and what is kept apart."""
    here: dict[str, Any] = {"organisation": cast.harbor}
    dev, elin = as_(cast.dev), as_(cast.elin)
    Attendance.objects.filter(**here, session=evening).update(status="present", minutes=60)
    said = Said("listened", "She listened.", "Sleep", "A walk", False)
    written = write_up(
        dev, evening, topic="Sleep", intervention="We talked.", lines=dict.fromkeys((cast.ana.pk, cast.bo.pk), said)
    )
    signed = sign_note(dev, Note.objects.get(**here, session=evening, person=cast.ana))
    credential = set_credential(elin, cast.dev, letters="LCSW", supervises=True)
    assert credential is not None
    set_counting(elin, counts={"therapy"})
    lay_usual_rules(elin)
    return {
        "What Dev wrote of that evening": written,
        "Ana's note of that evening, signed by Dev": signed,
        "Bo's note of that evening, still a draft of Dev's": Note.objects.get(**here, session=evening, person=cast.bo),
        "A note about Ivo that Pia signed and that waits for a supervisor": Note.objects.create(
            **here, session=evening, person=cast.ivo, author=cast.pia, kind="peer", needs_cosign=True, signed_at=now()
        ),
        "What Dev added to Ana's note": add_to_note(dev, signed, words="She slept.", pk=new_id()),
        "Dev's own counselling note about Ana": keep_counselling_note(dev, evening, cast.ana, words="Mine."),
        "Under which letters Dev signs": credential,
        "Whether peers need a second signature": set_charting(elin, peers_need_cosign=True),
        "Whether therapy groups count": CountingRule.objects.get(**here, kind="therapy"),
        "What a day of treatment is to a payer": PayerRule.objects.get(**here, code="H0015"),
    }


def _rest(cast: Cast) -> dict[str, Record]:
    as_(cast.pia).open(CheckIn, of=cast.ana)
    look = Look.objects.get(organisation=cast.harbor, person=cast.ana)
    return _trust(cast, look) | {
        "That Pia looked at Ana's check-ins": look,
        "A notice in Ana's inbox": Notice.objects.create(
            organisation=cast.harbor, person=cast.ana, kind="encouraged", row=1
        ),
        **_outside(cast),
    }


def _outside(cast: Cast) -> dict[str, Record]:
    here = {"organisation": cast.harbor, "person": cast.ana}
    device = ring_on_device(as_(cast.ana), address="https://web.push.apple.com/ana", keys={"p256dh": "", "auth": ""})
    notice = Notice.objects.create(**here, kind="invited", row=2)
    return {
        "How Ana wants to hear of what waits": Wish.objects.create(
            **here, quiet_from=dt.time(22), quiet_until=dt.time(7)
        ),
        "The phone of Ana that rings": device,
        "A notice to Ana on its way out": Delivery.objects.create(
            **here, notice=notice, channel="push", device=device, due_at=now()
        ),
    }


def _trust(cast: Cast, look: Look) -> dict[str, Record]:
    here: dict[str, Any] = {"organisation": cast.harbor}
    make_checkpoint(as_(cast.bo), client_id="v", victory="Ten walks")
    Glimpse.objects.update_or_create(**here, person=cast.ana, defaults={"day": dt.date(2026, 11, 20), "mood": 3})
    for_sam = give_consent(as_(cast.ana), terms(expires_on=soon()), pk=new_id(), covers=("how_i_am",), to=cast.sam)
    waits = proposed(cast)
    asked = ask_about_look(as_(cast.ana), look, words="Why?", pk=new_id())
    kept = ask_for_restriction(as_(cast.ana), words="please", pk=new_id(), what="milestones").restriction
    assert kept is not None
    glass = break_glass(as_(cast.dev), cast.ivo, reason="danger", words="Nobody else can be reached.", pk=new_id())
    disclose(as_(cast.ana), cast.ana, Outgoing(What.ACCOUNTING, Basis.OWN, "Ana", "mine"))
    set_retention(as_(cast.gil), {Retention.Kind.NOTICES: 90})
    return {
        "Ana's consent that Sam may know how she is": for_sam,
        "A consent Pia wrote that Ana has not signed": waits,
        "How Ana last said she is, in one word": Glimpse.objects.get(**here, person=cast.ana),
        "Bo's milestone": Milestone.objects.get(**here, person=cast.bo),
        "Ana's question about a look": asked,
        "What Ana asked to keep back": kept,
        "Dev's emergency opening of Ivo's page, not told yet": glass,
        "Ivo, as a person, while Dev's emergency opening lasts": cast.ivo,
        "The review of that opening": Inquiry.objects.get(**here, glass=glass),
        "That Ana took her list of disclosures": Disclosure.objects.get(**here, person=cast.ana),
        "Ana's archive to take along": ask_for_takeout(as_(cast.ana)),
        "That Ana wishes to leave": say_i_leave(as_(cast.ana)),
        "How long notices are kept": Retention.objects.get(**here),
        "A legal hold on Jo's things": place_hold(as_(cast.hana), person=cast.jo, words="A case", pk=new_id()),
        "A line in the log of disposals": Disposition.objects.create(
            **here, kind="notices", count=3, older_than=dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
        ),
    }
