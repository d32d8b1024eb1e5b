"""What people write into a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.chat.files import Upload
from cairn.chat.models import Message
from cairn.chat.sending import EMPTY, LONGEST, TOO_LONG

WISHES = [
    (Message.Wants.ANY, _("Nothing special")),
    (Message.Wants.HEARD, _("Only to be heard")),
    (Message.Wants.FEEDBACK, _("Feedback is welcome")),
]


class SendForm(forms.Form):
    """The box at the foot of a room. Lenient, because nothing that is wrong may cost anybody their words."""

    body = forms.CharField(required=False, strip=False)
    client_id = forms.CharField(required=False)
    reply_to = forms.IntegerField(required=False, min_value=1)
    wants = forms.ChoiceField(choices=WISHES, required=False)
    description = forms.CharField(required=False)
    # Whether the writer was shown where help is, before words that sound like danger went.
    seen = forms.CharField(required=False)

    def word(self, name: str) -> str:
        """A field's words, whether the form is in order or not."""
        self.full_clean()
        return str(self.cleaned_data.get(name) or "")

    def number(self, name: str) -> int | None:
        """A field's number, or None."""
        self.full_clean()
        return self.cleaned_data.get(name)

    def uploads(self) -> list[Upload]:
        """The files that came along."""
        return [one for one in self.files.getlist("files") if one]


class EditForm(forms.Form):
    """New words for one's own message."""

    body = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": EMPTY, "max_length": TOO_LONG},
    )


class FindForm(forms.Form):
    """Words to look for in a room."""

    q = forms.CharField(
        label=_("Words to look for"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={"required": _("Please write a word to look for.")},
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class DayForm(forms.Form):
    """A day to go to."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
