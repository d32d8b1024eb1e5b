"""One message: what may be done with it, and its files."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cairn.chat import sheet
from cairn.chat.actions import edit_message, remove_message
from cairn.chat.actions import react as give_reaction
from cairn.chat.files import content_of
from cairn.chat.forms import EditForm
from cairn.chat.models import Attachment, Message
from cairn.kit.errors import NotHere, Refused
from cairn.kit.sealed import KeyGone
from cairn.people.signedin import InRequest, signed_in


@signed_in
def message(request: InRequest, pk: int) -> HttpResponse:
    """Everything one may do with a message: as a page, or as the part that opens beside the conversation."""
    found = sheet.open_message(request.viewer, pk)
    page = "chat/_sheet.html" if request.htmx else "chat/message.html"
    return render(request, page, sheet.context(request.viewer, found, EditForm({"body": found.body})))


@signed_in
@require_POST
def edit(request: InRequest, pk: int) -> HttpResponse:
    """Other words."""
    found = sheet.open_message(request.viewer, pk)
    form = EditForm(request.POST)
    try:
        if form.is_valid() or found.files:
            return _done(request, edit_message(request.viewer, found, body=request.POST.get("body", "")))
    except Refused as refusal:
        form.add_error("body", str(refusal.sentence))
    return render(request, "chat/message.html", sheet.context(request.viewer, found, form), status=422)


@signed_in
@require_POST
def remove(request: InRequest, pk: int) -> HttpResponse:
    """Take one's own message away. Somebody else's is a step with a reason, see the pages of moderation."""
    found = request.viewer.get(Message, pk=pk)
    if found.author_id != request.viewer.me.pk and request.viewer.may("moderate", found):
        return redirect("moderation:step_message", pk=pk)
    return _done(request, remove_message(request.viewer, found))


@signed_in
@require_POST
def react(request: InRequest) -> HttpResponse:
    """A kind reaction comes or goes. The button says which: message, kind, on or off."""
    pk, kind, on = sheet.reaction_asked(request.POST.get("react", ""))
    found = request.viewer.get(Message, pk=pk)
    give_reaction(request.viewer, found, kind=kind, on=on)
    return _done(request, found)


def _done(request: InRequest, found: Message) -> HttpResponse:
    """Open pages show it by themselves; a plain form leads back to where the message stands."""
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{reverse('chat:room', args=[found.room_id])}?at={found.number}#m{found.number}")


@signed_in
def file(request: InRequest, pk: int) -> HttpResponse:
    """A file, for those who may see its message. Nothing in it can act in our name, and nothing of it is stored."""
    found = request.viewer.get(Attachment, pk=pk)
    try:
        response = HttpResponse(content_of(found), content_type=found.kind)
    except (KeyGone, FileNotFoundError):
        raise NotHere from None
    response["Content-Disposition"] = sheet.disposition(found)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
