"""How it reads a page: the forms with everything in them, and where one can go from here."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

WRITTEN = {"textarea", "text", "email", "tel", "number", "date", "time", "password", "search", "url", "hidden", "file"}
ADDRESSES = ("href", "action", "formaction", "hx-get", "hx-post")


@dataclass
class Field:
    """One name of a form: how it is filled in, what it holds and what it offers."""

    name: str
    kind: str
    value: str = ""
    offers: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    least: str = ""
    most: str = ""


@dataclass
class Form:
    """A form as it stands on the page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """What makes it the same form on another page."""
        return (self.method, *sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.here = here
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.form: Form | None = None
        self.open: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.links += [told[name] for name in ADDRESSES if told.get(name)]
        if tag == "form":
            self.form = Form(told.get("action", ""), told.get("method", "get").upper())
            self.forms.append(self.form)
        elif self.form is not None:
            self._field(self.form, tag, told)

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text" if tag == "input" else "submit") if tag in {"input", "button"} else tag
        if tag == "option" and self.open is not None:
            self.open.offers.append(told.get("value", ""))
            self.open.chosen += [told.get("value", "")] if "selected" in told else []
        if tag not in {"input", "textarea", "select", "button"} or not told.get("name"):
            return
        kind = kind if kind in {*WRITTEN, "radio", "checkbox", "select", "submit"} else "text"
        found = form.fields.setdefault(
            told["name"], Field(told["name"], kind, least=told.get("min", ""), most=told.get("max", ""))
        )
        if kind in {"radio", "checkbox", "submit"}:
            found.offers.append(told.get("value", "on"))
            found.chosen += [told.get("value", "on")] if "checked" in told else []
        elif tag == "input":
            found.value = told.get("value", "")
        self.open = found if tag in {"textarea", "select"} else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "textarea" and self.open is not None:
            self.open.value = self.open.value.removeprefix("\n")  # the first line break of a box is none, says HTML
        if tag in {"textarea", "select"}:
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.open.kind == "textarea":
            self.open.value += data


def read(page: str, here: str) -> tuple[list[Form], list[str]]:
    """The forms of a page, and the addresses it leads to."""
    reader = _Reader(here)
    reader.feed(page)
    return reader.forms, reader.links
