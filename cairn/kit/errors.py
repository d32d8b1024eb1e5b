"""What can go wrong, said so that a person can go on."""

from django.http import Http404
from django.utils.functional import Promise


class NotHere(Http404):
    """Absent, or hidden from this viewer: the answer is the same."""


class Refused(Exception):
    """The viewer may see this but not do that. Carries one translated sentence, never an id or a name."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Misuse(Exception):
    """A mistake of ours: a rule, fact or promise of the house is missing. Names the file to mend."""
