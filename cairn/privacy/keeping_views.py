"""Taking my data along, leaving, and for those who keep the place: rules of retention, holds and the log."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cairn.kit.errors import NotHere, Refused
from cairn.kit.once import OnceForm
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy import leaving as going
from cairn.privacy import retention as keeping
from cairn.privacy import taking
from cairn.privacy.breaking import somebody
from cairn.privacy.models import Disposition, Hold, Leaving, Retention, Takeout
from cairn.signin.again import confirm_it_is_you

SPANS = [
    ("", gettext_lazy("Until the person leaves")), ("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")), ("730", gettext_lazy("2 years")), ("2557", gettext_lazy("7 years")),
    ("3653", gettext_lazy("10 years")),
]  # fmt: skip


class Rules(forms.Form):
    """How long each kind is kept."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for kind, label in Retention.Kind.choices:
            shortest = Retention.SHORTEST.get(Retention.Kind(kind), 0)
            choices = [
                (days, words) for days, words in SPANS if (not days and not shortest) or int(days or 0) >= shortest
            ]
            if shortest:
                choices = [("", gettext_lazy("6 years, as the law asks")), *choices]
            self.fields[kind] = forms.ChoiceField(label=label, choices=choices, required=False)


class HoldForm(OnceForm):
    """Whom a hold is about, and why."""

    whom = forms.CharField(
        label=gettext_lazy("Whose things?"), max_length=254, required=False,
        help_text=gettext_lazy("Exactly the name used here, or the e-mail address. Empty: everybody’s."),
    )  # fmt: skip
    words = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


@signed_in
def takeout(request: InRequest) -> HttpResponse:
    """Take my data: ask for it, see whether it is ready, take it."""
    found = request.viewer.see(Takeout).filter(person=request.viewer.me).order_by("-pk").first()
    if request.method == "POST":
        taking.ask_for_takeout(request.viewer)
        return redirect("privacy:takeout")
    return render(request, "privacy/takeout.html", {"found": found, "days": taking.LASTS.days})


@signed_in
def take(request: InRequest, pk: int) -> HttpResponse:
    """The archive itself, after the password once more."""
    found = request.viewer.get(Takeout, pk=pk)
    if not found.is_there:
        raise NotHere
    if asked := confirm_it_is_you(request):
        return asked
    if request.method != "POST":
        return render(request, "privacy/take.html", {"found": found})
    content = taking.take(request.viewer, found, _("My own data, at my own request"))
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return answer


@signed_in
def leave(request: InRequest) -> HttpResponse:
    """What leaving means, and taking it back while it waits. Who works here is let go by an administrator."""
    viewer = request.viewer
    viewer.must("leave_house", viewer.me)
    waiting = viewer.see(Leaving, may=("take_back",)).filter(person=viewer.me, taken_back_at=None, done_at=None).first()
    context = {
        "waiting": waiting,
        "days": going.WAIT.days,
        "years": going.days_of_papers(viewer.organisation_id) // 365,
    }
    return render(request, "privacy/leave.html", context)


@signed_in
def leave_sure(request: InRequest) -> HttpResponse:
    """The password once more, and then the button itself."""
    request.viewer.must("leave_house", request.viewer.me)
    if asked := confirm_it_is_you(request):
        return asked
    if request.method == "POST":
        going.say_i_leave(request.viewer)
        return redirect("privacy:leave")
    return render(request, "privacy/leave_sure.html", {"days": going.WAIT.days})


@signed_in
@require_POST
def stay(request: InRequest, pk: int) -> HttpResponse:
    """I stay."""
    going.stay(request.viewer, request.viewer.get(Leaving, pk=pk))
    messages.success(request, _("Good that you are here. Nothing was changed."))
    return redirect("privacy:leave")


@signed_in
def retention(request: InRequest) -> HttpResponse:
    """Rules, holds and the log: rules are the administrator's, holds the privacy officer's."""
    viewer = request.viewer
    if not viewer.roles & {Role.Kind.ADMINISTRATOR, Role.Kind.PRIVACY_OFFICER}:
        raise NotHere
    rules = list(viewer.see(Retention))
    may_set = Role.Kind.ADMINISTRATOR in viewer.roles
    form = Rules(request.POST or None, initial={rule.kind: str(rule.days) for rule in rules}) if may_set else None
    if form and request.method == "POST" and form.is_valid():
        keeping.set_retention(viewer, {kind: int(days) if days else None for kind, days in form.cleaned_data.items()})
        messages.success(request, _("Kept. What is older goes in small steps, from now on."))
        return redirect("privacy:retention")
    return render(request, "privacy/retention.html", {**_lasting(request), "form": form, "rules": rules})


def _lasting(request: InRequest) -> dict[str, object]:
    viewer = request.viewer
    officer = Role.Kind.PRIVACY_OFFICER in viewer.roles
    return {
        "log": viewer.see(Disposition).order_by("-pk")[:50],
        "holds": viewer.see(Hold).filter(ended_at=None).select_related("person", "by").order_by("-pk")[:50],
        "hold_form": HoldForm() if officer else None,
    }


@signed_in
@require_POST
def hold(request: InRequest) -> HttpResponse:
    """Place a legal hold."""
    viewer, form = request.viewer, HoldForm(request.POST)
    viewer.must("hold", viewer.me)
    if form.is_valid():
        data = form.cleaned_data
        try:
            person = somebody(viewer, data["whom"]) if data["whom"] else None
            keeping.place_hold(viewer, person=person, words=data["words"], pk=data["once"])
            return redirect("privacy:retention")
        except Refused as refusal:
            form.add_error("whom", str(refusal.sentence))
    context = {**_lasting(request), "form": None, "rules": list(viewer.see(Retention)), "hold_form": form}
    return render(request, "privacy/retention.html", context, status=422)


@signed_in
@require_POST
def end_hold(request: InRequest, pk: int) -> HttpResponse:
    """Lift it."""
    keeping.end_hold(request.viewer, request.viewer.get(Hold, pk=pk))
    return redirect("privacy:retention")
