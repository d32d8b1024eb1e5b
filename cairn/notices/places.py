"""Where a notice leads. Addresses only: this topic knows nothing of the others."""

from django.urls import reverse

from cairn.notices.models import Notice

Kind = Notice.Kind
# The name of the page, and whether it takes the row the notice speaks of.
LEADS_TO: dict[str, tuple[str, bool]] = {
    Kind.INVITED: ("groups:group", True),
    Kind.WELCOMED: ("groups:group", True),
    Kind.AGREEMENT: ("groups:agreement", True),
    Kind.ASKED: ("groups:group", True),
    Kind.ANSWERED: ("groups:group", True),
    Kind.CONCERN: ("home:today", False),
    Kind.ENCOURAGED: ("checkins:one", True),
    Kind.REPLIED: ("chat:rooms", False),
    Kind.LINK: ("home:me", False),
    Kind.STEPPED: ("home:my_care", False),
    Kind.ROLES: ("home:my_care", False),
    Kind.REPORT: ("moderation:report", True),
    Kind.HEARD: ("moderation:report", True),
    Kind.MEASURE: ("moderation:measure", True),
    Kind.CONSENT: ("privacy:consent", True),
    Kind.INQUIRY: ("privacy:inquiry", True),
    Kind.PRIVACY_ANSWER: ("privacy:inquiry", True),
    Kind.ANSWER_LATE: ("privacy:inquiry", True),
    Kind.GLASS: ("home:who_looked", False),
    Kind.TAKEOUT: ("privacy:takeout", False),
    Kind.SIGN_IN: ("signin:devices", False),
    Kind.S_AHEAD: ("meetings:session", True),
    Kind.S_SOON: ("meetings:session", True),
    Kind.S_CHANGED: ("meetings:session", True),
    Kind.S_CANCELLED: ("meetings:session", True),
    Kind.S_YOURS: ("meetings:session", True),
}


def place_of(notice: Notice) -> str:
    """The address a notice leads to."""
    name, takes_row = LEADS_TO[notice.kind]
    return reverse(name, args=[notice.row] if takes_row else [])
