"""What makes a written consent valid (42 CFR 2.31). Pure: no database, no request.

A consent that lacks one of these fields, or combines kinds the law keeps apart, is no consent: nothing may be shown
or sent on it. The words themselves are sealed in the row; this file says only whether they are complete.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

HERE, SPECIFIC, TPO = "here", "specific", "tpo"
COUNSELING_NOTES, PROCEEDINGS, JUSTICE = "counseling_notes", "proceedings", "justice"
PEERS, EMERGENCY = "peer_community", "emergency_contact"
# 2.31(b), 2.31(d), 2.35: each of these stands on a paper of its own.
ALONE = frozenset({COUNSELING_NOTES, PROCEEDINGS, JUSTICE})
WRITTEN = (SPECIFIC, TPO, COUNSELING_NOTES, PROCEEDINGS, JUSTICE, PEERS, EMERGENCY)
# Who falls under HIPAA may pass on what a consent for treatment, payment and operations brought them: it must be said.
UNDER_HIPAA = frozenset({"covered_entity", "business_associate", "payer"})
MINOR, REPRESENTATIVE, PATIENT = "minor", "representative", "patient"
NONE = "none"


@dataclass(frozen=True)
class Terms:
    """Every field of a written consent, as it was signed."""

    kinds: tuple[str, ...] = ()
    patient_name: str = ""
    discloser: str = ""
    information: str = ""
    recipients: tuple[str, ...] = ()
    recipient_type: str = ""
    intermediary: str = ""
    intermediary_participants: str = ""
    hipaa_statement: str = ""
    purposes: str = ""
    is_for_fundraising: bool = False
    fundraising_statement: str = ""
    revocation_statement: str = ""
    expires_on: dt.date | None = None
    expires_event: str = ""
    revocable_after: dt.date | None = None
    redisclosure_statement: str = ""
    refusal_statement: str = ""
    signer_role: str = ""
    signature: str = ""
    co_signature: str = ""
    signed_on: dt.date | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        days = {"expires_on", "revocable_after", "signed_on"}
        return {
            name: value.isoformat() if name in days and value else list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @property
    def statements(self) -> list[str]:
        """The statements it carries beside the right to revoke."""
        return [one for one in (self.hipaa_statement, self.redisclosure_statement, self.refusal_statement,
                                self.fundraising_statement) if one]  # fmt: skip

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Terms":
        """From what `plain` made."""
        found = dict(plain)
        for name in ("expires_on", "revocable_after", "signed_on"):
            found[name] = dt.date.fromisoformat(found[name]) if found.get(name) else None
        for name in ("kinds", "recipients"):
            found[name] = tuple(found.get(name) or ())
        return cls(**found)


@dataclass(frozen=True)
class Fault:
    """One thing that makes it no consent: the field, and a word for what is wrong with it."""

    name: str
    wrong: str = field(default="missing")


ALWAYS = ("kinds", "patient_name", "discloser", "information", "recipients", "recipient_type", "purposes",
          "revocation_statement")  # fmt: skip
SIGNING = ("signer_role", "signature", "signed_on")


def faults(terms: Terms, *, signed: bool = True) -> list[Fault]:
    """Everything that is missing or may not be so. `signed=False`: a proposal that waits for its signature."""
    return [*_missing(terms, signed=signed), *_expiry(terms), *_kinds(terms), *_intermediary(terms)]


def _missing(terms: Terms, *, signed: bool) -> Iterator[Fault]:
    wanted = [*ALWAYS, *(SIGNING if signed else ())]
    if signed and terms.signer_role == MINOR:
        wanted.append("co_signature")
    if terms.is_for_fundraising:
        wanted.append("fundraising_statement")
    if TPO in terms.kinds:
        wanted += ["redisclosure_statement", "refusal_statement"]
        if terms.recipient_type in UNDER_HIPAA:
            wanted.append("hipaa_statement")
    if JUSTICE in terms.kinds:
        wanted.append("revocable_after")
    for name in wanted:
        if not getattr(terms, name):
            yield Fault(name)


def _expiry(terms: Terms) -> Iterator[Fault]:
    if bool(terms.expires_on) == bool(terms.expires_event):
        yield Fault("expires_on", "a day or an event, one of them")
    if terms.expires_event == NONE and TPO not in terms.kinds:
        yield Fault("expires_event", "only a consent for treatment, payment and operations may have no end")


def _kinds(terms: Terms) -> Iterator[Fault]:
    if set(terms.kinds) - set(WRITTEN):
        yield Fault("kinds", "unknown")
    if may_not_be_combined(terms.kinds):
        yield Fault("kinds", "may not be combined")
    if terms.revocable_after and JUSTICE not in terms.kinds:
        yield Fault("revocable_after", "only a consent to the justice system binds for a time")


def _intermediary(terms: Terms) -> Iterator[Fault]:
    if terms.intermediary and not terms.intermediary_participants:
        yield Fault("intermediary_participants")
    if terms.intermediary_participants and not terms.intermediary:
        yield Fault("intermediary")


def may_not_be_combined(kinds: tuple[str, ...]) -> bool:
    """Whether the law keeps one of these kinds on a paper of its own."""
    return len(set(kinds)) > 1 and bool(set(kinds) & ALONE)
