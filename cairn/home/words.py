"""The sentences of Today: each reason in plain words, and how long ago."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.home.reasons import Reason


def sentence(reason: Reason) -> str:
    """Why, in one plain sentence a colleague would say."""
    values = reason.values
    if reason.kind == "silent":
        days = int(str(values["days"]))
        return ngettext("Quiet for %(days)s day, after checking in most days.", "Quiet for %(days)s days, after checking in most days.", days) % {"days": days}  # fmt: skip
    return _sentences()[reason.kind] % values


def chip(reason: Reason) -> str:
    """The same in two or three words."""
    return _chips()[reason.kind] % reason.values


def _sentences() -> dict[str, str]:
    return {
        "unsafe": _("Said no to “Are you safe right now?”"),
        "support": _("Asked for someone from the team to reach them."),
        "call": _("Asked for a call."),
        "handed": _("Was handed over to the team to look after."),
        "words": _("Wrote words that sound like danger."),
        "used": _("Told the team about using since the last check-in."),
        "confidence_low": _("Confidence for the coming week is at %(now)s."),
        "confidence_fell": _("Confidence fell to %(now)s; it is usually about %(usual)s."),
        "craving": _("Craving is strong, at %(now)s of 10."),
        "craving_rising": _("Craving has grown three check-ins in a row."),
        "risky_ahead": _("Sees a risky situation coming."),
        "company": _("Asked for company, without advice."),
        "new_here": _("Is new here: the first two weeks."),
        "level_changed": _("Changed level of care lately, now %(level)s."),
        "alone": _("Is in no group yet and has no partner or mentor."),
    }


def _chips() -> dict[str, str]:
    return {
        "unsafe": _("not feeling safe"),
        "support": _("asked for support"),
        "call": _("asked for a call"),
        "handed": _("handed over"),
        "words": _("words that sound like danger"),
        "used": _("used"),
        "confidence_low": _("confidence %(now)s"),
        "confidence_fell": _("confidence %(usual)s → %(now)s"),
        "craving": _("craving %(now)s"),
        "craving_rising": _("craving rising"),
        "risky_ahead": _("risky situation ahead"),
        "company": _("wants company"),
        "silent": _("no check-in %(days)s d"),
        "new_here": _("new here"),
        "level_changed": _("now %(level)s"),
        "alone": _("no group, no partner"),
    }


def how_long(since: dt.timedelta) -> str:
    """A span in its largest unit."""
    minutes = max(int(since.total_seconds() // 60), 0)
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    return _("%(n)s d") % {"n": minutes // (24 * 60)}


def greeting(at: dt.datetime, name: str) -> str:
    """A greeting for the hour it is for the person."""
    if 5 <= at.hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= at.hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def missed(number: int) -> str:
    """That somebody missed sessions in a row."""
    return ngettext("Missed the last session without a word.", "Missed the last %(n)s sessions without a word.", number) % {"n": number}  # fmt: skip
