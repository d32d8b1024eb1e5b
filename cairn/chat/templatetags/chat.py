"""What templates say about rooms and messages."""

import datetime as dt

from django.template import Library
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.chat.models import Message, Room
from cairn.chat.pages import words_of
from cairn.kit.templatetags.kit import when

register = Library()


@register.filter
def room_title(room: Room) -> str:
    """What a room is called: its group's name, or those of the others in it. The room comes from `my_rooms`."""
    if room.group is not None:
        return room.group.name
    first, second = getattr(room, "other_1", None), getattr(room, "other_2", None)
    if first and second:
        return _("%(first)s and %(second)s") % {"first": first, "second": second}
    return first or room.title or _("A conversation")


@register.filter
def room_people(room: Room) -> str:
    """How many people are in a room, and who leads."""
    people = getattr(room, "people", 0)
    count = ngettext("%(number)s person", "%(number)s people", people) % {"number": people}
    first, second = getattr(room, "lead_1", None), getattr(room, "lead_2", None)
    if first and second:
        return _("%(count)s, led by %(first)s and %(second)s.") % {"count": count, "first": first, "second": second}
    if first:
        return _("%(count)s, led by %(first)s.") % {"count": count, "first": first}
    return _("%(count)s.") % {"count": count}


@register.filter
def who_sees(room: Room) -> str:
    """Who will read what is written here."""
    if room.group is not None:
        return _("The people of %(group)s see this.") % {"group": room.group.name}
    return _("Only %(names)s and you see this.") % {"names": room_title(room)}


@register.filter
def first_words(message: Message) -> str:
    """The beginning of a message on one line."""
    return words_of(message)


@register.simple_tag
def near(moment: dt.datetime) -> SafeString:
    """The time of something today, the date of anything older."""
    return when(moment, "time" if timezone.localdate() == timezone.localtime(moment).date() else "short")
