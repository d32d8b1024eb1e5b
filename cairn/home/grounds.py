"""Who looked, in plain words: what was opened and on what grounds. A test walks the policy and fails on a missing one."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.trust.models import Look

# Each alternative of a rule is one or more of these, joined by " & ".
GROUNDS: dict[str, str | Promise] = {
    "mine": gettext_lazy("It is their own."),
    "seat": gettext_lazy("They sit in the same group as you."),
    "leads the group": gettext_lazy("They lead your group."),
    "seat held": gettext_lazy("They have a seat in the group."),
    "ask waiting": gettext_lazy("They were invited to the group, or asked to join it."),
    "same group": gettext_lazy("You sit in a group together."),
    "party": gettext_lazy("They are part of the same conversation."),
    "same room": gettext_lazy("You share a conversation."),
    "care team": gettext_lazy("They are on your care team."),
    "my care team": gettext_lazy("You are on their care team."),
    "bond": gettext_lazy("You walk together as partners, or as mentor and mentee."),
    "partner": gettext_lazy("They are your partner."),
    "signed": gettext_lazy("It is signed."),
    "a draft": gettext_lazy("It is a draft."),
    "final": gettext_lazy("Every signature stands under it."),
    "supervisor": gettext_lazy("They sign beside others as a supervisor."),
    "waits for a co-signature": gettext_lazy("It waits for their signature."),
    "consent to silence": gettext_lazy("You let your care team notice when you go quiet."),
    "shown to partner": gettext_lazy("You showed it to your partner."),
    "shown to me": gettext_lazy("You showed it to them."),
    "shown to group": gettext_lazy("You showed it to a group they sit in."),
    "shown to team": gettext_lazy("You showed it to your care team."),
    "took the concern": gettext_lazy("They took it on themselves to look after you."),
    "coordinator": gettext_lazy("They coordinate the care here."),
    "administrator": gettext_lazy("They look after the accounts here."),
    "privacy officer": gettext_lazy("They watch over privacy here."),
    "staff": gettext_lazy("They work here."),
    "care staff": gettext_lazy("They work in care here."),
    "member or alum": gettext_lazy("They are part of the community here."),
    "guest": gettext_lazy("They are here as a guest, before treatment."),
    "supporter": gettext_lazy("They are here as somebody’s supporter."),
    "in the organisation": gettext_lazy("Everybody here can see it."),
    "not closed": gettext_lazy("The group is open."),
    "for families or open to all": gettext_lazy("The group is for families, or open to all."),
    "open to all": gettext_lazy("The group is open to all."),
    "not removed": gettext_lazy("It has not been taken away."),
    "unresolved": gettext_lazy("It is still open."),
    "consent": gettext_lazy("You signed a consent for them."),
    "consent to show how_i_am": gettext_lazy("You signed that they may know how you are."),
    "consent to show programme": gettext_lazy("You signed that they may know your programme and level of care."),
    "consent to show milestones": gettext_lazy("You signed that they may know your milestones."),
    "consent to show taking_part": gettext_lazy("You signed that they may know that you take part."),
    "stands": gettext_lazy("The consent stands."),
    "emergency": gettext_lazy("They opened your page in an emergency and wrote down why."),
    "told": gettext_lazy("You have been told."),
    "asked by the person": gettext_lazy("You asked it."),
    "somebody else’s": gettext_lazy("It is about somebody else."),
    "about staff": gettext_lazy("It is about somebody who works here."),
    "may speak": gettext_lazy("They may write there."),
    "in effect": gettext_lazy("It is in effect."),
    "the whole organisation": gettext_lazy("It is about everybody here."),
    # Sessions
    "leads the session": gettext_lazy("They lead the session."),
    "invited": gettext_lazy("They are invited to the same sessions."),
    "of a group": gettext_lazy("It is a session of a group."),
    "takes place": gettext_lazy("The session takes place."),
    "takes make-ups": gettext_lazy("The session is open to people who missed another one."),
    "shared": gettext_lazy("It is shared with those who work in care."),
    "outside": gettext_lazy("It is a word between two, outside the room."),
    "dealt into": gettext_lazy("They belong to that small room."),
    "let in": gettext_lazy("They were let in to the session."),
    "never removed": gettext_lazy("They were not removed from it."),
    "not ended": gettext_lazy("The session is not over."),
    "nobody": gettext_lazy("Nobody can see it."),
}

# What was opened, by the table's name. Only rows about a person can be looked at.
THINGS: dict[str, str | Promise] = {
    "checkins.CheckIn": gettext_lazy("your check-ins"),
    "checkins.Checkpoint": gettext_lazy("your weekly checkpoint"),
    "checkins.Pulse": gettext_lazy("when you last checked in"),
    "checkins.Encouragement": gettext_lazy("encouragement you got"),
    "checkins.Shown": gettext_lazy("whom you show your check-ins to"),
    "people.Contact": gettext_lazy("your legal name, e-mail and phone"),
    "people.Person": gettext_lazy("your page"),
    "people.Receipt": gettext_lazy("which papers you were shown"),
    "people.Attestation": gettext_lazy("what you attested about this place"),
    "arriving.Roster": gettext_lazy("a list of people you sent"),
    "arriving.Arrival": gettext_lazy("which list you came with"),
    "people.Role": gettext_lazy("your role here"),
    "care.Enrolment": gettext_lazy("your programme and level of care"),
    "care.Episode": gettext_lazy("your courses of treatment"),
    "care.CareTie": gettext_lazy("who is on your care team"),
    "checkins.Glimpse": gettext_lazy("how you last said you are, in one word"),
    "checkins.Milestone": gettext_lazy("your milestones"),
    "privacy.Restriction": gettext_lazy("what you asked to keep back"),
    "privacy.Disclosure": gettext_lazy("what was given out about you"),
    "privacy.Inquiry": gettext_lazy("what you asked the privacy officer"),
    "privacy.Glass": gettext_lazy("an emergency opening"),
    "privacy.Takeout": gettext_lazy("an archive you asked for"),
    "privacy.Leaving": gettext_lazy("that you wished to leave"),
    "privacy.Hold": gettext_lazy("a legal hold"),
    "moderation.Report": gettext_lazy("a report you made"),
    "moderation.Measure": gettext_lazy("a step a facilitator took with you"),
    "trust.Look": gettext_lazy("who looked at your things"),
    "notices.Notice": gettext_lazy("what waited for you"),
    "chat.Draft": gettext_lazy("words you had not sent"),
    "chat.ReadMark": gettext_lazy("how far you have read"),
    "checkins.UsualChoice": gettext_lazy("what you usually choose"),
    "privacy.Consent": gettext_lazy("what you agreed to"),
    "groups.Seat": gettext_lazy("your groups"),
    "groups.Signature": gettext_lazy("which agreements you signed"),
    "groups.Ask": gettext_lazy("the groups you asked to join"),
    "pairs.Tie": gettext_lazy("who your partner and mentor are"),
    "chat.Message": gettext_lazy("your messages"),
    "chat.Party": gettext_lazy("which conversations you are part of"),
    "chat.Reaction": gettext_lazy("how you reacted to messages"),
    "people.EntryLink": gettext_lazy("a link that lets you in"),
    "chat.Attachment": gettext_lazy("files you sent"),
    "meetings.Series": gettext_lazy("sessions you lead"),
    "meetings.Session": gettext_lazy("sessions you lead"),
    "meetings.SessionPlan": gettext_lazy("session plans you wrote"),
    "meetings.Invitee": gettext_lazy("the sessions you are invited to"),
    "meetings.Attendance": gettext_lazy("your sessions, and what you said about coming"),
    "meetings.Stay": gettext_lazy("how long you were at sessions"),
    "meetings.Feed": gettext_lazy("the address your calendar asks"),
    "meetings.Correction": gettext_lazy("that your attendance was put right"),
    "charting.Note": gettext_lazy("notes about your sessions"),
    "charting.Addendum": gettext_lazy("what was added to a note"),
    "charting.CounsellingNote": gettext_lazy("a counsellor’s own note"),
    "charting.WriteUp": gettext_lazy("what you wrote about a session"),
    "charting.Credential": gettext_lazy("under which letters you sign"),
    "meetings.Kiosk": gettext_lazy("a tablet at the door that you set up"),
    "liveroom.Entrance": gettext_lazy("when you came to a session online"),
    "liveroom.Whereabouts": gettext_lazy("where help would have to go during a session"),
    "liveroom.Afterword": gettext_lazy("how a session was for you"),
    "meetings.DoorCode": gettext_lazy("your code for the door"),
    "safety.Concern": gettext_lazy("a sign that you needed somebody"),
    "safety.ConcernStep": gettext_lazy("what your team did for you"),
    "safety.Reach": gettext_lazy("what your team noted about reaching you"),
}


def why(grounds: str) -> str:
    """The grounds as sentences. Words we do not know are said as they stand, never left out."""
    return " ".join(str(GROUNDS.get(part, part)) for part in grounds.split(" & "))


def what(look: Look) -> str:
    """What was opened."""
    return str(THINGS.get(look.what, _("something of yours")))


def what_of(label: str) -> str:
    """What a table holds, said to the person it is about."""
    return str(THINGS.get(label, _("something of yours")))


def thing(label: str) -> str:
    """A table in words, for the privacy officer, who reads about others."""
    model = apps.get_model(label)
    return str(OF_OTHERS.get(label, model._meta.verbose_name))


def because(grounds: str) -> str:
    """The grounds as short words for somebody who reads about others."""
    return ", ".join(str(SHORT.get(part, part)) for part in grounds.split(" & "))


OF_OTHERS: dict[str, str | Promise] = {
    "checkins.CheckIn": gettext_lazy("Check-ins"),
    "checkins.Checkpoint": gettext_lazy("Weekly checkpoints"),
    "checkins.Glimpse": gettext_lazy("How they are, in one word"),
    "checkins.Milestone": gettext_lazy("Milestones"),
    "checkins.Pulse": gettext_lazy("Day of the last check-in"),
    "people.Contact": gettext_lazy("Contact data"),
    "care.Enrolment": gettext_lazy("Programme and level"),
    "safety.Concern": gettext_lazy("Concerns"),
    "safety.Reach": gettext_lazy("Notes on reaching out"),
    "privacy.Consent": gettext_lazy("Consents"),
}
SHORT: dict[str, str | Promise] = {
    "care team": gettext_lazy("care team"),
    "shown to team": gettext_lazy("shown to the team"),
    "shown to me": gettext_lazy("shown to them"),
    "shown to group": gettext_lazy("shown to a group"),
    "partner": gettext_lazy("partner"),
    "coordinator": gettext_lazy("coordinator"),
    "administrator": gettext_lazy("administrator"),
    "emergency": gettext_lazy("emergency opening"),
    "took the concern": gettext_lazy("took the concern"),
    "consent to silence": gettext_lazy("consent: silence"),
    "consent": gettext_lazy("consent"),
    "consent to show how_i_am": gettext_lazy("consent"),
    "consent to show programme": gettext_lazy("consent"),
    "consent to show milestones": gettext_lazy("consent"),
    "consent to show taking_part": gettext_lazy("consent"),
}
