"""Text from people: cleaned on the way in, made safe on the way out."""

import re
import unicodedata
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# Text in which nothing can be Markdown: the common case in a chat, told without parsing it.
_MAYBE_MARKDOWN = re.compile(r"[*_`\[\]<>\\|]|~~|&|https?:|www\.|^\s*(?:[-+#]|\d+[.)])|^ {4}|  $|[=-]{3}", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n{2,}")
_TAGS = {"p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"}


def clean(text: str) -> str:
    """The text in one normal form, without control and direction-changing characters, ends trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True}).enable(
        [
            "emphasis",
            "strikethrough",
            "backticks",
            "list",
            "blockquote",
            "fence",
            "escape",
            "newline",
            "linkify",
            "link",
        ]
    )


def html_of(text: str) -> SafeString:
    """The text as HTML: simple Markdown, no raw HTML, no pictures; links open elsewhere and tell nobody."""
    if not _MAYBE_MARKDOWN.search(text):
        parts = _PARAGRAPH.split(escape(text))
        return mark_safe("".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts))  # noqa: S308
    rendered = _markdown().render(text)
    safe = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(safe)  # noqa: S308


@lru_cache(maxsize=64)
def document_html(text: str) -> SafeString:
    """A longer text with headings and lists, such as a notice, as HTML: headings begin below the page's own."""
    rendered = _documents().render(text).replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    rendered = rendered.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    safe = nh3.clean(
        rendered, tags=_TAGS | {"h2", "h3"}, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return mark_safe(safe)  # noqa: S308


@lru_cache(maxsize=1)
def _documents() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "heading", "escape", "newline"])


def excerpt(text: str, length: int = 120) -> str:
    """The beginning of the text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
