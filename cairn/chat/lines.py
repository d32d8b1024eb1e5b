"""The lines of a conversation as a page shows them: messages, days between them, and where one left off."""

import datetime as dt
from collections.abc import Sequence

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cairn.chat.beside import beside
from cairn.chat.fragment import Writer, fragment
from cairn.chat.models import Message
from cairn.chat.reads import Stretch
from cairn.chat.words import reader
from cairn.trust.viewer import Viewer

ONE_BREATH = dt.timedelta(minutes=10)


def lines_of(stretch: Stretch, viewer: Viewer, *, read: int | None = None) -> list[SafeString]:
    """Every line of a stretch. `read` is the mark the viewer came with; None draws no line for it."""
    me, around = viewer.me.pk, beside(stretch.messages)
    shown, lines, previous = reader(me), [], None
    since = _first_new(stretch, read, me)
    for message in stretch.messages:
        if previous is None or _day(previous) != _day(message):
            lines.append(_day_line(message))
            previous = None
        if message.number == since:
            lines.append(format_html('<p class="since" id="new">{}</p>', _("New since you were here")))
            previous = None
        follows = previous is not None and is_one_breath(previous, message)
        lines.append(fragment(message, Writer.from_person(message.author), around, shown, follows=follows))
        previous = message
    return lines


def found_lines(messages: Sequence[Message], viewer: Viewer) -> list[SafeString]:
    """Messages that were looked for, each under its day and with a way to where it stands."""
    around, shown, lines = beside(messages), reader(viewer.me.pk), []
    for message in messages:
        lines.append(
            format_html(
                '<p class="day"><a href="./?at={}#m{}">{}</a></p>',
                message.number, message.number, formats.date_format(_day(message), "DATE_FORMAT"),
            )
        )  # fmt: skip
        lines.append(fragment(message, Writer.from_person(message.author), around, shown))
    return lines


def is_one_breath(previous: Message, message: Message) -> bool:
    """Whether a message continues the one before it, so that the name need not be said again."""
    plain = previous.card is None and message.card is None and message.reply_to_id is None
    whole = not previous.removed_at and not message.removed_at
    soon = message.made_at - previous.made_at < ONE_BREATH
    return previous.author_id == message.author_id and plain and whole and soon


def _first_new(stretch: Stretch, read: int | None, me: int) -> int | None:
    """The number of the first message of somebody else that is beyond the read mark."""
    if read is None or not stretch.messages or stretch.last <= read:
        return None
    return next((m.number for m in stretch.messages if m.number > read and m.author_id != me), None)


def _day(message: Message) -> dt.date:
    return timezone.localtime(message.made_at).date()


def _day_line(message: Message) -> SafeString:
    day = _day(message)
    if day == timezone.localdate():
        return format_html('<p class="day" data-day="{}">{}</p>', day.isoformat(), _("Today"))
    words = formats.date_format(day, "DATE_FORMAT")
    at = message.made_at.isoformat(timespec="seconds")
    return format_html(
        '<p class="day" data-day="{}"><time datetime="{}" data-when="day">{}</time></p>', day.isoformat(), at, words
    )
