"""`cairn words`: keep the Spanish catalogues in step with the source, check them, compile them."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from cairn.cli.catalogues import (
    ROOT,
    Key,
    Phrase,
    catalogue_path,
    compile_catalogues,
    forms,
    phrases_of,
    read_catalogue,
    render,
    topics,
)

__all__ = ["check", "compile_catalogues", "main", "update"]

_PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*(?:![rsa])?(?::[^{}]*)?\}|</?[a-z]+")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one string."""

    topic: str
    what: str
    words: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.what}: {self.words!r}"


def placeholders(text: str) -> Counter[str]:
    """What a sentence must carry over into another language: values to be filled in, and the marks around words."""
    return Counter(_PLACEHOLDER.findall(text.replace("%%", "")))


def edges(text: str) -> tuple[str, str]:
    """The white space a string begins and ends with."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def faults(english: list[str], spanish: list[str]) -> Iterator[str]:
    """What differs between the forms of a string and their translation, as words.

    A singular may leave its number out ("one message"), so the first form may match either English form.
    """
    for number, text in enumerate(spanish):
        wanted = english if number == 0 else english[-1:]
        if not any(placeholders(text) == placeholders(one) for one in wanted):
            yield f"placeholders or tags differ ({text!r})"
        if edges(text) != edges(english[0]):
            yield f"white space at the edges differs ({text!r})"


def judge(topic: str, phrases: dict[Key, Phrase], known: dict[Key, Message]) -> Iterator[Problem]:
    """Everything wrong with one topic's catalogue, string by string."""
    for key, phrase in phrases.items():
        entry, english = known.get(key), forms(phrase.words)
        spanish = forms(entry.string) if entry else []
        if not entry or not any(spanish):
            yield Problem(topic, "not in Spanish yet", english[0])
        elif entry.fuzzy:
            yield Problem(topic, "marked fuzzy", english[0])
        elif not all(spanish) or len(forms(entry.id)) != len(english):
            yield Problem(topic, "a plural form is missing", english[0])
        else:
            yield from (Problem(topic, fault, english[0]) for fault in faults(english, spanish))
    for key in known.keys() - phrases.keys():
        yield Problem(topic, "no longer said anywhere", key[1] if isinstance(key[1], str) else key[1][0])


def disagreements(catalogues: dict[str, dict[Key, Message]]) -> Iterator[Problem]:
    """Strings that two topics translate differently: Django merges all catalogues, so only one would be heard."""
    first_said: dict[Key, tuple[str, object]] = {}
    for topic, entries in catalogues.items():
        for key, entry in entries.items():
            if not any(forms(entry.string)):
                continue
            elsewhere, spanish = first_said.setdefault(key, (topic, entry.string))
            if spanish != entry.string:
                what = f"also translated in {elsewhere}, otherwise (give one of them a context with pgettext)"
                yield Problem(topic, what, str(key[1]))


def _gather(root: Path) -> Iterator[tuple[str, Path, str, dict[Key, Phrase]]]:
    for topic, files in topics(root).items():
        path = catalogue_path(root, topic)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        phrases = phrases_of(files, root.parent)
        if text or phrases:
            yield topic, path, text, phrases


def check(root: Path = ROOT) -> list[Problem]:
    """Every string that is missing, fuzzy, out of date, damaged or contradicted. Changes nothing."""
    problems: list[Problem] = []
    catalogues = {}
    for topic, _path, text, phrases in _gather(root):
        known = catalogues[topic] = read_catalogue(text)
        found = list(judge(topic, phrases, known))
        if not found and text != render(phrases, known):
            found = [Problem(topic, "out of date", "run `python -m cairn words`")]
        problems += found
    return problems + list(disagreements(catalogues))


def update(root: Path = ROOT) -> list[Path]:
    """Bring every catalogue in step with its topic; the files that changed are given back."""
    changed = []
    for _topic, path, text, phrases in _gather(root):
        fresh = render(phrases, read_catalogue(text))
        if fresh == text:
            continue
        changed.append(path)
        if phrases:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh, encoding="utf-8")
        else:
            path.unlink()
    return changed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cairn words", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="change nothing; list what is wrong and exit with 1")
    choice.add_argument("--compile", nargs="?", const=ROOT, type=Path, metavar="DIR", help="write the .mo files")
    return parser


def main(argv: list[str]) -> int:
    """Update, check or compile the catalogues; 0 when all is well."""
    chosen = _parser().parse_args(argv)
    if chosen.compile:
        print(f"{compile_catalogues(chosen.compile)} catalogues compiled.")
        return 0
    if chosen.check:
        problems = check()
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"{len(problems)} strings need a hand." if problems else "Every string is said in English and Spanish.")
        return 1 if problems else 0
    changed = update()
    for path in changed:
        print(path.relative_to(ROOT.parent))
    missing = sum(problem.what == "not in Spanish yet" for problem in check())
    print(f"{len(changed)} catalogues changed, {missing} strings are not in Spanish yet.")
    return 0
