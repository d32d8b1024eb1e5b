"""Tags every template has without loading them: marks, icons, times, fields, pages, trends."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Library
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cairn.kit import bundles, helplines, trends
from cairn.kit.marks import mark_svg
from cairn.kit.qr import qr_svg
from cairn.kit.text import document_html

register = Library()

SHAPES = {"time": "TIME_FORMAT", "day": "DATE_FORMAT", "short": "SHORT_DATE_FORMAT", "full": "DATETIME_FORMAT"}
ICONS_OF_NOTICES = {"success": "check", "warning": "care", "error": "care"}


@register.simple_tag
def mark(seed: int, size: str = "") -> SafeString:
    """The drawn mark of an id: {% mark person.pk %} or {% mark person.pk "large" %}."""
    return mark_svg(int(seed), size)


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """An address as a QR code: {% qr address _("Sign-in link") %}."""
    return qr_svg(address, label)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of our sprite, always beside a word: {% icon "reply" %}."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("kit/icons.svg"), name)


@register.simple_tag(takes_context=True)
def bundle(context: Context, name: str) -> SafeString:
    """Styles or scripts that travel together: {% bundle "talk.css" %}; settings.BUNDLES says which."""
    nonce = getattr(context.get("request"), "csp_nonce", "") if name.endswith(".js") else ""
    return bundles.tags(name, str(nonce))


@register.filter
def notice_icon(tags: str) -> str:
    """The icon of a notice, by its level."""
    return next((name for tag, name in ICONS_OF_NOTICES.items() if tag in tags.split()), "info")


@register.filter
def document(text: str) -> SafeString:
    """A longer text with headings and lists: {{ text|document }}."""
    return document_html(text)


@register.simple_tag
def when(moment: datetime | date, shape: str = "time") -> SafeString:
    """A moment in the active zone; when.js says it again in the reader's own. Shapes: time, day, short, full."""
    shown = timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment
    words = formats.date_format(shown, SHAPES[shape])
    return format_html('<time datetime="{}" data-when="{}">{}</time>', moment.isoformat(), shape, words)


def _kind(bound: BoundField, shape: str) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, RadioSelect):
        return shape if shape in {"steps", "scale"} else "choice"
    return "input"


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, shape: str = "", **more: object) -> dict[str, object]:
    """A field with label, hint and error: {% field form.name %}, {% field form.how "steps" icons="mood-" %},
    {% field form.strength "scale" low=_("None") high=_("Very strong") %}, {% field form.several "beside" %}.

    More: ask=True (a large question), optional=True.
    """
    return {"field": bound, "kind": _kind(bound, shape), "shape": shape, **more}


@register.inclusion_tag("kit/errors.html")
def errors(form: BaseForm) -> dict[str, object]:
    """What to put right, each line leading to its field. Goes above the form."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors]}


@register.inclusion_tag("kit/safety_card.html", takes_context=True)
def safety_card(context: Context, title: str, text: str = "", by_day: bool = False) -> dict[str, object]:
    """The lines that answer now, the organisation's own among them: the same card wherever somebody needs it.

    Whether its own is staffed now is said to who is signed in; a page that a phone keeps tells the hours of the week.
    """
    house, viewer = context.get("organisation"), context.get("viewer")
    live = viewer is not None
    reader = viewer.me.time_zone if viewer is not None else ""
    found = helplines.lines(house.crisis_phone, house.line_hours, house.zone, reader) if house else helplines.lines("")
    by_day = bool(found.week) and not found.is_always and (by_day or not live)
    days = found.week if live else sorted(found.week, key=lambda one: one.day.weekday())
    said = {"organisation": house, "lines": found, "days": days, "live": live, "by_day": by_day}
    return {"title": title, "text": text, **said}


@register.inclusion_tag("kit/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], name: str = "page") -> dict[str, object]:
    """Links to the page before and the page after, keeping the other words of the address."""
    request = context.get("request")
    words = request.GET.copy() if request is not None else None
    if words is not None:
        words.pop(name, None)
    return {"page": page, "name": name, "rest": words.urlencode() if words else ""}


@register.inclusion_tag("kit/trend.html")
def trend(points: Sequence[trends.Point], low: float, high: float, **more: object) -> Mapping[str, object]:
    """A person's own line: {% trend points 0 10 title=… summary=… unit=… %}; the table behind it is always there.

    `marks`: a mapping of values to words, said in place of numbers.
    """
    return {"points": points, "drawing": trends.draw(points, low, high), "marks": {}, **more}


@register.filter
def marked(value: float, marks: Mapping[float, str]) -> str:
    """The word of a value, or the number itself."""
    return marks.get(value) or formats.number_format(round(value, 1), decimal_pos=None if value % 1 else 0)
