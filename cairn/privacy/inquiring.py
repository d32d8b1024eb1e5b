"""Asking the privacy officer, and being answered in words by a day."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.privacy.models import Glass, Inquiry, Restriction
from cairn.trust.action import action
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer

Kind = Inquiry.Kind
# How long an answer may take. Correction and restriction: at most 60 and 30 days by HIPAA and Part 2; ours are shorter.
TIME = {
    Kind.LOOK: dt.timedelta(days=5),
    Kind.CORRECTION: dt.timedelta(days=30),
    Kind.RESTRICTION: dt.timedelta(days=15),
    Kind.GLASS: dt.timedelta(days=3),
}
ASKED = _("You have asked about this look already. The answer will be here.")
IN_WORDS = _("Please write a few words: an answer is words.")


@action
def ask_about_look(viewer: Viewer, look: Look, *, words: str, pk: int) -> Inquiry:
    """Ask why somebody looked. The privacy officer has a day by which to answer."""
    viewer.must("ask", look)
    if known := _known(viewer, pk):
        return known
    if Inquiry.unanswered().filter(organisation_id=viewer.organisation_id, look=look).exists():
        raise Refused(ASKED)
    return _begin(viewer, Inquiry(id=pk, kind=Kind.LOOK, look=look, **_mine(viewer)), words)


@action
def ask_for_correction(viewer: Viewer, *, words: str, pk: int) -> Inquiry:
    """Ask that something be put right (45 CFR 164.526)."""
    viewer.must("ask_privacy", viewer.me)
    if known := _known(viewer, pk):
        return known
    return _begin(viewer, Inquiry(id=pk, kind=Kind.CORRECTION, **_mine(viewer)), words)


@action
def ask_for_restriction(
    viewer: Viewer, *, words: str, pk: int, what: str = "", is_paid_in_full: bool = False
) -> Inquiry:
    """Ask that something be kept from somebody (42 CFR 2.26). What was paid for in full is kept from payers at once."""
    viewer.must("ask_privacy", viewer.me)
    if known := _known(viewer, pk):
        return known
    kept = Restriction(what=what, is_paid_in_full=is_paid_in_full, **_mine(viewer))
    kept.words = clean(words)
    if is_paid_in_full:  # 2.26(a)(2): this one may not be refused
        kept.agreed_by = viewer.me
    kept.save(force_insert=True)
    return _begin(viewer, Inquiry(id=pk, kind=Kind.RESTRICTION, restriction=kept, **_mine(viewer)), words)


def review_of(glass: Glass) -> Inquiry:
    """The review that every emergency opening needs within three days; inside the action that opened it."""
    row = Inquiry(organisation_id=glass.organisation_id, person_id=glass.person_id, kind=Kind.GLASS, glass=glass)
    row.due_at = now() + TIME[Kind.GLASS]
    row.save(force_insert=True)
    return row


def _mine(viewer: Viewer) -> dict[str, object]:
    return {"organisation_id": viewer.organisation_id, "person": viewer.me}


def _known(viewer: Viewer, pk: int) -> Inquiry | None:
    known = Inquiry.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first()
    if known is not None:
        viewer.did_before()
    return known


def _begin(viewer: Viewer, row: Inquiry, words: str) -> Inquiry:
    row.words = clean(words)
    row.due_at = now() + TIME[Kind(row.kind)]
    row.save(force_insert=True)
    viewer.did("inquiry.asked", row)
    return row


@action
def answer_inquiry(viewer: Viewer, inquiry: Inquiry, *, answer: str, outcome: str) -> Inquiry:
    """Answer in words. The person reads them; the journal keeps that it was done and by whom."""
    viewer.must("answer", inquiry)
    if not clean(answer):
        raise Refused(IN_WORDS)
    inquiry.answer, inquiry.outcome = clean(answer), outcome
    inquiry.answered_at, inquiry.answered_by = now(), viewer.me
    inquiry.save(update_fields=["answer_sealed", "outcome", "answered_at", "answered_by"])
    if inquiry.restriction is not None and not inquiry.restriction.is_paid_in_full:
        _decide(viewer, inquiry.restriction, agreed=outcome == Inquiry.Outcome.DONE)
    viewer.did("inquiry.answered", inquiry)
    return inquiry


def _decide(viewer: Viewer, kept: Restriction, *, agreed: bool) -> None:
    kept.agreed_by = viewer.me if agreed else None
    kept.ended_at = None if agreed else now()
    kept.save(update_fields=["agreed_by", "ended_at"])


@action
def end_restriction(viewer: Viewer, kept: Restriction) -> Restriction:
    """The person no longer wants it kept back."""
    viewer.must("end", kept)
    kept.ended_at = now()
    kept.save(update_fields=["ended_at"])
    viewer.did("restriction.ended", kept)
    return kept


@action
def tell_overdue(viewer: Viewer, inquiry: Inquiry) -> Inquiry:
    """The day has passed without an answer: officer and person are told, once."""
    viewer.must("tell_overdue", inquiry)
    late = Inquiry.unanswered().filter(
        organisation_id=viewer.organisation_id, pk=inquiry.pk, due_at__lte=now(), overdue_told_at=None
    )
    if not late.update(overdue_told_at=now()):
        viewer.did_before()
        return inquiry
    viewer.did("inquiry.overdue", inquiry)
    return inquiry
