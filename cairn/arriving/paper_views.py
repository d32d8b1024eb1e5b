"""What everybody is shown first: the notice, the promise, how this place works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cairn.arriving.forms import Received, Words
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Paper, Receipt
from cairn.people.showing import current_paper, next_paper, publish_paper, receive_paper
from cairn.people.signedin import InRequest, signed_in


@signed_in
def paper(request: InRequest) -> HttpResponse:
    """The next thing to be shown, and the word that one was. Nothing else opens until then."""
    waiting = next_paper(request.viewer.me)
    if waiting is None:
        return redirect("home:today")
    language = get_language() or "en"
    form = Received(waiting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receive_paper(request.viewer, form.shown, language=language)
        except Refused as refusal:
            messages.warning(request, str(refusal.sentence))
        return redirect("arriving:paper" if next_paper(request.viewer.me) else "arriving:guide")
    context = {"paper": waiting, "text": waiting.text(language), "form": form}
    return render(request, "arriving/paper.html", context, status=422 if form.errors else 200)


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """The notice about privacy, for anybody who asks, signed in or not."""
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        raise NotHere
    found = current_paper(organisation, Paper.Kind.NOTICE)
    return render(request, "arriving/notice.html", {"paper": found, "text": found.text(get_language() or "en")})


@signed_in
def guide(request: InRequest) -> HttpResponse:
    """How this place works, in two minutes. It can be read again from Me."""
    return render(request, "arriving/guide.html")


@signed_in
def mine(request: InRequest) -> HttpResponse:
    """What I was shown, in which version, when; to be read again."""
    receipts = request.viewer.see(Receipt).filter(person=request.viewer.me).select_related("paper").order_by("-pk")
    told = [(receipt, receipt.paper.text(receipt.language)) for receipt in receipts]
    return render(request, "arriving/papers.html", {"told": told})


@signed_in
def write(request: InRequest, kind: str) -> HttpResponse:
    """Other words for the notice or the promise: a new version, which asks everybody again."""
    viewer = request.viewer
    viewer.must("publish", viewer.me)
    if kind not in Paper.Kind.values:
        raise NotHere
    found = current_paper(request.organisation, kind)
    form = Words(found, request.organisation.tongues, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = publish_paper(viewer, kind, texts=form.texts())
        same = made.version == found.version
        told = _("These are the words that stand.") if same else _("Published. Everybody is asked to read it.")
        messages.success(request, told)
        return redirect("arriving:write_paper", kind=kind)
    context = {"paper": found, "form": form, "kinds": Paper.Kind.choices, "receipts": _counted(request, found)}
    return render(request, "arriving/write_paper.html", context, status=422 if form.errors else 200)


def _counted(request: InRequest, paper: Paper) -> int:
    return request.viewer.see(Receipt).filter(paper=paper).count()
