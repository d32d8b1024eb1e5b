"""Who may do what. One row a table; what is not written may not be done.

Every rule is used three times: for the list, for the single row, and for the audience of a live message.
The matrix that follows from it stands in docs/who-can-do-what.md. Administrators have keys, not eyes: they
manage people and groups and read no content.
"""

import datetime as dt

from cairn.arriving.models import Arrival, Roster
from cairn.care.models import CareTie, Enrolment, Episode, Level, Programme, WorryingPhrase
from cairn.charting.models import (
    Addendum,
    ChartingRule,
    CounsellingNote,
    CountingRule,
    Credential,
    Note,
    PayerRule,
    WriteUp,
)
from cairn.chat.models import Attachment, Draft, Message, Party, Reaction, ReadMark, Room
from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Glimpse, Milestone, Pulse, Shown, UsualChoice
from cairn.groups.models import Agreement, Ask, Group, Seat, Signature
from cairn.liveroom.models import Afterword, Entrance, LiveRoom, SideRoom, Whereabouts
from cairn.meetings.models import (
    Attendance,
    AttendanceRule,
    Correction,
    DoorCode,
    DoorTries,
    Feed,
    Holiday,
    Invitee,
    Kiosk,
    Place,
    Series,
    Session,
    SessionPlan,
    Stay,
)
from cairn.moderation.models import Measure, Report
from cairn.notices.models import Delivery, Device, Notice, Wish
from cairn.pairs.models import Bond, Tie
from cairn.people.models import Alias, Attestation, Contact, EntryLink, Paper, Person, Receipt, Role
from cairn.privacy.models import (
    Consent,
    Covers,
    Disclosure,
    Disposition,
    Glass,
    Hold,
    Inquiry,
    Leaving,
    Restriction,
    Retention,
    Takeout,
)
from cairn.relations import (
    ADMINISTRATOR,
    CARE_STAFF,
    COMMUNITY,
    COORDINATOR,
    PRIVACY_OFFICER,
    STAFF,
    asked_into,
    cared_for_by,
    cares_for,
    consented,
    consented_to_me,
    dealt_into,
    expected_at,
    glass_over,
    has_concern_about,
    holds_seat,
    in_bond,
    leads,
    let_in_to,
    may_speak_up,
    mine,
    never_removed_from,
    no_staff,
    of_staff,
    partner_of,
    party_to,
    role,
    shares_group,
    shares_room,
    shown,
    shown_to_me,
    shown_to_my_group,
    sits_in,
    somebody_elses,
    someone,
    stands,
    supervises,
    system,
    tied_to,
    where,
    younger_than,
)
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.signin.models import Kept, Letter
from cairn.trust.models import Key, Look
from cairn.trust.rules import NOBODY, Clause, row

EDITABLE = dt.timedelta(hours=1)
MANAGERS = COORDINATOR | ADMINISTRATOR
NOT_REMOVED = where("not removed", removed_at=None)

# People ---------------------------------------------------------------------------------------------------
row(
    Person,
    view=mine("pk") | shares_group("pk") | shares_room("pk") | tied_to("pk") | cares_for("pk") | cared_for_by("pk")
    | MANAGERS | PRIVACY_OFFICER | has_concern_about("pk") | consented_to_me("pk") | glass_over("pk"),
    change=mine("pk"),
    consent=mine("pk"),
    propose_consent=(cares_for("pk") | COORDINATOR) & somebody_elses("pk"),
    ask_privacy=mine("pk"),
    break_glass=mine("pk") & CARE_STAFF,
    disclose=cares_for("pk") | COORDINATOR | glass_over("pk"),
    disclose_to_self=mine("pk"),
    take_out=mine("pk"),
    leave_house=mine("pk") & no_staff("pk"),
    set_retention=mine("pk") & ADMINISTRATOR,
    hold=mine("pk") & PRIVACY_OFFICER,
    dispose=system("clock"),
    move_out=system("operator"),
    check_in=mine("pk") & COMMUNITY,
    walk_with=partner_of("pk"),
    ask_for_support=mine("pk"),
    report=somebody_elses("pk") & (shares_group("pk") | shares_room("pk") | cared_for_by("pk") | cares_for("pk")),
    reach_out=cares_for("pk") | (COORDINATOR & where("a member", left_at=None)) | has_concern_about("pk"),
    raise_concern=cares_for("pk") | COORDINATOR | system("safety"),
    run_groups=mine("pk") & MANAGERS,
    manage_people=mine("pk") & MANAGERS,
    tie_bonds=mine("pk") & COORDINATOR,
    arrange_sessions=mine("pk") & CARE_STAFF,
    invite_to_session=cares_for("pk") | COORDINATOR,
    keep_places=mine("pk") & MANAGERS,
    write_plans=mine("pk") & CARE_STAFF,
    subscribe=mine("pk"),
    set_attendance=mine("pk") & MANAGERS,
    open_door=mine("pk") & STAFF,
    take_door_code=mine("pk"),
    set_charting=mine("pk") & MANAGERS,
    set_credential=MANAGERS & of_staff("pk"),
    export_units=mine("pk") & COORDINATOR,
    list_phrases=mine("pk") & COORDINATOR,
    appoint=mine("pk") & ADMINISTRATOR,
    let_in=(MANAGERS & no_staff("pk")) | ADMINISTRATOR,
    enter=mine("pk"),
    found=system("owner link"),
    enrol=MANAGERS,
    change_roles=ADMINISTRATOR,
    set_up=mine("pk") & ADMINISTRATOR,
    publish=mine("pk") & (ADMINISTRATOR | PRIVACY_OFFICER),
)  # fmt: skip
row(
    Contact,
    view=mine("person") | cares_for("person") | ADMINISTRATOR | has_concern_about("person") | glass_over("person"),
    change=mine("person") | ADMINISTRATOR,
)
row(
    EntryLink,
    view=mine("person") | MANAGERS,
    handle=(MANAGERS & where("not for staff", for_staff=False)) | ADMINISTRATOR,
    arrive=system("invitation"),
)
# Nobody reads somebody else's alias, whatever their keys: it is theirs alone until they write under it.
row(Alias, view=mine("person"))
row(Paper, view=someone(), receive=someone())
row(Receipt, view=mine("person") | cares_for("person") | MANAGERS | PRIVACY_OFFICER)
row(Attestation, view=mine("by") | MANAGERS | PRIVACY_OFFICER)
row(Roster, view=mine("by") & MANAGERS, handle=mine("by") & MANAGERS)
row(Arrival, view=mine("person") | MANAGERS)
row(
    Role,
    view=mine("person") | STAFF | shares_group("person") | tied_to("person") | cared_for_by("person"),
)
row(Key, view=NOBODY)
row(Kept, view=mine("person"))
row(Letter, view=NOBODY)

# Trust ----------------------------------------------------------------------------------------------------
row(Look, view=mine("person") | PRIVACY_OFFICER, ask=mine("person"))
OPEN_QUESTION = where("unanswered", answered_at=None)
ENDS_WITH_AN_EVENT = where(
    "until an event", is_until_event=True, signed_at__isnull=False, revoked_at=None, ended_at=None
)
row(
    Consent,
    view=mine("person") | (mine("to") & stands()) | cares_for("person") | COORDINATOR | PRIVACY_OFFICER,
    read=mine("person") | cares_for("person") | COORDINATOR | PRIVACY_OFFICER,
    sign=mine("person") & where("waits for a signature", signed_at=None, declined_at=None),
    revoke=mine("person") & where("not ended", signed_at__isnull=False, revoked_at=None, ended_at=None),
    end=(cares_for("person") | COORDINATOR) & ENDS_WITH_AN_EVENT,
)
row(Restriction, view=mine("person") | PRIVACY_OFFICER, end=mine("person") & where("not ended", ended_at=None))
row(Disclosure, view=mine("person") | PRIVACY_OFFICER | where("the whole organisation", person=None) & someone())
row(
    Inquiry,
    view=mine("person") & where("asked by the person", kind__in=["look", "correction", "restriction"])
    | PRIVACY_OFFICER,
    answer=PRIVACY_OFFICER & OPEN_QUESTION & somebody_elses("person"),
    tell_overdue=system("clock") & OPEN_QUESTION,
)  # fmt: skip
# The person reads of an emergency opening when it is time to tell them; until then they are not put in more danger.
row(
    Glass,
    view=(mine("person") & where("told", told_at__isnull=False)) | mine("by") | PRIVACY_OFFICER,
    close=mine("by") & where("not closed", closed_at=None),
    tell=system("clock") & where("not told", told_at=None),
)  # fmt: skip

row(
    Takeout,
    view=mine("person"),
    take=mine("person"),
    keep=system("takeout"),
    let_go=system("clock"),
)  # fmt: skip
row(
    Leaving,
    view=mine("person") | PRIVACY_OFFICER,
    take_back=mine("person") & where("not done", taken_back_at=None, done_at=None),
    erase=system("clock"),
)
row(Retention, view=someone())
row(Hold, view=PRIVACY_OFFICER, end=PRIVACY_OFFICER & where("not ended", ended_at=None))
row(Disposition, view=ADMINISTRATOR | PRIVACY_OFFICER)

# Care -----------------------------------------------------------------------------------------------------
row(Programme, view=someone(), manage=MANAGERS)
row(Level, view=someone(), manage=MANAGERS)
row(Episode, view=mine("person") | cares_for("person") | MANAGERS | glass_over("person"))
row(WorryingPhrase, view=STAFF)
row(
    Enrolment,
    view=mine("person")
    | cares_for("person")
    | MANAGERS
    | consented_to_me("person", Covers.PROGRAMME)
    | glass_over("person"),
    manage=COORDINATOR,
)
row(
    CareTie,
    view=mine("person") | mine("carer") | cares_for("person") | MANAGERS | glass_over("person"),
    manage=MANAGERS | system("role ended"),
)

# Groups ---------------------------------------------------------------------------------------------------
OPEN_TO_SUPPORTERS = where("for families or open to all", kind__in=["family", "open"]) & role(Role.Kind.SUPPORTER)
# Who is not in treatment (yet) reaches what is open to all, and nothing else.
OPEN_TO_GUESTS = where("open to all", kind="open") & role(Role.Kind.GUEST)
row(
    Group,
    view=(where("not closed", closed_at=None) & (COMMUNITY | STAFF | OPEN_TO_SUPPORTERS | OPEN_TO_GUESTS))
    | holds_seat("pk") | asked_into("pk"),
    see_roster=sits_in("pk") | MANAGERS,
    ask=where("takes new people", closed_at=None, is_open=True) & (COMMUNITY | OPEN_TO_SUPPORTERS | OPEN_TO_GUESTS),
    lead=leads("pk") | MANAGERS,
    arrange=leads("pk") | MANAGERS,
    manage=MANAGERS,
    moderate=leads("pk") | COORDINATOR,
)  # fmt: skip
# Who leads a group is known to everybody who might join it.
LEADS_OPENLY = where("leads the group", left_at=None, part__in=Seat.LEADS, group__closed_at=None) & (
    COMMUNITY | STAFF | role(Role.Kind.SUPPORTER) | (where("open to all", group__kind="open") & role(Role.Kind.GUEST))
)
row(Agreement, view=holds_seat("group") | asked_into("group") | MANAGERS | leads("group"))
row(
    Seat,
    view=mine("person") | sits_in("group") | MANAGERS | LEADS_OPENLY,
    sign=mine("person") & where("not left", left_at=None),
    leave=mine("person") & where("not left", left_at=None),
    end=(leads("group") | MANAGERS) & where("not left", left_at=None),
)
row(Signature, view=mine("person") | leads("agreement__group") | MANAGERS)
row(
    Ask,
    view=mine("person") | leads("group") | MANAGERS,
    answer=(mine("person") & where("invited", way="invited")) | (leads("group") & where("asked", way="asked"))
    | (MANAGERS & where("asked", way="asked")),
    take_back=(mine("person") & where("asked", way="asked"))
    | ((leads("group") | MANAGERS) & where("invited", way="invited")),
)  # fmt: skip

# Sessions -------------------------------------------------------------------------------------------------
# That a session exists is known to those who are expected, those who lead it, and those who keep the schedule; an
# individual session is nobody else's: administrators and colleagues see that somebody is busy, never with whom.
LEADING = "leads the session"
LEADS_IT = mine("facilitator", LEADING) | mine("co_facilitator", LEADING) | leads("group")
OF_A_GROUP = where("of a group", group__isnull=False)
# Who missed another session is told of these by the product, and sees one once they take it.
TAKES_MAKE_UPS = where("takes make-ups", series__takes_make_ups=True)
KEEPS_SCHEDULE = COORDINATOR | (ADMINISTRATOR & OF_A_GROUP)
row(Place, view=STAFF, manage=MANAGERS)
row(Holiday, view=someone(), manage=MANAGERS)
row(
    SessionPlan,
    view=mine("by") | (where("shared", is_shared=True) & CARE_STAFF) | COORDINATOR,
    change=mine("by"),
)
row(
    Series,
    view=LEADS_IT | sits_in("group") | expected_at("pk") | KEEPS_SCHEDULE,
    manage=LEADS_IT | KEEPS_SCHEDULE,
    lay_out=system("clock"),
)
row(
    Session,
    view=LEADS_IT
    | sits_in("group")
    | expected_at("series", "pk")
    | KEEPS_SCHEDULE
    | (system("make-up") & TAKES_MAKE_UPS),
    answer=sits_in("group") | expected_at("series", "pk"),
    join=(LEADS_IT | sits_in("group") | expected_at("series", "pk"))
    & where("takes place", cancelled_at=None)
    & never_removed_from("pk"),
    let_in=(LEADS_IT | system("kiosk") | system("live room")) & where("takes place", cancelled_at=None),
    lead=LEADS_IT,
    chart=LEADS_IT & CARE_STAFF,
    counsel=LEADS_IT & role(Role.Kind.THERAPIST),
    manage=LEADS_IT | KEEPS_SCHEDULE,
    remind=system("clock"),
    lay_out=system("clock"),
    offer=system("make-up") & TAKES_MAKE_UPS & where("takes place", cancelled_at=None),
    close=LEADS_IT | COORDINATOR | system("clock"),
)
LEADS_THAT = mine("session__facilitator", LEADING) | mine("session__co_facilitator", LEADING) | leads("session__group")
row(
    Invitee,
    view=mine("person")
    | mine("series__facilitator", LEADING)
    | mine("series__co_facilitator", LEADING)
    | mine("session__facilitator", LEADING)
    | COORDINATOR,
)
row(Attendance, view=mine("person") | LEADS_THAT | cares_for("person") | COORDINATOR, mark=LEADS_THAT | COORDINATOR)
row(
    Stay,
    view=mine("person") | LEADS_THAT | COORDINATOR,
    end=mine("person") | LEADS_THAT | system("live room") | system("clock"),
    undo=LEADS_THAT & where("tapped", door="tapped"),
)
row(Feed, view=mine("person"), end=mine("person"))

# Attendance and the door -----------------------------------------------------------------------------------
row(AttendanceRule, view=STAFF)
LEADS_WHAT = (
    mine("attendance__session__facilitator")
    | mine("attendance__session__co_facilitator")
    | leads("attendance__session__group")
)
row(Correction, view=mine("person") | LEADS_WHAT | COORDINATOR)
row(Kiosk, view=STAFF, shut=STAFF & where("open", ended_at=None), bind=system("kiosk"), count=system("kiosk"))
row(DoorTries, view=NOBODY)
row(DoorCode, view=mine("person"))

# Charting -------------------------------------------------------------------------------------------------
# Drafts are their author's. What is signed is read by the care team, by whoever signs beside it, and, once every
# signature stands under it, by the person it is about. Counselling notes are their author's alone: no glass opens them.
UNSIGNED, SIGNED = where("a draft", signed_at=None), where("signed", signed_at__isnull=False)
FINAL = where("final", final_at__isnull=False)
WAITS_FOR_COSIGN = where("waits for a co-signature", needs_cosign=True, signed_at__isnull=False, cosigned_at=None)
OF_THE_TEAM = cares_for("person") & SIGNED
row(
    Note,
    view=mine("author") | (mine("person") & FINAL) | OF_THE_TEAM | (supervises() & WAITS_FOR_COSIGN) | mine("cosigner"),
    sign=mine("author") & UNSIGNED,
    cosign=supervises() & WAITS_FOR_COSIGN & somebody_elses("author") & somebody_elses("person"),
    add=(mine("author") & SIGNED) | OF_THE_TEAM,
)  # fmt: skip
row(
    Addendum,
    view=mine("by") | mine("note__author") | cares_for("person")
    | (mine("person") & where("final", note__final_at__isnull=False)),
)  # fmt: skip
row(CounsellingNote, view=mine("author"))
row(WriteUp, view=mine("by") | ((mine("session__facilitator") | mine("session__co_facilitator")) & CARE_STAFF))
row(ChartingRule, view=STAFF)
row(Credential, view=mine("person") | STAFF)
row(CountingRule, view=STAFF)
row(PayerRule, view=STAFF)

# The live room --------------------------------------------------------------------------------------------
# Who is let in sees who is in the room with them; who waits sees nobody; who was removed sees nothing any more.
NOT_ENDED = where("not ended", room__ended_at=None)
LEADS_ROOM = mine("session__facilitator") | mine("session__co_facilitator") | leads("session__group")
IN_IT = let_in_to("pk") & (sits_in("session__group") | expected_at("session__series", "session"))
LEADS_THERE = mine("room__session__facilitator") | mine("room__session__co_facilitator") | leads("room__session__group")
EXPECTED_THERE = sits_in("room__session__group") | expected_at("room__session__series", "room__session")
LET_IN = where("let in", status=Entrance.Status.ADMITTED)
row(
    LiveRoom,
    view=LEADS_ROOM | IN_IT,
    lead=LEADS_ROOM & where("not ended", ended_at=None),
    end=LEADS_ROOM | system("clock"),
)
row(
    Entrance,
    view=mine("person") | LEADS_THERE | (LET_IN & let_in_to("room") & EXPECTED_THERE),
    admit=LEADS_THERE & NOT_ENDED,
    remove=LEADS_THERE & NOT_ENDED & somebody_elses("person"),
    mute=LEADS_THERE & NOT_ENDED & somebody_elses("person"),
    move=LEADS_THERE & NOT_ENDED & LET_IN,
    step_out=LEADS_THERE & NOT_ENDED & LET_IN & somebody_elses("person"),
    hand_over=LEADS_THERE & NOT_ENDED & LET_IN & somebody_elses("person"),
    enter=mine("person") & LET_IN & NOT_ENDED & (LEADS_THERE | EXPECTED_THERE),
    rise=mine("person") | system("clock"),
)
DEALT_INTO = dealt_into("pk") & EXPECTED_THERE
row(
    SideRoom,
    view=LEADS_THERE | DEALT_INTO,
    close=((LEADS_THERE | (DEALT_INTO & where("outside", kind=SideRoom.Kind.OUTSIDE))) & NOT_ENDED) | system("clock"),
)
row(Afterword, view=mine("person") | LEADS_ROOM)
row(Whereabouts, view=(mine("person") | LEADS_THERE) & NOT_ENDED)

# Bonds ----------------------------------------------------------------------------------------------------
row(Bond, view=in_bond("pk") | COORDINATOR, end=COORDINATOR & where("not ended", ended_at=None))
row(Tie, view=mine("person") | in_bond("bond") | COORDINATOR | cares_for("person"))

# Talk -----------------------------------------------------------------------------------------------------
IN_ROOM = sits_in("room__group") | party_to("room")
row(
    Room,
    view=sits_in("group") | party_to("pk"),
    speak=where("not paused", paused_at=None) & ((sits_in("group") & may_speak_up("group")) | party_to("pk")),
    pause=leads("group") | system("measure"),
)
row(Party, view=mine("person") | party_to("room"))
row(
    Message,
    view=IN_ROOM,
    react=IN_ROOM & NOT_REMOVED,
    edit=mine("author") & IN_ROOM & NOT_REMOVED & younger_than(EDITABLE) & where("text", kind="text"),
    report=somebody_elses("author") & IN_ROOM & NOT_REMOVED,
    moderate=leads("room__group"),
    hide=system("measure") & NOT_REMOVED,
    show=system("measure"),
    remove=(mine("author") & IN_ROOM & NOT_REMOVED)
    | (leads("room__group") & NOT_REMOVED)
    | system("measure")
    | (mine("author") & where("a card", card__isnull=False) & NOT_REMOVED),
)
row(Reaction, view=sits_in("message__room__group") | party_to("message__room"))
row(ReadMark, view=mine("person"))
row(Draft, view=mine("person"))
row(
    Attachment,
    view=where("not removed", message__removed_at=None) & (sits_in("message__room__group") | party_to("message__room")),
)


# Check-ins ------------------------------------------------------------------------------------------------
# A group reads how somebody is, their words and what would help. A partner, shown by name and only while they are
# partners, reads the signs too (craving, confidence, what lies ahead). The team, where shown, reads everything.
def _partner(thing: str) -> Clause:
    return shown_to_me(thing) & partner_of("person")


def _team(thing: str) -> Clause:
    return shown(Shown.To.TEAM, thing) & cares_for("person")


def _shown(thing: str) -> Clause:
    return _partner(thing) | shown_to_my_group(thing) | _team(thing)


row(
    CheckIn,
    view=mine("person") | _shown("checkin") | glass_over("person"),
    read_signs=mine("person") | _partner("checkin") | _team("checkin") | glass_over("person"),
    read_all=mine("person") | _team("checkin") | glass_over("person"),
    show=mine("person"),
    encourage=somebody_elses("person") & _shown("checkin"),
)
row(
    Checkpoint,
    view=mine("person") | _shown("checkpoint"),
    show=mine("person"),
    encourage=somebody_elses("person") & _shown("checkpoint"),
)
row(Shown, view=mine("person"), end=mine("person") | system("card removed"))
row(UsualChoice, view=mine("person"))
# What is answered to a check-in is between two people: a group would otherwise read what only a partner was shown.
row(Encouragement, view=mine("person") | mine("checkin__person") | mine("checkpoint__person"))
row(
    Pulse,
    view=mine("person") | (consented("person", Covers.SILENCE) & (cares_for("person") | COORDINATOR))
    | consented_to_me("person", Covers.TAKING_PART) | glass_over("person"),
)  # fmt: skip
row(Glimpse, view=mine("person") | consented_to_me("person", Covers.HOW_I_AM))
row(Milestone, view=mine("person") | consented_to_me("person", Covers.MILESTONES))

# Safety ---------------------------------------------------------------------------------------------------
ON_CONCERN = cares_for("person") | COORDINATOR | mine("owner")
row(
    Concern,
    view=mine("person") | ON_CONCERN | glass_over("person"),
    take=ON_CONCERN & where("unresolved", closed_at=None),
    close=mine("owner") & where("unresolved", closed_at=None),
    climb=system("ladder"),
)
row(ConcernStep, view=cares_for("person") | COORDINATOR | mine("concern__owner") | glass_over("person"))
row(Reach, view=cares_for("person") | COORDINATOR | mine("by"))

# Moderation -----------------------------------------------------------------------------------------------
# Whoever is reported does not handle the report, and never learns who made it. Facilitators see what was said,
# coordinators also by whom; where it is about staff, the privacy officer sees it too.
OF_OTHERS = somebody_elses("person") & somebody_elses("reporter")
HANDLES = (leads("group") & OF_OTHERS) | (COORDINATOR & OF_OTHERS) | (PRIVACY_OFFICER & OF_OTHERS & of_staff("person"))
row(
    Report,
    view=mine("reporter") | HANDLES,
    handle=HANDLES,
    see_reporter=mine("reporter") | (COORDINATOR & OF_OTHERS) | (PRIVACY_OFFICER & OF_OTHERS & of_staff("person")),
    hurry=system("moderation"),
)
row(
    Measure,
    view=mine("person") | leads("group") | COORDINATOR,
    end=((leads("group") | COORDINATOR) & where("in effect", ended_at=None, kind__in=Measure.CAN_END))
    | system("moderation"),
)

# Notices --------------------------------------------------------------------------------------------------
row(Notice, view=mine("person"), see=mine("person"))
row(Wish, view=mine("person"))
row(Device, view=mine("person"), end=mine("person"))
row(Delivery, view=mine("person"))
