"""Forms of what is shown first."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.kit.text import clean
from cairn.people.models import Paper

LONGEST = 30_000
LABELS = {"en": _("In English"), "es": _("In Spanish")}


class Received(forms.Form):
    """That the person was shown a paper; for the promise, that they keep it."""

    paper = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, shown: Paper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.fields["paper"].initial = shown.pk
        if shown.kind == Paper.Kind.PROMISE:
            self.fields["agrees"] = forms.BooleanField(
                label=_("I promise this"), error_messages={"required": _("Please tick this if you promise it.")}
            )

    def clean_paper(self) -> int:
        """The version that is shown now: another one was changed or shown meanwhile."""
        if self.cleaned_data["paper"] != self.shown.pk:
            raise forms.ValidationError(_("This was changed while you were reading. Please read the new one."))
        return self.shown.pk


class Words(forms.Form):
    """The words of a paper in each language people here read."""

    def __init__(self, paper: Paper, tongues: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            needed = code in tongues
            if needed or paper.texts.get(code):
                self.fields[f"text_{code}"] = forms.CharField(
                    label=LABELS.get(code, name), max_length=LONGEST, required=needed, initial=paper.texts.get(code, ""),
                    widget=forms.Textarea(attrs={"rows": 18, "lang": code}), strip=True,
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Words that can be read."""
        told: dict[str, Any] = super().clean() or {}
        for name in list(told):
            if self.fields[name].required and not clean(told[name]):
                self.add_error(name, _("Please write what people are to read."))
        return told

    def texts(self) -> dict[str, str]:
        """Language to words, without languages nobody wrote in."""
        written = {name.removeprefix("text_"): clean(words) for name, words in self.cleaned_data.items()}
        return {code: words for code, words in written.items() if words}
