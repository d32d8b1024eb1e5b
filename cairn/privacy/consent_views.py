"""Consents: those I gave and those that wait for me; reading, signing, taking back; proposing one, for staff."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.clock import today
from cairn.kit.errors import NotHere
from cairn.people.models import Contact, Person
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy import consenting as act
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.document import print_of
from cairn.privacy.forms import CloseConsent, ProposeConsent, Signing, mark
from cairn.privacy.models import Consent
from cairn.privacy.reads import consents_of, name_on_paper
from cairn.trust.keys import ring


@signed_in
def consents(request: InRequest) -> HttpResponse:
    """Mine: what waits for me, what stands, what is over."""
    return render(request, "privacy/consents.html", {"found": consents_of(request.viewer, request.viewer.me)})


@signed_in
def give(request: InRequest) -> HttpResponse:
    """Something of mine for somebody close to me."""
    viewer = request.viewer
    viewer.must("consent", viewer.me)
    form = CloseConsent(viewer, request.organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        terms = form.terms(today(viewer.me.time_zone), name_on_paper(viewer, viewer.me))
        try:
            made = act.give_consent(
                viewer, terms, pk=form.cleaned_data["once"], covers=tuple(form.cleaned_data["covers"]), to=form.to
            )
        except act.Incomplete as missing:
            mark(form, missing.names)
        else:
            messages.success(request, _("Signed. It holds from now on."))
            return redirect("privacy:consent", pk=made.pk)
    return render(request, "privacy/give.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def consent(request: InRequest, pk: int) -> HttpResponse:
    """One consent: what it says, in the words that were signed, and what can be done with it."""
    row = _readable(request, pk)
    return _one(request, row, Signing(initial={"signature": ""}))


def _readable(request: InRequest, pk: int) -> Consent:
    """One whose paper this viewer may read: somebody whom it opens something to is not among them."""
    rows: QuerySet[Any] = request.viewer.see(Consent, may=("read", "sign", "revoke", "end"))
    row: Consent | None = rows.filter(may_read=True, pk=pk).select_related("person", "to", "proposed_by").first()
    if row is None:
        raise NotHere
    return row


def _one(request: InRequest, row: Consent, form: Signing) -> HttpResponse:
    if row.person_id != request.viewer.me.pk and row.is_written:
        request.viewer.open(Consent, of=row.person)
    ring.warm([row.terms_sealed])
    context = {"one": row, "terms": act.terms_of(row), "form": form, "own": row.person_id == request.viewer.me.pk}
    return render(request, "privacy/consent.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def sign(request: InRequest, pk: int) -> HttpResponse:
    """Sign it: a typed name, and that it was read."""
    row, form = _readable(request, pk), Signing(request.POST)
    if not form.is_valid():
        return _one(request, row, form)
    try:
        act.sign_consent(request.viewer, row, **form.cleaned_data)
    except act.Incomplete as missing:
        mark(form, missing.names)
        return _one(request, row, form)
    messages.success(request, _("Signed. It holds from now on."))
    return redirect("privacy:consent", pk=pk)


@signed_in
@require_POST
def decline(request: InRequest, pk: int) -> HttpResponse:
    """No, thank you."""
    act.decline_consent(request.viewer, request.viewer.get(Consent, pk=pk))
    messages.success(request, _("You said no. Nothing is shared on it, and your care goes on."))
    return redirect("privacy:consents")


@signed_in
@require_POST
def revoke(request: InRequest, pk: int) -> HttpResponse:
    """Take it back: one tap."""
    act.revoke_consent(request.viewer, request.viewer.get(Consent, pk=pk))
    messages.success(request, _("Taken back. From now on nobody sees or gets anything on it."))
    return redirect("home:who_sees" if request.POST.get("back") == "who_sees" else "privacy:consents")


@signed_in
@require_POST
def end(request: InRequest, pk: int) -> HttpResponse:
    """The event it was to last until has come."""
    row = act.end_consent(request.viewer, request.viewer.get(Consent, pk=pk))
    return redirect("privacy:of", pk=row.person_id)


@signed_in
@require_POST
def document(request: InRequest, pk: int) -> HttpResponse:
    """The paper as it was signed, to keep; that a copy went out is written down."""
    row = _readable(request, pk)
    content = row.document.encode()
    if not content or print_of(content) != row.document_hash:
        raise NotHere
    own = row.person_id == request.viewer.me.pk
    disclose(
        request.viewer, row.person,
        Outgoing(
            what=What.CONSENT, basis=Basis.OWN if own else Basis.CONSENT, consent=row,
            recipient=request.viewer.me.chosen_name, purpose=_("A copy of the consent, with its scope"),
        ),
    )  # fmt: skip
    answer = HttpResponse(content, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="consent-{row.pk}.html"'
    return answer


@signed_in
def of(request: InRequest, pk: int) -> HttpResponse:
    """For staff: a person's consents, and a way to propose one."""
    person = request.viewer.get(Person, pk=pk)
    request.viewer.must("propose_consent", person)
    request.viewer.open(Consent, of=person)
    return render(request, "privacy/of.html", {"one": person, "found": consents_of(request.viewer, person)})


@signed_in
def propose(request: InRequest, pk: int) -> HttpResponse:
    """Write one for the person to read and sign."""
    viewer, person = request.viewer, request.viewer.get(Person, pk=pk)
    viewer.must("propose_consent", person)
    form = ProposeConsent(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewer.open(Contact, of=person)
        terms = form.terms(request.organisation.name, name_on_paper(viewer, person))
        try:
            act.propose_consent(viewer, person, terms, pk=form.cleaned_data["once"])
        except act.Incomplete as missing:
            mark(form, missing.names)
        else:
            messages.success(
                request, _("%(name)s is asked to read it. Until they sign, it allows nothing.") % {"name": person}
            )
            return redirect("privacy:of", pk=pk)
    return render(request, "privacy/propose.html", {"one": person, "form": form}, status=422 if form.errors else 200)
