"""A message as HTML: rendered once, the same for everyone who may see it, live and in the page.

What differs by viewer (edit, remove, language of labels) is decided by the page around it and enforced by
the actions. A function instead of a template, because it stands on the path of every delivered message.
"""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cairn.chat.keeping import Fresh
from cairn.chat.models import Message
from cairn.kit.marks import mark_svg
from cairn.kit.text import html_of
from cairn.people.models import Person
from cairn.trust.models import Head


@dataclass(frozen=True)
class Writer:
    """What a message shows of the one who wrote it."""

    pk: int
    name: str
    mark: str

    @classmethod
    def of(cls, ids: set[int]) -> "dict[int, Writer]":
        """Writers by id, in one query."""
        names = Person.objects.filter(pk__in=ids).values_list("pk", "chosen_name")
        return {pk: cls(pk, escape(name), mark_svg(pk)) for pk, name in names}

    @classmethod
    def remembered(cls, ids: set[int], head: Head) -> "dict[int, Writer]":
        """The same on the path of every message: asked again once a fact may have changed a name."""
        known = _known.setdefault(head.organisation_id, (head.rights, {}))
        if known[0] != head.rights or len(known[1]) > REMEMBERED:
            known = _known[head.organisation_id] = (head.rights, {})
        missing = ids - known[1].keys()
        if missing:
            known[1].update(cls.of(missing))
        return {pk: known[1][pk] for pk in ids}


REMEMBERED = 5000
_known: dict[int, tuple[int, dict[int, Writer]]] = {}


def fragment(message: Message | Fresh, writer: Writer) -> SafeString:
    """The message as an <article>."""
    at = message.made_at.isoformat(timespec="seconds")
    return mark_safe(  # noqa: S308 - every part is escaped, cleaned or ours
        f'<article class="message" id="m{message.number}" data-number="{message.number}" data-author="{writer.pk}">'
        f'{writer.mark}<div><div class="row"><span class="who">{writer.name}</span> '
        f'<time datetime="{at}" data-when></time></div>'
        f'<div class="body">{html_of(message.body)}</div></div></article>'
    )
