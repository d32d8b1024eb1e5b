"""Questions and their answers, what was given out, the weekly review, and the emergency opening."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.errors import NotHere, Refused
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy import banner, breaking, inquiring
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.forms import Answer, BreakGlass, KeepBack, Question, TellMedics
from cairn.privacy.models import Glass, Inquiry, Restriction
from cairn.privacy.reads import PAGE, disclosures_of
from cairn.privacy.sentences import STATEMENT, statement_in_words
from cairn.signin.again import confirm_it_is_you
from cairn.trust.models import Look


@signed_in
def ask(request: InRequest, pk: int) -> HttpResponse:
    """Ask about a look."""
    look = request.viewer.get(Look, pk=pk, person=request.viewer.me)
    form = Question(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = inquiring.ask_about_look(request.viewer, look, words=data["words"], pk=data["once"])
        return redirect("privacy:inquiry", pk=asked.pk)
    days = inquiring.TIME[Inquiry.Kind.LOOK].days
    return render(request, "privacy/ask.html", {"look": look, "form": form, "days": days})


@signed_in
def questions(request: InRequest) -> HttpResponse:
    """What I asked, and what was answered; what I keep back."""
    mine = request.viewer.see(Inquiry).filter(person=request.viewer.me).select_related("look__looker", "answered_by")
    kept = request.viewer.see(Restriction).filter(person=request.viewer.me, ended_at=None, agreed_by__isnull=False)
    page = Paginator(mine.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/questions.html", {"page": page, "kept": kept})


@signed_in
def inquiry(request: InRequest, pk: int) -> HttpResponse:
    """One question: to the person with its answer, to the privacy officer with the form to answer."""
    row = request.viewer.see(Inquiry, may=("answer",)).filter(pk=pk).select_related(
        "person", "look__looker", "glass__by", "answered_by", "restriction").first()  # fmt: skip
    if row is None:
        raise NotHere
    may_answer = bool(vars(row)["may_answer"])
    form = Answer(request.POST or None) if may_answer else None
    if form and request.method == "POST" and form.is_valid():
        inquiring.answer_inquiry(request.viewer, row, **form.cleaned_data)
        messages.success(request, _("Answered. The person reads your words."))
        return redirect("privacy:inquiry", pk=pk)
    own = row.person_id == request.viewer.me.pk
    return render(request, "privacy/inquiry.html", {"one": row, "form": form, "own": own})


@signed_in
def correct(request: InRequest) -> HttpResponse:
    """Ask that something be put right."""
    request.viewer.must("ask_privacy", request.viewer.me)
    form = Question(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = inquiring.ask_for_correction(request.viewer, words=data["words"], pk=data["once"])
        return redirect("privacy:inquiry", pk=asked.pk)
    days = inquiring.TIME[Inquiry.Kind.CORRECTION].days
    return render(request, "privacy/correct.html", {"form": form, "days": days})


@signed_in
def keep_back(request: InRequest) -> HttpResponse:
    """Ask that something be kept from somebody."""
    request.viewer.must("ask_privacy", request.viewer.me)
    form = KeepBack(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        paid = data["what"] == "paid"
        asked = inquiring.ask_for_restriction(
            request.viewer,
            words=data["words"],
            pk=data["once"],
            what="" if paid else data["what"],
            is_paid_in_full=paid,
        )
        return redirect("privacy:inquiry", pk=asked.pk)
    return render(request, "privacy/keep_back.html", {"form": form})


@signed_in
@require_POST
def end_keeping(request: InRequest, pk: int) -> HttpResponse:
    """It need not be kept back any more."""
    inquiring.end_restriction(request.viewer, request.viewer.get(Restriction, pk=pk))
    return redirect("privacy:questions")


@signed_in
def given_out(request: InRequest) -> HttpResponse:
    """Everything that left about me in three years."""
    page = Paginator(disclosures_of(request.viewer, request.viewer.me), PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/given_out.html", {"page": page})


@signed_in
@require_POST
def accounting(request: InRequest) -> HttpResponse:
    """The same as a file to keep (42 CFR 2.25)."""
    viewer = request.viewer
    out = Outgoing(What.ACCOUNTING, Basis.OWN, viewer.me.chosen_name, _("My own list of what was given out"))
    disclose(viewer, viewer.me, out)
    rows = list(disclosures_of(viewer, viewer.me)[:5000])
    context = {"rows": rows, "statement": STATEMENT, "statement_in_words": statement_in_words(), "of": viewer.me}
    answer = HttpResponse(render_to_string("privacy/accounting.html", context, request))
    answer["Content-Disposition"] = 'attachment; filename="given-out.html"'
    return answer


@signed_in
def emergency(request: InRequest) -> HttpResponse:
    """Open somebody's page in an emergency."""
    viewer = request.viewer
    viewer.must("break_glass", viewer.me)
    if asked := confirm_it_is_you(request):
        return asked
    form = BreakGlass(request.POST if request.method == "POST" else None, initial={"whom": request.GET.get("whom", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = breaking.somebody(viewer, data["whom"])
            glass = breaking.break_glass(viewer, person, reason=data["reason"], words=data["words"], pk=data["once"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            banner.remember(request, glass)
            return redirect("privacy:opened", pk=glass.pk)
    return render(request, "privacy/emergency.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def opened(request: InRequest, pk: int) -> HttpResponse:
    """What is open, for how long, and what to write down."""
    glass = _mine(request, pk)
    return render(request, "privacy/opened.html", {"glass": glass, "form": TellMedics()})


def _mine(request: InRequest, pk: int) -> Glass:
    found = request.viewer.see(Glass).filter(pk=pk, by=request.viewer.me).select_related("person").first()
    if found is None:
        raise NotHere
    return found


@signed_in
@require_POST
def close(request: InRequest, pk: int) -> HttpResponse:
    """Close it before the hour is over."""
    breaking.close_glass(request.viewer, _mine(request, pk))
    banner.forget(request)
    messages.success(request, _("Closed. Nothing of theirs is open to you any more."))
    return redirect("home:today")


@signed_in
@require_POST
def medics(request: InRequest, pk: int) -> HttpResponse:
    """Write down what was told to medical personnel, at once, with all its fields."""
    glass, form = _mine(request, pk), TellMedics(request.POST)
    if not form.is_valid():
        return render(request, "privacy/opened.html", {"glass": glass, "form": form}, status=400)
    breaking.disclose_in_emergency(request.viewer, glass, **form.cleaned_data)
    messages.success(request, _("Written down, with the time and your name."))
    return redirect("privacy:opened", pk=pk)
