"""The paper a consent is: the same terms always make the same bytes, whoever asks and wherever."""

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import formats, translation

from cairn.privacy.models import Consent
from cairn.privacy.sentences import STATEMENT, statement_in_words
from cairn.privacy.terms import Terms


def written(terms: Terms, *, number: int, signed_at: dt.datetime, zone: str, language: str) -> bytes:
    """The document, as bytes. Depends on its arguments and on nothing else."""
    with translation.override(language):
        moment = signed_at.astimezone(ZoneInfo(zone))
        context = {
            "terms": terms,
            "number": number,
            "language": language,
            "kinds": [Consent.Kind(kind).label for kind in terms.kinds],
            "signed_at": f"{formats.date_format(moment, 'DATE_FORMAT')} {moment:%H:%M:%S} {zone}",
            "expires_on": _day(terms.expires_on),
            "revocable_after": _day(terms.revocable_after),
            "statement": STATEMENT,
            "statement_in_words": statement_in_words(),
        }
        return render_to_string("privacy/document.html", context).encode()


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def print_of(document: bytes) -> str:
    """Its fingerprint (SHA-256)."""
    return hashlib.sha256(document).hexdigest()
