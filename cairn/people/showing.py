"""Showing papers: our own words for a beginning, who has to be shown which, receipts, and new versions."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.text import clean
from cairn.people.models import Organisation, Paper, Person, Receipt, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

TEXTS = Path(__file__).resolve().parent / "texts"
TONGUES = ("en", "es")
SOMEBODY = {"en": "any member of our team", "es": "cualquier persona del equipo"}
# Whoever holds one of these is shown the papers before anything else.
SHOWN_TO = Role.NOT_STAFF
CHANGED = _("This was changed while you were reading. Please read the new one.")


def our_words(organisation: Organisation, kind: str) -> dict[str, str]:
    """Our own text of a paper in each language, with the name of the organisation and whom to ask in it."""
    texts = {}
    for code in TONGUES:
        words = (TEXTS / f"{kind}.{code}.txt").read_text(encoding="utf-8")
        contact = organisation.privacy_contact or SOMEBODY[code]
        texts[code] = words.replace("{organisation}", organisation.name).replace("{contact}", contact)
    return texts


def first_papers(organisation: Organisation) -> list[Paper]:
    """Version 1 of each paper, in our words, made together with the organisation."""
    return Paper.objects.bulk_create(
        Paper(organisation=organisation, kind=kind, version=1, texts=our_words(organisation, kind))
        for kind in Paper.Kind.values
    )


def refresh_our_words(organisation: Organisation) -> None:
    """Where our own words stand and nobody was shown them yet, they take up the new name or contact."""
    ours = Paper.objects.filter(organisation=organisation, is_current=True, is_ours=True)
    shown = Receipt.objects.filter(organisation=organisation).values("paper")
    for paper in ours.exclude(pk__in=shown):
        paper.texts = our_words(organisation, paper.kind)
        paper.save(update_fields=["texts"])


def current_paper(organisation: Organisation, kind: str) -> Paper:
    """The current version: anybody may read it, signed in or not."""
    paper = Paper.objects.filter(organisation=organisation, kind=kind, is_current=True).first()
    if paper is None:
        raise NotHere
    return paper


def next_paper(person: Person) -> Paper | None:
    """What the person has to be shown next, the notice first; None where nothing waits."""
    if not Role.live(*SHOWN_TO).filter(organisation_id=person.organisation_id, person=person).exists():
        return None
    current = Paper.objects.filter(organisation_id=person.organisation_id, is_current=True)
    shown = Receipt.objects.filter(organisation_id=person.organisation_id, person=person).values("paper")
    return current.exclude(pk__in=shown).order_by("kind").first()


@action
def receive_paper(viewer: Viewer, paper: Paper, *, language: str) -> Receipt:
    """The person was shown this version. One that is no longer current is shown anew, never silently taken."""
    viewer.must("receive", paper)
    if not paper.is_current:
        raise Refused(CHANGED)
    receipt, made = Receipt.objects.get_or_create(
        organisation_id=viewer.organisation_id, person=viewer.me, paper=paper, defaults={"language": language}
    )
    if made:
        viewer.did("paper.received", receipt)
    else:
        viewer.did_before()
    return receipt


@action
def publish_paper(viewer: Viewer, kind: str, *, texts: dict[str, str]) -> Paper:
    """A new version, which asks everybody again. The same words again change nothing."""
    viewer.must("publish", viewer.me)
    texts = {code: clean(words) for code, words in texts.items()}
    current = Paper.objects.select_for_update().filter(
        organisation_id=viewer.organisation_id, kind=kind, is_current=True
    )
    before = current.first()
    if before is not None and {code: clean(words) for code, words in before.texts.items()} == texts:
        viewer.did_before()
        return before
    current.update(is_current=False)
    paper = Paper.objects.create(
        organisation_id=viewer.organisation_id, kind=kind, version=before.version + 1 if before else 1, texts=texts,
        is_ours=False, made_at=now(),
    )  # fmt: skip
    viewer.did("paper.published", paper)
    return paper
