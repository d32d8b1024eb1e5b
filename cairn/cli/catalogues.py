"""Translation catalogues as values: what the source says, what a catalogue holds, and how the two become one file.

Every topic folder keeps its own catalogue, `cairn/<topic>/locale/es/LC_MESSAGES/django.po`; what lies directly in
`cairn/` (the tables, the settings) is the topic called ".". A catalogue names files without line numbers and carries
no dates, so that it changes only when words change.
"""

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "es"
HEADER = """msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLAIN = ("gettext", "gettext_lazy", "gettext_noop", "_")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(_PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_LEFT_OUT = {"migrations", "locale", "static", "__pycache__"}

Id = str | tuple[str, ...]
Key = tuple[str | None, Id]


@dataclass
class Phrase:
    """One string of the source with every file that says it."""

    context: str | None
    words: Id
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What makes two strings the same string: context and first form (a plural goes with its singular)."""
        return self.context, first(self.words)


def forms(words: str | Sequence[str] | None) -> list[str]:
    """All forms of a string: one, or singular and plural; none for nothing."""
    return [words] if isinstance(words, str) else list(words or ())


def first(words: str | Sequence[str] | None) -> str:
    """The singular of a plural, or the string itself."""
    return next(iter(forms(words)), "")


def phrases_in_source(source: bytes, name: str) -> Iterator[Phrase]:
    """The translatable strings of one file's content; a name that ends in .py is Python, everything else a template."""
    if not name.endswith(".py"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # misplaced translator comments are a matter of style, not of words
            source = templatize(source.decode(), origin=name).encode()
    found = extract("python", BytesIO(source), keywords=KEYWORDS, comment_tags=["Translators:"])
    for _line, words, comments, context in found:
        if first(words):
            yield Phrase(context, words, {name}, list(comments))


def source_files(folder: Path, *, deep: bool = True) -> Iterator[Path]:
    """The files of a topic that may speak to people: Python without tests and migrations, and templates."""
    if not deep:
        yield from sorted(folder.glob("*.py"))
        folder /= "templates"
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if _LEFT_OUT & set(inside.parts) or path.name.startswith("test_") or "tests" in inside.parts:
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts):
            yield path


def topics(root: Path) -> dict[str, list[Path]]:
    """Every topic folder by name, with its files; "." stands for what lies directly in the root."""
    found = {".": list(source_files(root, deep=False))}
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in _LEFT_OUT | {"templates"}:
            found[folder.name] = list(source_files(folder))
    return found


def phrases_of(files: Iterable[Path], base: Path) -> dict[Key, Phrase]:
    """All strings of these files, each once. Files are named relative to `base`."""
    found: dict[Key, Phrase] = {}
    for path in files:
        for phrase in phrases_in_source(path.read_bytes(), path.relative_to(base).as_posix()):
            known = found.setdefault(phrase.key, phrase)
            known.files |= phrase.files
            known.comments += [comment for comment in phrase.comments if comment not in known.comments]
            if isinstance(known.words, str):  # said alone here and as a plural there: the plural serves both
                known.words = phrase.words
    return found


def catalogue_path(root: Path, topic: str) -> Path:
    """Where a topic's catalogue lies."""
    return root / topic / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read_catalogue(text: str) -> dict[Key, Message]:
    """The entries of a catalogue that are in use (obsolete ones are dropped)."""
    catalogue = read_po(BytesIO(text.encode()), locale=LANGUAGE, ignore_obsolete=True)
    return {(entry.context, first(entry.id)): entry for entry in catalogue if entry.id}


def render(phrases: dict[Key, Phrase], known: dict[Key, Message]) -> str:
    """The catalogue for these strings as text, keeping every translation that is known and nothing else."""
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for key, phrase in phrases.items():
        old = known.get(key)
        spanish = old.string if old and len(forms(old.id)) == len(forms(phrase.words)) else None
        entry = catalogue.add(
            phrase.words,
            spanish,
            locations=[(name, 0) for name in sorted(phrase.files)],
            auto_comments=sorted(phrase.comments),
            user_comments=old.user_comments if old else (),
            context=phrase.context,
        )
        entry.flags |= {"fuzzy"} if old and old.fuzzy else set()
    written = BytesIO()
    write_po(written, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return (HEADER + written.getvalue().decode()).rstrip("\n") + "\n"


def compile_catalogues(root: Path) -> int:
    """Write the .mo beside every .po under `root` that has none of its age; the number written is given back.

    The compiled file takes over the time of its source: any other time means that the source changed, in whichever
    direction (a restored or copied file may well be older). It is moved into place whole: a stop leaves no half file.
    """
    written = 0
    for source in sorted(root.rglob("LC_MESSAGES/*.po")):
        target, stamp = source.with_suffix(".mo"), source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == stamp:
            continue
        draft = target.with_name(f"{target.name}.{os.getpid()}.new")
        with source.open("rb") as file, draft.open("wb") as out:
            write_mo(out, read_po(file, locale=source.parent.parent.name))
        os.utime(draft, ns=(stamp, stamp))
        draft.replace(target)
        written += 1
    return written
