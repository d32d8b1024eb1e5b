"""A page's forms, as a browser would send them untouched."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the one form on a page that has a field of the given name."""

    def __init__(self, page: str, with_field: str) -> None:
        super().__init__()
        self.with_field = with_field
        self.fields: dict[str, str] = {}
        self.words = ""  # its first text area
        self._current: dict[str, str] = {}
        self._words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if tag == "form":
            self._current, self._words = {}, ""
        elif tag == "textarea" and name:
            self._words = self._words or name
            self._current[name] = ""
        elif tag == "input" and name and (kind not in ("radio", "checkbox", "submit") or "checked" in attributes):
            self._current[name] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.with_field in self._current:
            self.fields, self.words = self._current, self._words
