"""A message as HTML: rendered once, the same for everyone who may see it, live and in the page.

What differs by viewer (what they may do, their language) is decided by the page around it and enforced by the
actions. Functions instead of a template, because they stand on the path of every delivered message. Addresses
are relative to a page two steps below the organisation (`messages/ROOM/`), since a frame knows no host.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cairn.chat.keeping import Fresh
from cairn.chat.models import Attachment, Message
from cairn.chat.words import EVERYBODY, Reader, removal
from cairn.kit.marks import mark_svg
from cairn.kit.text import excerpt, html_of
from cairn.people.models import Person
from cairn.trust.models import Head

QUOTED, REMEMBERED = 90, 5000
Shown = Message | Fresh


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

    @classmethod
    def from_person(cls, person: Person) -> "Writer":
        """The writer that a loaded person is."""
        return cls(person.pk, escape(person.chosen_name), mark_svg(person.pk))


_known: dict[int, tuple[int, dict[int, Writer]]] = {}


@dataclass(frozen=True)
class Reacted:
    """One kind of reaction to a message, and who gave it."""

    kind: str
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Beside:
    """What stands beside some messages: the message each answers, reactions, files. Each by message id."""

    answers: Mapping[int, tuple[Message, str]]
    reactions: Mapping[int, Sequence[Reacted]]
    files: Mapping[int, Sequence[Attachment]]


NOTHING = Beside({}, {}, {})


def fragment(
    message: Shown, writer: Writer, beside: Beside = NOTHING, reader: Reader = EVERYBODY, *, follows: bool = False
) -> SafeString:
    """The message as an <article>. `beside` holds what just-sent messages do not have yet."""
    at, says = message.made_at.isoformat(timespec="seconds"), reader.says
    more = f'<a class="more" href="../m/{message.pk}"><span aria-hidden="true">⋯</span> {says["more"]}</a>'
    if message.removed_at:
        inside, more = f'<div class="body"><p>{says[removal(message.author_id, message.removed_by_id)]}</p></div>', ""
    elif message.card is not None:
        inside = _card(message, says) + _around(message, beside, reader)
    else:
        inside = _quote(message, beside, says) + _body(message, says) + _around(message, beside, reader)
    mine = " mine" if reader.me == writer.pk else ""
    state = f"{mine}{' removed' if message.removed_at else ''}{' follows' if follows else ''}"
    return mark_safe(  # noqa: S308 - every part is escaped, cleaned or ours
        f'<article class="message{state}" id="m{message.number}" data-number="{message.number}" '
        f'data-author="{writer.pk}">{writer.mark}<p class="by"><span class="who">{writer.name}</span> '
        f'<time datetime="{at}" data-when="time">{reader.clock(message.made_at)}</time>{_written(message, reader)}</p>'
        f"{inside}{more}</article>"
    )


def _written(message: Shown, reader: Reader) -> str:
    """When it was written, where that was without a network and it came in later."""
    if message.written_at is None:
        return ""
    at = message.written_at.isoformat(timespec="seconds")
    time = f'<time datetime="{at}" data-when="full">{reader.date(message.written_at)}</time>'
    return f' <span class="written">{reader.says["written"]} {time}</span>'


def _body(message: Shown, says: Mapping[str, str]) -> str:
    words = message.body
    if words:
        return f'<div class="body" hx-ignore>{html_of(words)}</div>'
    return "" if message.files else f'<div class="body"><p class="quiet">{says["erased"]}</p></div>'


def _quote(message: Shown, beside: Beside, says: Mapping[str, str]) -> str:
    answered = beside.answers.get(message.pk) if message.reply_to_id else None
    if answered is None:
        return ""
    other, name = answered
    gone = says[removal(other.author_id, other.removed_by_id)] if other.removed_at else ""
    words = gone or escape(excerpt(other.body, QUOTED))
    place = f"../{other.room_id}/?at={other.number}#m{other.number}"
    return f'<a class="quote" href="{place}"><span class="who">{name}</span> {words}</a>'


def _card(message: Shown, says: Mapping[str, str]) -> str:
    place = reverse("checkins:one", args=[message.card]).removeprefix(get_script_prefix()).lstrip("/")
    words = f'<div class="body" hx-ignore>{html_of(message.body)}</div>' if message.body else ""
    return (
        f'<div class="card sky"><p class="quiet small">{says[message.kind]}</p>{words}{_wants(message, says)}'
        f'<p><a class="button small" href="../../{place}">{says["open"]}</a></p></div>'
    )


def _wants(message: Shown, says: Mapping[str, str]) -> str:
    return f'<p class="wants">{says[message.wants]}</p>' if message.wants else ""


def _around(message: Shown, beside: Beside, reader: Reader) -> str:
    says = reader.says
    files = "".join(_file(one, says) for one in beside.files.get(message.pk, ())) if message.files else ""
    wants = _wants(message, says) if message.card is None else ""
    edited = f'<p class="edited">{says["edited"]}</p>' if message.edited_at else ""
    return f"{files}{wants}{edited}{_reactions(message, beside, reader)}"


def _file(one: Attachment, says: Mapping[str, str]) -> str:
    place, name = f"../file/{one.pk}", escape(one.name)
    if one.width:
        return (
            f'<a class="picture" href="{place}"><img src="{place}" alt="{name}" width="{one.width}" '
            f'height="{one.height}" loading="lazy"></a>'
        )
    what = f'{says["download"]} {name} <span class="quiet">{max(1, round(one.size / 1024))} KB</span>'
    return f'<a class="file" href="{place}" download><span>{what}</span></a>'


def _reactions(message: Shown, beside: Beside, reader: Reader) -> str:
    """Buttons of the page's one reaction form, so that a fragment carries no form and no token of anybody."""
    found = beside.reactions.get(message.pk)
    if not found:
        return ""
    return f'<div class="reactions">{"".join(reaction_button(message.pk, one, reader) for one in found)}</div>'


def reaction_button(message: int, one: Reacted, reader: Reader) -> str:
    """One toggle with its number; the names of who gave it are its description. Its value says what pressing it
    would do, so that pressing twice does nothing twice; in a live frame chat.js sets it right."""
    mine = any(pk == reader.me for pk, _ in one.people)
    people, names = " ".join(str(pk) for pk, _ in one.people), escape(", ".join(name for _, name in one.people))
    number = f' <span class="num">{len(one.people)}</span>' if one.people else ""
    return (
        f'<button form="react" name="react" value="{message}.{one.kind}.{"off" if mine else "on"}" '
        f'data-people="{people}" aria-pressed="{"true" if mine else "false"}" title="{names}">'
        f"{reader.says[one.kind]}{number}</button>"
    )
