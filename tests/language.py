"""How we speak, as functions on text: words we do not use about people, reading grade, text nobody can translate."""

import re

from django.template.base import Lexer, TokenType

# Words about people that hurt, in our own mouth. Members may use their own words about themselves; we never do.
STIGMA = {
    "en": r"addicts?|alcoholics?|abusers?|(?:substance|drug|alcohol) abuse|drug habit|junk(?:ie|y)s?|clean|dirty|"
    r"relaps(?:e[sd]?|ing)|fail(?:ed|ures?|s)|(?:substitution|replacement) therapy|non-?complian(?:t|ce)|"
    r"suffer(?:s|ing) from|committed suicide",
    "es": r"adict[oa]s?|alcohólic[oa]s?|drogadict[oa]s?|toxicóman[oa]s?|yonquis?|abusador(?:a|es|as)?|limpi[oa]s?|"
    r"abuso de sustancias|suci[oa]s?|reca(?:ída|er|íste|yó|í)s?|fracas(?:o|ó|aste|ado|ada)s?|fallaste|"
    r"terapia de sustitución",
}
# In stories told by people, "clean" may be a kitchen: only the drug sense counts.
STIGMA_IN_STORIES = (
    r"addicts?|alcoholics?|abusers?|junk(?:ie|y)s?|relaps(?:e[sd]?|ing)|clean (?:time|date|and sober)|"
    r"dirty (?:test|urine|screen|ua)|"
    r"(?:stay(?:ed|ing)?|g[eo]t(?:ting)?|been|days|months|years) clean(?! (?:the|up|out|my))|"
    r"adict[oa]s?|alcohólic[oa]s?|drogadict[oa]s?|reca(?:ída|er|íste|yó|í)s?|yonquis?|(?:días|meses|años) limpi[oa]"
)
# Names of other organisations, and technical words that are not about people.
ALLOWED = ("Alcoholics Anonymous", "Alcohólicos Anónimos", "Adult Children of Alcoholics")

_LETTERS = re.compile(r"[^\W\d_]")
_TAG_OR_CODE = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|&#?\w+;", re.S | re.I)
_SPOKEN_ATTRIBUTE = re.compile(r"""\b(?:aria-label|title|placeholder|alt|aria-description)=(["'])(.*?)\1""", re.S)


def hurtful(text: str, pattern: str) -> list[str]:
    """The words in the text that match the list, after the allowed names are taken out."""
    for name in ALLOWED:
        text = text.replace(name, "")
    return [match.group(0) for match in re.finditer(rf"\b(?:{pattern})\b", text, re.I)]


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouyl]e$|[^aeioudty]ed$|[^aeiouyscxzg]es$", word)
    return max(1, groups - bool(silent))


def grade(sentences: list[str]) -> float:
    """Flesch-Kincaid grade of several sentences together: 0.39 words/sentence + 11.8 syllables/word - 15.59.

    Values to be filled in read as a name. Every given string is at least one sentence, with or without its full stop.
    """
    filled = [re.sub(r"%\(\w+\)s|%[sd]|\{\w*\}", "Ana", re.sub(r"<[^>]*>", "", text)) for text in sentences]
    spans = [span for text in filled for span in re.split(r"(?<=[.!?:;…])\s+", text) if re.search(r"[A-Za-z]", span)]
    words = [word for span in spans for word in re.findall(r"[A-Za-z]+(?:['’][A-Za-z]+)?", span)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(spans) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def untranslated(template: str) -> list[str]:
    """Pieces of a template that a person would read (text, spoken attributes) and that no translation can reach."""
    pieces, inside = [], 0
    blocks: list[bool] = []  # whether each open block holds class names, which nobody reads
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, *rest = token.split_contents()
            inside += name in {"blocktranslate", "blocktrans", "comment"}
            inside -= name in {"endblocktranslate", "endblocktrans", "endcomment"}
            if name == "block":
                blocks.append(rest[0].endswith("_class"))
                inside += blocks[-1]
            elif name == "endblock":
                inside -= blocks.pop()
        elif token.token_type == TokenType.TEXT and not inside:
            pieces.append(token.contents)
    whole = "\x00".join(pieces)
    spoken = [match.group(2) for match in _SPOKEN_ATTRIBUTE.finditer(whole)]
    visible = re.split(r"[\x00\n]", _TAG_OR_CODE.sub("\n", whole))
    return [text.strip() for text in [*spoken, *visible] if _LETTERS.search(text.replace("\x00", ""))]
