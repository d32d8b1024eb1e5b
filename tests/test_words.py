"""The catalogues of both languages, and the way we speak in them."""

import os
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings

from cairn.cli import words
from cairn.cli.catalogues import (
    ROOT,
    catalogue_path,
    compile_catalogues,
    forms,
    phrases_in_source,
    phrases_of,
    read_catalogue,
    source_files,
    topics,
)
from tests import language

# Words that stay as they are in every language: the product's name and numbers people dial.
SAME_IN_EVERY_LANGUAGE = {"Cairn", "English", "Español", "HOME", "HOLA", "h", "%", "ok", "min"}
MEMBER_GRADE, STAFF_GRADE = 6.0, 9.0


def house(folder: Path, files: dict[str, str]) -> Path:
    """A small house with these files, for trying the command on."""
    root = folder / "cairn"
    root.mkdir()
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def say(root: Path, topic: str, **spanish: str) -> None:
    """Fill in translations by hand, as a writer would."""
    path = catalogue_path(root, topic)
    text = path.read_text(encoding="utf-8")
    for english, answer in spanish.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{answer}"')
    path.write_text(text, encoding="utf-8")


def whats(root: Path) -> list[str]:
    return [problem.what.split(" (")[0] for problem in words.check(root)]


def test_python_is_heard_through_every_gettext_function() -> None:
    source = b"""
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
A = _("plain")
B = gettext_lazy("lazy " "and long")
C = ngettext("one day", "%(n)s days", 3)
D = pgettext("mood", "low")
E = not_translated("never")
"""
    found = {phrase.key: phrase.words for phrase in phrases_in_source(source, "topic/views.py")}
    assert found == {
        (None, "plain"): "plain",
        (None, "lazy and long"): "lazy and long",
        (None, "one day"): ("one day", "%(n)s days"),
        ("mood", "low"): "low",
    }


def test_templates_are_heard_too() -> None:
    source = b"""{% load i18n %}<p title="{% translate 'A word' %}">{% blocktranslate count n=n trimmed %}
      One stone, 100% yours{% plural %}{{ n }} stones{% endblocktranslate %}{{ x|default:_("none") }}</p>"""
    found = {phrase.key[1] for phrase in phrases_in_source(source, "topic/templates/topic/a.html")}
    assert found == {"A word", "One stone, 100%% yours", "none"}


def test_tests_and_migrations_do_not_speak(tmp_path: Path) -> None:
    said = 'from django.utils.translation import gettext as _\nX = _("hello")\n'
    root = house(tmp_path, {"chat/views.py": said, "chat/test_chat.py": said, "chat/migrations/0001.py": said})
    assert [path.name for path in source_files(root / "chat")] == ["views.py"]


def test_a_catalogue_keeps_what_is_said_drops_what_is_not_and_never_guesses(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": '_("Good morning")\n_("Send")\n'})
    assert [path.parent.parent.parent.parent.name for path in words.update(root)] == ["chat"]
    say(root, "chat", **{"Good morning": "Buenos días", "Send": "Enviar"})
    assert words.check(root) == []
    (root / "chat/views.py").write_text('_("Good morning!")\n_("Send")\n', encoding="utf-8")
    assert sorted(whats(root)) == ["no longer said anywhere", "not in Spanish yet"]
    words.update(root)
    text = catalogue_path(root, "chat").read_text(encoding="utf-8")
    assert "Buenos días" not in text
    assert "Enviar" in text
    assert "fuzzy" not in text
    assert whats(root) == ["not in Spanish yet"]


def test_a_catalogue_is_stable_and_names_neither_lines_nor_dates(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": '_("b")\n_("a")\n', "chat/templates/chat/x.html": "{% translate 'b' %}"})
    words.update(root)
    before = catalogue_path(root, "chat").read_text(encoding="utf-8")
    (root / "chat/views.py").write_text('\n\n_("a")\n\n_("b")\n', encoding="utf-8")
    assert words.update(root) == []
    assert before.index('msgid "a"') < before.index('msgid "b"')
    assert "#: cairn/chat/templates/chat/x.html cairn/chat/views.py\n" in before
    assert not [word for word in ("Babel", "Date", "views.py:") if word in before]


def test_a_topic_that_fell_silent_loses_its_catalogue(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": '_("b")\n'})
    words.update(root)
    (root / "chat/views.py").write_text("", encoding="utf-8")
    assert whats(root) == ["no longer said anywhere"]
    words.update(root)
    assert not catalogue_path(root, "chat").exists()


@pytest.mark.parametrize(
    ("english", "good", "bad", "what"),
    [
        ("Hello, {name}", "Hola, {name}", "Hola, {nombre}", "placeholders or tags differ"),
        ("%(n)s of %(all)s", "%(n)s de %(all)s", "%(n)s de todo", "placeholders or tags differ"),
        ("<b>Now</b>", "<b>Ahora</b>", "Ahora", "placeholders or tags differ"),
        ("Room ", "Sala ", "Sala", "white space at the edges differs"),
    ],
)
def test_a_translation_must_carry_the_same_values(tmp_path: Path, english: str, good: str, bad: str, what: str) -> None:
    root = house(tmp_path, {"chat/views.py": f'_("{english}")\n'})
    words.update(root)
    say(root, "chat", **{english: good})
    assert words.check(root) == []
    path = catalogue_path(root, "chat")
    path.write_text(path.read_text(encoding="utf-8").replace(f'msgstr "{good}"', f'msgstr "{bad}"'), encoding="utf-8")
    assert whats(root) == [what]


def test_a_singular_may_leave_its_number_out(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": 'ngettext("%(n)s day", "%(n)s days", n)\n'})
    words.update(root)
    assert whats(root) == ["not in Spanish yet"]
    path = catalogue_path(root, "chat")
    empty = path.read_text(encoding="utf-8")
    path.write_text(empty.replace('[0] ""', '[0] "%(n)s día"').replace('[1] ""', '[1] "%(n)s días"'), encoding="utf-8")
    assert words.check(root) == []
    path.write_text(empty.replace('[0] ""', '[0] "%(n)s día"'), encoding="utf-8")
    assert whats(root) == ["a plural form is missing"]
    path.write_text(empty.replace('[0] ""', '[0] "%(n)s día"').replace('[1] ""', '[1] "días"'), encoding="utf-8")
    assert whats(root) == ["placeholders or tags differ"]


def test_fuzzy_and_contradicting_translations_are_named(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": '_("Send")\n', "home/views.py": '_("Send")\n'})
    words.update(root)
    say(root, "chat", Send="Enviar")
    say(root, "home", Send="Enviar")
    assert words.check(root) == []
    path = catalogue_path(root, "home")
    path.write_text(path.read_text(encoding="utf-8").replace("#: cairn", "#, fuzzy\n#: cairn"), encoding="utf-8")
    assert whats(root) == ["marked fuzzy"]
    words.update(root)
    assert whats(root) == ["marked fuzzy"]  # an update does not settle a doubt silently
    path.write_text(
        path.read_text(encoding="utf-8").replace("#, fuzzy\n", "").replace("Enviar", "Mandar"), encoding="utf-8"
    )
    assert whats(root) == ["also translated in chat, otherwise"]


def test_the_command_fails_until_every_string_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = house(tmp_path, {"chat/views.py": '_("Send")\n'})
    monkeypatch.setattr(words, "ROOT", root)
    monkeypatch.setattr(words.check, "__defaults__", (root,))
    monkeypatch.setattr(words.update, "__defaults__", (root,))
    assert words.main(["--check"]) == 1
    assert "chat: not in Spanish yet: 'Send'" in capsys.readouterr().err
    assert words.main([]) == 0
    assert words.main(["--check"]) == 1
    say(root, "chat", Send="Enviar")
    assert words.main(["--check"]) == 0


def test_compiling_writes_once_and_again_when_the_source_changes_even_backwards(tmp_path: Path) -> None:
    root = house(tmp_path, {"chat/views.py": '_("Send")\n'})
    words.update(root)
    say(root, "chat", Send="Enviar")
    source = catalogue_path(root, "chat")
    assert compile_catalogues(root) == 1
    assert compile_catalogues(root) == 0
    with source.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).gettext("Send") == "Enviar"
    os.utime(source, (1, 1))
    assert compile_catalogues(root) == 1
    assert [path.name for path in source.parent.iterdir() if ".new" in path.name] == []


# ---- The house itself ---------------------------------------------------------------------------------------------


def templates() -> list[Path]:
    return [path for files in topics(ROOT).values() for path in files if "templates" in path.parts]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def our_words() -> Iterator[tuple[str, str, str]]:
    """(where, language, text) for every string of every catalogue, and English straight from the source."""
    for topic, files in topics(ROOT).items():
        for phrase in phrases_of(files, ROOT.parent).values():
            yield from ((topic, "en", text) for text in forms(phrase.words))
        path = catalogue_path(ROOT, topic)
        if path.exists():
            for entry in read_catalogue(path.read_text(encoding="utf-8")).values():
                yield from ((topic, "es", text) for text in forms(entry.string))


def test_every_string_is_said_in_english_and_spanish() -> None:
    assert [str(problem) for problem in words.check()] == []


def test_every_topic_that_speaks_is_an_app_so_that_its_catalogue_is_loaded() -> None:
    speaking = [topic for topic, files in topics(ROOT).items() if phrases_of(files, ROOT.parent)]
    loaded = {"." if app == "cairn" else app.removeprefix("cairn.") for app in settings.INSTALLED_APPS}
    assert set(speaking) <= loaded


def test_we_use_no_word_that_hurts() -> None:
    assert language.hurtful("A clean slate for alcoholics", language.STIGMA["en"]) == ["clean", "alcoholics"]
    assert language.hurtful("You relapsed", language.STIGMA["en"]) == ["relapsed"]
    assert language.hurtful("Alcoholics Anonymous, cleaning, alcohol", language.STIGMA["en"]) == []
    assert language.hurtful("Es adicto, llevas días limpia", language.STIGMA["es"]) == ["adicto", "limpia"]
    found = [(where, text) for where, code, text in our_words() if language.hurtful(text, language.STIGMA[code])]
    assert found == []


def test_templates_hold_no_hurtful_word_outside_the_catalogues_either() -> None:
    for path in templates():
        assert language.hurtful(path.read_text(encoding="utf-8"), language.STIGMA["en"]) == [], relative(path)


def test_templates_say_nothing_that_cannot_be_translated() -> None:
    assert language.untranslated("{% load i18n %}<p class='a'>{% translate 'Hi' %} 988 · {{ name }}</p>") == []
    assert (
        language.untranslated("{% block main_class %}narrow{% endblock %}<p>{% block main %}{% endblock %}</p>") == []
    )
    assert language.untranslated("<p title='Say'>Hi {{ name }}, welcome</p>") == ["Say", "Hi", ", welcome"]
    for path in templates():
        texts = language.untranslated(path.read_text(encoding="utf-8"))
        assert [text for text in texts if text not in SAME_IN_EVERY_LANGUAGE] == [], relative(path)


def test_the_reading_grade_knows_easy_from_hard() -> None:
    easy = ["The cat sat on the mat.", "You can rest now."]
    hard = ["Confidentiality obligations regarding psychological information remain comprehensively applicable."]
    assert language.grade(easy) < 3
    assert language.grade(hard) > 12
    assert language.grade([]) == 0


@pytest.mark.parametrize("path", templates() or [ROOT], ids=relative)
def test_a_page_reads_at_the_grade_of_its_readers(path: Path) -> None:
    """Member pages read at grade 6 or lower on average, staff pages (`staff_*.html`) at 9. Labels of under four words
    and pages of under twenty words are left out: the formula says nothing about them."""
    if path == ROOT:
        pytest.fail("no template found: the walk is broken")
    phrases = phrases_in_source(path.read_bytes(), path.name)
    sentences = [text for phrase in phrases for text in forms(phrase.words) if len(text.split()) > 3]
    limit = STAFF_GRADE if path.name.startswith("staff_") else MEMBER_GRADE
    if sum(len(text.split()) for text in sentences) >= 20:
        worst = sorted(sentences, key=lambda text: -language.grade([text]))[:3]
        assert language.grade(sentences) <= limit, worst
