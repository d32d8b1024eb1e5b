"""How somebody wants to hear of what waits, kind by kind."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cairn.notices.models import Notice, Wish
from cairn.notices.outside import DIGEST, NOW, SAFETY, Choice

MAIL = [("", _("No mail")), (NOW, _("Soon")), (DIGEST, _("In the round-up"))]
AT_ONCE = [("", _("No mail")), (NOW, _("Right away"))]
TIME = {"type": "time"}
BOTH = _("Please give both times, or neither.")


class NoticesForm(forms.Form):
    """One line for each kind this person can get: mail, and ringing on their phones."""

    digest = forms.ChoiceField(
        label=_("When should the round-up come?"), choices=Wish.Digest.choices, widget=forms.RadioSelect
    )
    quiet_from = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    quiet_until = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M"))

    def __init__(self, *args: Any, kinds: Iterable[str], mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds, self.mail = list(kinds), mail
        for kind in self.kinds:
            label = Notice.Kind(kind).label
            self.fields[f"push_{kind}"] = forms.BooleanField(label=_("On my phone"), required=False)
            if mail:
                choices = AT_ONCE if kind in SAFETY else MAIL
                self.fields[f"mail_{kind}"] = forms.ChoiceField(
                    label=_("Mail: %(kind)s") % {"kind": label}, choices=choices, required=False
                )

    @classmethod
    def of(cls, wish: Wish, **kwargs: Any) -> "NoticesForm":
        """The form as it was chosen last."""
        initial: dict[str, Any] = {name: getattr(wish, name) for name in ("digest", "quiet_from", "quiet_until")}
        initial |= {f"mail_{kind}": how for kind, how in wish.mail.items()}
        initial |= {f"push_{kind}": True for kind in wish.push}
        return cls(initial=initial, **kwargs)

    def rows(self) -> Iterator[tuple[str, BoundField | None, BoundField]]:
        """(what it is, its mail, its push) for the page."""
        for kind in self.kinds:
            mail = self[f"mail_{kind}"] if self.mail else None
            yield str(Notice.Kind(kind).label), mail, self[f"push_{kind}"]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end."""
        given = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")) and not self.errors:
            self.add_error("quiet_until", forms.ValidationError(BOTH))
        return given

    def choice(self, before: Wish) -> Choice:
        """What was chosen. What this page did not ask stays as it was."""
        given = self.cleaned_data
        mail = {kind: how for kind, how in before.mail.items() if not self.mail or kind not in self.kinds}
        mail |= {kind: how for kind in self.kinds if self.mail and (how := given[f"mail_{kind}"])}
        push = [kind for kind in before.push if kind not in self.kinds]
        push += [kind for kind in self.kinds if given[f"push_{kind}"]]
        return Choice(mail, push, given["digest"], given["quiet_from"], given["quiet_until"])
