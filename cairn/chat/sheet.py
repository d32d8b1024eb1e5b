"""What the page of one message is made of."""

from typing import Any

from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe

from cairn.chat.beside import beside, whole
from cairn.chat.forms import EditForm
from cairn.chat.fragment import Reacted, Writer, fragment, reaction_button
from cairn.chat.models import Attachment, Message, Reaction
from cairn.chat.pages import words_of
from cairn.chat.words import reader
from cairn.kit.errors import NotHere
from cairn.trust.viewer import Viewer

ENDINGS = {"image/webp": ".webp", "application/pdf": ".pdf"}


def open_message(viewer: Viewer, pk: int) -> Message:
    """A message with what the viewer may do with it."""
    found = whole(viewer.see(Message, may=("edit", "remove", "react", "report", "moderate"))).filter(pk=pk).first()
    if found is None:
        raise NotHere
    return found


def context(viewer: Viewer, message: Message, form: EditForm) -> dict[str, Any]:
    """The message itself, the five reactions and who gave them, and the form to change it."""
    around, shown = beside([message]), reader(viewer.me.pk)
    given = {one.kind: one for one in around.reactions.get(message.pk, ())}
    kinds = [given.get(kind, Reacted(kind, ())) for kind in Reaction.Kind.values]
    article = fragment(message, Writer.from_person(message.author), around, shown)
    return {
        "message": message,
        "form": form,
        "article": article,
        "words": words_of(message),
        "is_mine": message.author_id == viewer.me.pk,
        "buttons": [_button(message, one, viewer) for one in kinds],
        "given": [
            {"label": Reaction.Kind(one.kind).label, "names": [name for _, name in one.people]}
            for one in kinds
            if one.people
        ],
    }


def _given(one: Reacted) -> dict[str, Any]:
    return {"label": Reaction.Kind(one.kind).label, "names": [name for _, name in one.people]}


def _button(message: Message, one: Reacted, viewer: Viewer) -> SafeString:
    return mark_safe(reaction_button(message.pk, one, reader(viewer.me.pk)))  # noqa: S308 - escaped where it is made


def reaction_asked(value: str) -> tuple[int, str, bool]:
    """Message, kind and on or off from a button's value such as "7.proud.on"."""
    pk, _, rest = value.partition(".")
    kind, _, how = rest.partition(".")
    if not pk.isdigit() or len(pk) > 18 or kind not in Reaction.Kind.values or how not in {"on", "off"}:
        raise NotHere
    return int(pk), kind, how == "on"


def disposition(attachment: Attachment) -> str:
    """Pictures are shown; anything else is only ever saved."""
    ending = ENDINGS.get(attachment.kind, "")
    name = attachment.name.removesuffix(ending) or "file"
    return content_disposition_header(not attachment.width, f"{name}{ending}") or "attachment"
