"""Sending a form twice does its work once: the page carries a signed number that becomes the new row's id."""

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from cairn.kit.ids import new_id

_signer = Signer(salt="cairn.once")


def ticket() -> str:
    """A fresh number, signed so that nobody can choose it."""
    return _signer.sign(str(new_id()))


def number_of(signed: str) -> int:
    """The number of a ticket of ours. Raises BadSignature for any other."""
    return int(_signer.unsign(signed))


class OnceForm(forms.Form):
    """A form that makes something. `cleaned_data["once"]` is the id the new row gets."""

    once = forms.CharField(widget=forms.HiddenInput, initial=ticket)

    def clean_once(self) -> int:
        """The number on the ticket."""
        try:
            return number_of(self.cleaned_data["once"])
        except BadSignature:
            raise forms.ValidationError(_("This page was open for long. Please reload it and send again.")) from None
