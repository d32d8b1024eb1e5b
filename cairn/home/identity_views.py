"""My names: the one the team holds, the one groups know, the one nobody here connects with me."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cairn.home.forms import AliasForm
from cairn.kit.errors import Refused
from cairn.people.identity import take_alias
from cairn.people.models import Alias, Contact
from cairn.people.signedin import InRequest, signed_in


@signed_in
def names(request: InRequest) -> HttpResponse:
    """Each of my names, who knows it, and where to change it."""
    viewer = request.viewer
    alias = viewer.see(Alias).filter(person=viewer.me).first()
    form = AliasForm(request.POST or None, initial={"name": alias.name if alias else ""})
    if request.method == "POST" and form.is_valid():
        try:
            take_alias(viewer, name=form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            messages.success(request, _("Kept."))
            return redirect("home:names")
    contact = viewer.see(Contact).filter(person=viewer.me).first()
    context = {"form": form, "alias": alias, "legal_name": contact.legal_name if contact else "", "contact": contact}
    return render(request, "home/names.html", context, status=422 if form.errors else 200)
