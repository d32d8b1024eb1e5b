"""The statements a written consent must carry, in the language of who signs. What was signed keeps its own copy."""

from django.utils.translation import gettext as _

# 42 CFR 2.32(a), the short statement, in the words of the rule: it travels with everything that leaves.
STATEMENT = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


def statement_in_words() -> str:
    """What the statement means, for whoever reads it."""
    return _(
        "Federal law protects these records. Whoever holds them may not pass them on or use them against the person, "
        "unless the person agrees in writing or the law allows it."
    )


def revocation(house: str) -> str:
    """The right to revoke, and how."""
    return _(
        "I may take this back at any time: in Cairn under Me, Consents, with one tap, or in writing to %(house)s. What "
        "was shown or sent before then stays with those who have it."
    ) % {"house": house}


def revocation_bound(house: str, day: str) -> str:
    """The same for a consent to the justice system, which binds for a stated time (42 CFR 2.35)."""
    return _(
        "I may take this back from %(day)s on: in Cairn under Me, Consents, or in writing to %(house)s. Before that day "
        "it binds me, because it is a condition of the justice system."
    ) % {"house": house, "day": day}


def hipaa() -> str:
    """What recipients under HIPAA may do."""
    return _(
        "Recipients who fall under HIPAA may use my records and pass them on as HIPAA allows, but not in civil, criminal, "
        "administrative or legislative proceedings against me."
    )


def redisclosure() -> str:
    """That what was shared may travel on."""
    return _(
        "What is shared on this consent may be shared again by the recipient, and may then be protected no longer."
    )


def refusal() -> str:
    """What follows from not signing."""
    return _(
        "I may say no. My care does not depend on it, except that some care may have to wait or be paid by me when nobody "
        "may be asked to pay or to treat."
    )


def fundraising() -> str:
    """The way out of fundraising."""
    return _("Before my records are used to ask for donations, I am asked, and I can say no.")


def at_my_request() -> str:
    """A purpose that the rule says is enough."""
    return _("At my own request")
