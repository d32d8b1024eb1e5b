"""What stands beside a list of messages: writers, the messages they answer, reactions, files.

Everything here lies in the room of the messages and follows the same rule of the policy as they do; callers
have asked it for the messages. A removed message's file is gone with it.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from cairn.chat.fragment import Beside, Reacted, Writer, fragment
from cairn.chat.models import Attachment, Message, Reaction
from cairn.chat.words import EVERYBODY, Reader
from cairn.trust.keys import ring

ORDER = {kind: place for place, kind in enumerate(Reaction.Kind.values)}


def whole(messages: "QuerySet[Message]") -> "QuerySet[Message]":
    """The query with writers, and the messages answered with theirs, in the same step."""
    return messages.select_related("author", "reply_to", "reply_to__author")


def beside(messages: Sequence[Message]) -> Beside:
    """Reactions and files of messages read with `whole`: one query, two where there are files. Warms the keys."""
    if not messages:
        return Beside({}, {}, {})
    files = _files([m for m in messages if m.files and not m.removed_at])
    answered = [m.reply_to for m in messages if m.reply_to]
    sealed = [m.body_sealed for m in (*messages, *answered)]
    ring.warm([*sealed, *(one.name_sealed for many in files.values() for one in many)])
    answers = {m.pk: (m.reply_to, Writer.from_person(m.reply_to.author).name) for m in messages if m.reply_to}
    return Beside(answers, reactions_to(messages), files)


def reactions_to(messages: Sequence[Message]) -> dict[int, list[Reacted]]:
    """Who reacted how, by message, in the order the kinds have. One query."""
    found: dict[tuple[int, str], list[tuple[int, str]]] = {}
    rows = Reaction.objects.filter(_within(messages), message__in=[m.pk for m in messages]).order_by("pk")
    for message, kind, person, name in rows.values_list("message", "kind", "person", "person__chosen_name"):
        found.setdefault((message, kind), []).append((person, name))
    reactions: dict[int, list[Reacted]] = {}
    for (message, kind), people in sorted(found.items(), key=lambda item: ORDER[item[0][1]]):
        reactions.setdefault(message, []).append(Reacted(kind, tuple(people)))
    return reactions


def _within(messages: Sequence[Message]) -> Q:
    return Q(organisation_id=messages[0].organisation_id)


def _files(messages: Sequence[Message]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    if messages:
        for one in Attachment.objects.filter(_within(messages), message__in=[m.pk for m in messages]).order_by("pk"):
            found.setdefault(one.message_id, []).append(one)
    return found


def fragments(messages: Sequence[Message], reader: Reader = EVERYBODY) -> list[str]:
    """Every message as HTML, in order."""
    around = beside(messages)
    return [fragment(m, Writer.from_person(m.author), around, reader) for m in messages]
