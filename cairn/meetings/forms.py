"""Arranging and changing sessions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import today
from cairn.kit.once import OnceForm
from cairn.kit.text import clean
from cairn.meetings import reads
from cairn.meetings.models import Kind, Place, Session, SessionPlan
from cairn.meetings.recurrence import Rule, days_of
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer

LONGEST_REASON = 500
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
AT = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
OFTEN = [("once", _("Once")), ("weekly", _("Every week, or every few weeks")), ("monthly", _("Once a month"))]
SCOPES = [
    ("this", _("This session alone")),
    ("following", _("This one and those that follow")),
    ("all", _("All that are still to come")),
]


class Picking(forms.Form):
    """A form with fields to pick one of a few rows."""

    def pick(self, name: str, rows: Iterable[Record], nobody: Any = "") -> None:
        """The field offers these rows and answers with the row itself."""
        known = {str(row.pk): row for row in rows}
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = ([("", nobody)] if not field.required or nobody else []) + [
            (pk, str(row)) for pk, row in known.items()
        ]
        field.coerce, field.empty_value = known.get, None


def _one(label: Any, *, required: bool = False, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=required, **more)


class Said(Picking):
    """What is said of one session: when, where, led by whom."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False,
        help_text=_("Neutral words: this name can appear on a phone. Left empty, it is the group’s name."),
    )  # fmt: skip
    day = forms.DateField(label=_("Day"), widget=DAY)
    at = forms.TimeField(label=_("Begins at"), widget=AT)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=60)
    place = _one(_("Room here"))
    is_online = forms.BooleanField(label=_("Online too"), required=False, initial=True)
    facilitator = _one(_("Led by"), required=True)
    co_facilitator = _one(_("Together with"))
    plan = _one(_("Plan"))

    def __init__(self, viewer: Viewer, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        leads = list(reads.who_may_lead(viewer, kind))
        self.pick("place", viewer.see(Place).filter(closed_at=None).order_by("name"), _("None: online"))
        self.pick("facilitator", leads, _("Please choose"))
        self.pick("co_facilitator", leads, _("Nobody"))
        self.pick("plan", viewer.see(SessionPlan).filter(retired_at=None).order_by("title"), _("No plan"))

    def clean_name(self) -> str:
        """A name on one line."""
        return " ".join(clean(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        """People must be able to come somehow."""
        data = super().clean() or {}
        if not data.get("place") and not data.get("is_online"):
            self.add_error("place", _("Choose a room, or let people come online."))
        return data

    def said(self) -> dict[str, Any]:
        """What was said, by the columns of a session."""
        names = ("name", "at", "minutes", "place", "is_online", "facilitator", "co_facilitator", "plan")
        return {name: self.cleaned_data[name] for name in names}


class Often(forms.Form):
    """How a series recurs."""

    days = forms.TypedMultipleChoiceField(
        label=_("On these days"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Left empty: on the weekday of the first session."),
    )  # fmt: skip
    every = forms.IntegerField(
        label=_("Every so many weeks or months"), min_value=1, max_value=12, initial=1, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (number, capfirst(str(name))) for number, name in DAY_NAMES.items()
        ]

    def rule(self, often: str, day: dt.date) -> str:
        """The rule that was chosen, for a series whose first session is on that day."""
        if often == "once":
            return ""
        every = self.cleaned_data.get("every") or 1
        if often == "monthly":
            nth = (day.day - 1) // 7 + 1
            return str(Rule("MONTHLY", every, (day.weekday(),), nth if nth < 5 else -1))
        return str(Rule("WEEKLY", every, tuple(self.cleaned_data.get("days") or [day.weekday()])))


class Arrange(Said, Often, OnceForm):
    """A new series, or one session."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    group = _one(_("Group"), help_text=_("Everybody with a seat in it is expected."))
    person_1 = _one(_("Who comes"), help_text=_("For individual, family and mentor sessions."))
    person_2 = _one(_("And"))
    person_3 = _one(_("And too"))
    often = forms.ChoiceField(label=_("How often"), choices=OFTEN, initial="weekly", widget=forms.RadioSelect)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY, help_text=_("Left empty: until you end it."))
    rests_on_holidays = forms.BooleanField(label=_("Rests on holidays"), required=False, initial=True)
    takes_make_ups = forms.BooleanField(
        label=_("Open to people who missed another session"), required=False,
        help_text=_("People from a group like this one may come here instead, while there is room."),
    )  # fmt: skip

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.pick("group", reads.groups_to_arrange(viewer), _("No group"))
        people = list(reads.people_to_invite(viewer))
        for number in (1, 2, 3):
            self.pick(f"person_{number}", people, _("Nobody"))

    def clean(self) -> dict[str, Any]:
        """A group or people, and a first day on which it meets."""
        data = super().clean()
        for_all = data.get("kind") in {Kind.EDUCATION, Kind.EVENT}
        if not data.get("group") and not self.invited(data) and not for_all:
            self.add_error("group", _("Choose a group, or the people who come."))
        if data.get("day") and data["day"] < today(self.viewer.me.organisation.zone):
            self.add_error("day", _("This day is over."))  # which takes the day out of the data
        if data.get("day") and data.get("often"):
            data["rule"] = self.rule(data["often"], data["day"])
            last = data.get("until") or data["day"] + dt.timedelta(days=400)
            first = next(days_of(data["rule"], data["day"], data["day"], last), None)
            if first is None:
                self.add_error("until", _("There is no such day before this one."))
            else:
                data["day"] = first
        return data

    @staticmethod
    def invited(data: dict[str, Any]) -> tuple[Any, ...]:
        """The people who were chosen, each once."""
        chosen = [data.get(f"person_{number}") for number in (1, 2, 3)]
        return tuple(dict.fromkeys(one for one in chosen if one))

    def fields_of_series(self) -> dict[str, Any]:
        """What was chosen, by the columns of a series."""
        data = self.cleaned_data
        said = self.said()
        said["name"] = said["name"] or (data["group"].name if data["group"] else str(Kind(data["kind"]).label))
        return {
            **said, "kind": data["kind"], "group": data["group"], "rule": data["rule"], "begins_on": data["day"],
            "ends_on": data["until"] if data["rule"] else data["day"], "zone": self.viewer.me.organisation.zone,
            "rests_on_holidays": data["rests_on_holidays"], "takes_make_ups": data["takes_make_ups"],
        }  # fmt: skip


class Change(Said, Often):
    """Another day, hour, place or leader: for one session, for those that follow, or for all."""

    scope = forms.ChoiceField(label=_("What changes"), choices=SCOPES, initial="this", widget=forms.RadioSelect)

    def __init__(self, viewer: Viewer, session: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, kind=session.kind, **kwargs)
        self.session = session
        if not session.series.rule:
            self.fields["scope"].choices = SCOPES[:1]  # type: ignore[attr-defined]
        if Rule.read(session.series.rule) is None:
            del self.fields["days"], self.fields["every"]

    @staticmethod
    def of(session: Any) -> dict[str, Any]:
        """What the form shows at first: the session as it stands."""
        rule = Rule.read(session.series.rule)
        first = {name: getattr(session, name) for name in ("name", "day", "at", "minutes", "is_online")}
        first |= {
            name: getattr(session, f"{name}_id") or "" for name in ("place", "facilitator", "co_facilitator", "plan")
        }
        return first | ({"days": list(rule.days), "every": rule.interval} if rule else {})

    def clean(self) -> dict[str, Any]:
        """A day to come."""
        data = super().clean()
        if data.get("day") and data["day"] < today(self.session.zone):
            self.add_error("day", _("This day is over."))
        return data

    def rule_now(self) -> str:
        """The rule of the series as it will be: on other days where the day of this session was moved by itself."""
        before = Rule.read(self.session.series.rule)
        if before is None:
            return ""
        was = self.session.on
        day = was + (self.cleaned_data["day"] - self.session.day)
        days = tuple(self.cleaned_data.get("days") or ())
        every = self.cleaned_data.get("every") or 1
        if before.frequency == "MONTHLY":
            return self.rule("monthly", day)
        if day.weekday() not in days and set(days) == set(before.days):
            days = tuple(sorted({day.weekday() if one == was.weekday() else one for one in days}))
        return str(Rule("WEEKLY", every, days or (day.weekday(),)))


class Move(forms.Form):
    """Another day and hour for one session."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    at = forms.TimeField(label=_("Begins at"), widget=AT)


class Cancel(forms.Form):
    """Why a session does not take place."""

    why = forms.ChoiceField(
        label=_("Why"), widget=forms.RadioSelect, choices=[one for one in Session.Why.choices if one[0] != "over"]
    )


class End(forms.Form):
    """The last day of a series."""

    after = forms.DateField(label=_("Last day"), widget=DAY, help_text=_("Sessions after this day are cancelled."))


class CannotCome(forms.Form):
    """Words with a no, if somebody wants."""

    words = forms.CharField(
        label=_("Why, in your words"), required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean_words(self) -> str:
        """Words that can be read."""
        return clean(self.cleaned_data["words"])


def day_in_words(day: dt.date) -> str:
    """A day as people write it."""
    return formats.date_format(day, "DATE_FORMAT")
