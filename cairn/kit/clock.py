"""Days and weeks in a person's own zone."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today(zone: str) -> dt.date:
    """The calendar day it is in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def week_of(day: dt.date) -> dt.date:
    """The Monday of the week that holds `day`."""
    return day - dt.timedelta(days=day.weekday())


def start_of(day: dt.date, zone: str) -> dt.datetime:
    """The first moment of that calendar day in `zone`."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone the machine knows."""
    return name in available_timezones()
