"""What people write here: a consent, its signature, a question, an answer, an emergency."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from cairn.kit.once import OnceForm
from cairn.people.forms import readable
from cairn.people.models import Organisation, Person, Role
from cairn.privacy import sentences
from cairn.privacy.breaking import addressed
from cairn.privacy.models import Consent, Covers, Glass, Inquiry
from cairn.privacy.terms import MINOR, NONE, PATIENT, REPRESENTATIVE, TPO, UNDER_HIPAA, Terms
from cairn.trust.viewer import Viewer

WORDS = 2000
LAST_DAY = dt.date(2199, 12, 31)  # the calendar's last days have no moment in every zone
Kind = Consent.Kind
# What somebody close may be shown: each opens exactly one small table.
FOR_SOMEBODY_CLOSE = [choice for choice in Covers.choices if choice[0] != Covers.SILENCE]
SIGNERS = [
    (PATIENT, _("I sign for myself")),
    (MINOR, _("I am a minor, and a parent or guardian signs with me")),
    (REPRESENTATIVE, _("I sign as the person’s legal representative")),
]
RECIPIENTS = [
    ("relative", _("Somebody close to me")),
    ("treating_provider", _("A treating provider")),
    ("covered_entity", _("Another organisation under HIPAA")),
    ("payer", _("A health plan or payer")),
    ("justice", _("A court, probation or parole")),
    ("other", _("Somebody else")),
]
NOBODY = _("Nobody of that name or address is here as a supporter. A coordinator can let them in.")
TWO = _("More than one supporter has that name. Please write the e-mail address.")


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    near = MaxValueValidator(LAST_DAY, _("Please choose a day before the year 2200."))
    return forms.DateField(label=label, required=False, widget=widget, validators=[near], **more)


class Signing(forms.Form):
    """The typed name, the role, and that it was read."""

    signer_role = forms.ChoiceField(label=_("Who signs"), choices=SIGNERS, initial=PATIENT, widget=forms.RadioSelect)
    signature = forms.CharField(label=_("Your full name, as your signature"), max_length=120)
    co_signature = forms.CharField(
        label=_("Full name of the parent or guardian, as their signature"), max_length=120, required=False
    )
    confirmed = forms.BooleanField(label=_("I have read this, and I want it"))

    def clean_signature(self) -> str:
        """A name that can be read: it stands on the paper."""
        return readable(self.cleaned_data["signature"])

    def clean_co_signature(self) -> str:
        """The same, where there is one."""
        return readable(self.cleaned_data["co_signature"]) if self.cleaned_data["co_signature"] else ""

    def clean(self) -> dict[str, Any]:
        """A minor does not sign alone where the law asks for both."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("signer_role") == MINOR and not data.get("co_signature"):
            self.add_error("co_signature", _("Please have the parent or guardian type their name too."))
        return data


class CloseConsent(OnceForm, Signing):
    """Something of mine for somebody close to me who is here as a supporter."""

    whom = forms.CharField(
        label=_("Who is it for?"), max_length=254, help_text=_("Their name here, or their e-mail address.")
    )
    covers = forms.MultipleChoiceField(
        label=_("What may they see?"), choices=FOR_SOMEBODY_CLOSE, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you tick. Never your check-ins’ words, your messages, or your groups."),
    )  # fmt: skip
    expires_on = _day(_("Until which day?"), help_text=_("You can end it sooner, with one tap."))
    field_order = ["once", "whom", "covers", "expires_on", "signer_role", "signature", "co_signature", "confirmed"]

    def __init__(self, viewer: Viewer, house: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.house = viewer, house
        self.to: Person | None = None
        self.fields["expires_on"].required = True

    def clean_whom(self) -> str:
        """The one supporter of exactly that name or address: nobody is listed or suggested."""
        named = str(self.cleaned_data["whom"]).strip()
        found = _supporters(self.viewer, named)
        if len(found) > 1:
            raise forms.ValidationError(TWO)
        if not found:
            raise forms.ValidationError(NOBODY)
        self.to = found[0]
        return named

    def terms(self, today: dt.date, name: str) -> Terms:
        """Every field of 42 CFR 2.31, as it will stand on the paper."""
        data, house = self.cleaned_data, self.house.name
        labels = dict(FOR_SOMEBODY_CLOSE)
        return Terms(
            kinds=(Kind.SPECIFIC,), patient_name=name, discloser=house,
            information="\n".join(str(labels[one]) for one in data["covers"]),
            recipients=(self.to.chosen_name if self.to else data["whom"],), recipient_type="relative",
            purposes=sentences.at_my_request(), revocation_statement=sentences.revocation(house),
            expires_on=data["expires_on"], signer_role=data["signer_role"], signature=data["signature"],
            co_signature=data["co_signature"], signed_on=today,
        )  # fmt: skip


def _supporters(viewer: Viewer, named: str) -> list[Person]:
    from_here = Person.objects.filter(organisation_id=viewer.organisation_id, left_at=None).exclude(pk=viewer.me.pk)
    held = Role.live(Role.Kind.SUPPORTER).filter(organisation_id=viewer.organisation_id)
    people = from_here.filter(pk__in=held.values("person"))
    if "@" in named:
        return list(people.filter(pk__in=addressed(viewer.organisation_id, named))[:2])
    return list(people.filter(chosen_name__iexact=named)[:2])


class ProposeConsent(OnceForm):
    """A consent written by staff for the person to read and sign."""

    kinds = forms.MultipleChoiceField(
        label=_("Kind"), choices=[one for one in Kind.choices if one[0] != Kind.HERE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Counselling notes, legal proceedings and the justice system each stand on a paper of their own."),
    )  # fmt: skip
    recipients = forms.CharField(
        label=_("With whom"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600,
        help_text=_("By name, or a class of people. One on each line."),
    )  # fmt: skip
    recipient_type = forms.ChoiceField(label=_("What they are"), choices=RECIPIENTS)
    information = forms.CharField(
        label=_("What is shared"), widget=forms.Textarea(attrs={"rows": 3}), max_length=WORDS,
        help_text=_("Specific enough to be understood: which records, of which time."),
    )  # fmt: skip
    purposes = forms.CharField(label=_("What for"), max_length=300)
    intermediary = forms.CharField(label=_("Through an intermediary"), max_length=120, required=False)
    intermediary_participants = forms.CharField(
        label=_("Its participants who may receive it"), max_length=300, required=False
    )
    is_for_fundraising = forms.BooleanField(label=_("Also to ask for donations"), required=False)
    expires_on = _day(_("Until which day"))
    expires_event = forms.CharField(
        label=_("Or until which event"), max_length=200, required=False,
        help_text=_("One of the two. For treatment, payment and operations you may write: none."),
    )  # fmt: skip
    revocable_after = _day(
        _("For the justice system: binding until"), help_text=_("The day from which the person can take it back.")
    )

    def terms(self, house: str, name: str) -> Terms:
        """A proposal with every statement it needs."""
        data = self.cleaned_data
        kinds = tuple(data["kinds"])
        tpo, bound = TPO in kinds, data["revocable_after"]
        event = data["expires_event"].strip()
        under = data["recipient_type"] in UNDER_HIPAA
        return Terms(
            kinds=kinds, patient_name=name, discloser=house, information=data["information"],
            recipients=tuple(line.strip() for line in data["recipients"].splitlines() if line.strip()),
            recipient_type=data["recipient_type"], intermediary=data["intermediary"],
            intermediary_participants=data["intermediary_participants"],
            hipaa_statement=sentences.hipaa() if under else "", purposes=data["purposes"],
            is_for_fundraising=data["is_for_fundraising"],
            fundraising_statement=sentences.fundraising() if data["is_for_fundraising"] else "",
            revocation_statement=sentences.revocation_bound(house, bound.isoformat()) if bound else sentences.revocation(house),
            expires_on=data["expires_on"], expires_event=NONE if event.lower() in {"none", "ninguno", "ninguna"} else event,
            revocable_after=bound, redisclosure_statement=sentences.redisclosure() if tpo else "",
            refusal_statement=sentences.refusal() if tpo else "",
        )  # fmt: skip


FAULTS = {
    "kinds": _("These kinds may not stand on one paper. Please write one consent for each."),
    "expires_on": _("Please give a day that is still to come, or an event: one of the two."),
    "expires_event": _("Only a consent for treatment, payment and operations may have no end."),
    "revocable_after": _("A consent to the justice system needs this day, and no other kind may have it."),
    "intermediary": _("Please name the intermediary too."),
    "intermediary_participants": _("Please name who of the intermediary may receive it."),
}


def mark(form: forms.Form, names: list[str]) -> None:
    """Put each fault of the terms at its field."""
    for name in dict.fromkeys(names):
        place = name if name in form.fields else None
        form.add_error(place, FAULTS.get(name, _("This is needed.")))


class Question(OnceForm):
    """A question or a wish, in the person's own words."""

    words = forms.CharField(label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=WORDS)


KEEP_BACK = [
    *list(Covers.choices),
    ("paid", _("What I paid for in full myself, from my health plan")),
]


class KeepBack(Question):
    """Something to keep from somebody."""

    what = forms.ChoiceField(label=_("What should be kept back?"), choices=KEEP_BACK)
    field_order = ["once", "what", "words"]


class Answer(forms.Form):
    """The privacy officer's answer."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Inquiry.Outcome.choices)
    answer = forms.CharField(
        label=_("Your answer, in plain words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=WORDS
    )


class BreakGlass(OnceForm):
    """An emergency: whom, why, what happened."""

    whom = forms.CharField(
        label=_("Who is it about?"), max_length=254,
        help_text=_("Exactly the name used here, or the e-mail address. Nothing is suggested."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Why"), choices=Glass.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What has happened?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=WORDS,
        help_text=_("A sentence or two. The privacy officer reads it now, the person later."),
    )  # fmt: skip


class TellMedics(forms.Form):
    """What was told to medical personnel: the fields of 42 CFR 2.51."""

    recipient = forms.CharField(label=_("Who received it: name"), max_length=120)
    facility = forms.CharField(label=_("At which hospital, service or place"), max_length=120)
    nature = forms.CharField(
        label=_("What the emergency was"), widget=forms.Textarea(attrs={"rows": 3}), max_length=WORDS
    )
