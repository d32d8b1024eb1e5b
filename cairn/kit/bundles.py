"""Styles and scripts are written apart, each about one thing, and sent together: every request costs a phone a while.

`settings.BUNDLES` says what travels together. Collecting the statics writes one file for each; while developing, a page
asks for the parts themselves.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE = '<link rel="stylesheet" href="{}">'
SCRIPT = '<script type="module" src="{}" nonce="{}"></script>'


def written(name: str, parts: Sequence[str]) -> str:
    """The parts in their order. Each script keeps what it declares to itself, as the module it is written as."""
    return "\n".join(_block(_text(part)) if name.endswith(".js") else _text(part) for part in parts)


def tags(name: str, nonce: str) -> SafeString:
    """What a page says to have a bundle, or its parts. Scripts run by the nonce of the answer they stand in."""
    return format_html_join("\n", "{}", ((_tag(file, nonce),) for file in files(name)))


def files(name: str) -> Sequence[str]:
    """The statics that a page asks for to have a bundle."""
    found: Sequence[str] = [_place(name)] if getattr(staticfiles_storage, "bundles", False) else settings.BUNDLES[name]
    return found


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes the bundles among the collected files, before those get their names and are compressed."""

    bundles = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Called by collectstatic with everything it found."""
        if not dry_run:
            for name, parts in settings.BUNDLES.items():
                self.delete(_place(name))
                self.save(_place(name), ContentFile(written(name, parts).encode()))
                paths[_place(name)] = (self, _place(name))
        yield from super().post_process(paths, dry_run, **options)


def _place(name: str) -> str:
    return f"together/{name}"


def _tag(file: str, nonce: str) -> SafeString:
    return format_html(SCRIPT, static(file), nonce) if file.endswith(".js") else format_html(STYLE, static(file))


def _text(part: str) -> str:
    found = finders.find(part)
    if not isinstance(found, str):
        raise FileNotFoundError(part)
    with open(found, encoding="utf-8") as file:
        return file.read()


def _block(script: str) -> str:
    return f"{{\n{script}\n}}"
