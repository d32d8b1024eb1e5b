"""How it spoils a form: everything as a person would fill it in, and then one thing, or all of them, wrong."""

import json
import random
from collections.abc import Callable, Iterator

from tests.fuzzing import badness, files
from tests.fuzzing.pages import Field, Form
from tests.fuzzing.sending import JSON, MULTIPART, URLENCODED, Sent

Pairs = list[tuple[str, str]]
Spoiling = Callable[[Form, random.Random], Sent]
PASSWORD = "three warm stones rest"
CHARSETS = ("utf-7", "utf-16", "rot13", "hex", "zlib", "idna", "\xff", "latin-1", "unicode_escape", "punycode", "")


def fitting(one: Field, random_: random.Random) -> list[str]:
    """What a person would write there, as the values that are sent."""
    if one.kind in {"radio", "select", "submit"}:
        return [random_.choice(one.offers)] if one.offers else []
    if one.kind == "checkbox":
        return [offer for offer in one.offers if random_.random() < 0.6]
    if one.kind == "hidden":
        return [one.value]
    if one.kind == "number":
        return [one.value or one.least or "5"]
    written = {"date": badness.soon(random_), "time": "08:30", "email": f"p{random_.randint(1, 999)}@example.net",
               "password": PASSWORD, "tel": "+1 602 555 0100"}  # fmt: skip
    return [] if one.kind == "file" else [written.get(one.kind, "A few words")]


def filled(form: Form, random_: random.Random) -> Pairs:
    """The whole form, as a person would fill it in."""
    return [(one.name, value) for one in form.fields.values() for value in fitting(one, random_)]


def of(form: Form, pairs: Pairs, random_: random.Random) -> Sent:
    """The form sent the way browsers do; where it takes files, in parts."""
    if form.method == "GET":
        return Sent("GET", form.action, query=Sent("POST", "", fields=pairs).as_query())
    if any(one.kind == "file" for one in form.fields.values()):
        names = [one.name for one in form.fields.values() if one.kind == "file"]
        return Sent(
            "POST", form.action, fields=pairs, files=[_file(name, random_) for name in names], content_type=MULTIPART
        )
    return Sent("POST", form.action, fields=pairs)


def _file(name: str, random_: random.Random) -> tuple[str, str, str, str]:
    return name, random_.choice(files.NAMES), random_.choice(files.KINDS), files.one_of(random_)


def one_bad_value(form: Form, name: str, value: str, random_: random.Random) -> Sent:
    """One field holds that value, everything else is well."""
    pairs = [pair for pair in filled(form, random_) if pair[0] != name]
    return of(form, [*pairs, (name, value)], random_)


def bad_values_of(form: Form) -> Iterator[tuple[str, str]]:
    """Every field with every bad value for it."""
    for one in form.fields.values():
        if one.name != "csrfmiddlewaretoken" and one.kind != "file":
            yield from ((one.name, value) for value in badness.bad_values(one.kind))


def _as_it_is(form: Form, random_: random.Random) -> Sent:
    return of(form, filled(form, random_), random_)


def _all_bad(form: Form, random_: random.Random) -> Sent:
    return of(form, [(one.name, random_.choice(badness.bad_values(one.kind))) for one in form.fields.values()], random_)


def _without_one(form: Form, random_: random.Random) -> Sent:
    gone = random_.choice([*form.fields, ""])
    return of(form, [pair for pair in filled(form, random_) if pair[0] != gone], random_)


def _nothing(form: Form, random_: random.Random) -> Sent:
    return Sent(form.method, form.action)


def _twice(form: Form, random_: random.Random) -> Sent:
    pairs = filled(form, random_)
    return of(form, [*pairs, *reversed(pairs), *((name, random_.choice(badness.WORDS)) for name, _ in pairs)], random_)


def _more(form: Form, random_: random.Random) -> Sent:
    strange = [("id", "1"), ("person", "1"), ("organisation", "1"), ("pk", "\x00"), ("", ""), ("\ud800", "\ud800"),
               ("__proto__", "x"), ("a" * 3000, "x"), ("name[]", "x"), ("files", "x"), ("roles", "administrator")]  # fmt: skip
    return of(form, [*strange, *filled(form, random_)], random_)


def _endless(form: Form, random_: random.Random) -> Sent:
    return of(form, [*filled(form, random_), *((f"n{n}", "") for n in range(1100))], random_)


def _as_json(form: Form, random_: random.Random) -> Sent:
    return Sent("POST", form.action, body=json.dumps(dict(filled(form, random_))), content_type=JSON)


def _in_parts(form: Form, random_: random.Random) -> Sent:
    extra = [_file(random_.choice([*form.fields, "files", "\ud800"]), random_) for _ in range(random_.randint(1, 12))]
    return Sent("POST", form.action, fields=filled(form, random_), files=extra, content_type=MULTIPART)


def _broken_parts(form: Form, random_: random.Random) -> Sent:
    body = random_.choice(
        ["--rim", "--rim\r\n", "--rim\r\nContent-Disposition: form-data\r\n\r\nx\r\n--rim--", "x" * 5000, "",
         '--rim\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--rim--',
         '--rim\r\nContent-Disposition: form-data; name*=utf-8\'\'%ff\r\n\r\nx\r\n--rim--',
         '--rim\r\nContent-Disposition: form-data; name="files"; filename*=rot13\'\'%ff\r\n\r\nx\r\n--rim--',
         '--rim\r\nContent-Disposition: form-data; name="body"\r\nContent-Type: text/plain; charset=hex\r\n\r\nx\r\n--rim--',
         "--rim\r\n" * 900]
    )  # fmt: skip
    kind = random_.choice([MULTIPART, "multipart/form-data", "multipart/form-data; boundary=" + "y" * 300,
                           "multipart/form-data; boundary=\xff", "multipart/mixed; boundary=rim", "multipart/form-data; boundary="])  # fmt: skip
    return Sent("POST", form.action, body=body, content_type=kind)


def _other_type(form: Form, random_: random.Random) -> Sent:
    sent = _as_it_is(form, random_)
    if sent.method == "POST":
        base = MULTIPART if sent.content_type == MULTIPART else URLENCODED
        other = [f"{base}; charset={charset}" for charset in CHARSETS]
        sent.content_type = random_.choice([*other, "text/plain", "", "\xff", "application/xml", "x" * 3000])
    return sent


def _other_method(form: Form, random_: random.Random) -> Sent:
    method = random_.choice(
        ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "GET", "POST", "PROPFIND", "get", "X" * 300]
    )
    return Sent(method, form.action, fields=filled(form, random_))


def _hostile_headers(form: Form, random_: random.Random) -> Sent:
    sent = _as_it_is(form, random_)
    sent.headers = random_.sample(badness.HEADERS, random_.randint(1, 4))
    return sent


def _hostile_query(form: Form, random_: random.Random) -> Sent:
    sent = _as_it_is(form, random_)
    sent.query = "&".join([*([sent.query] if sent.query else []), random_.choice(badness.QUERIES)])
    return sent


OF_A_FORM: tuple[Spoiling, ...] = (
    _as_it_is, _all_bad, _without_one, _nothing, _twice, _more, _endless, _as_json, _in_parts, _broken_parts, _other_type,
    _other_method, _hostile_headers, _hostile_query,
)  # fmt: skip
