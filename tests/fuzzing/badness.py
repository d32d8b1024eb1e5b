"""What is written into fields, addresses and headers by somebody who means no good, or whose phone went mad."""

import datetime as dt
import json
import random
from typing import Any

POISON = "<poison-"
LONG, HUGE = 10_000, 120_000
WORDS = [
    "", " ", "\t\n\r ", "\u3000\u00a0", "\u200b\u200b", "x" * LONG, "ñ" * 300, "x" * HUGE, "a" * 61, "word " * 900,
    "\x00", "Ana\x00Bo", "\x01\x02\x1b[31m\x7f", "line\r\nSet-Cookie: a=b", "\x85\x0b\x0c", "\u2028\u2029",
    "\ud800", "a\udfffb", "\udcff\udcfe", "\udcc3\udc28", "\ufeffAna", "\ufffe\uffff",
    "\u202eolleH", "\u2066Ana\u2069", "\u202a" * 50, "\u0627\u0644\u0633\u0644\u0627\u0645", "Z\u0351\u036b\u0343\u036a" * 40,
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏿", "🙂" * 400, "ﬁ①Ⅷ", "İıſß", "e\u0301" * 61,
    f"{POISON}1 onerror=alert(1)>", f"'\"><script>alert(1)</script>{POISON}2>", "javascript:alert(1)", "&lt;b&amp;&#x0;",
    f"[a](javascript:alert(1)) ![x](x) {POISON}3>", "`" * 500, "*" * 800, "[" * 800, "> " * 300, "- " * 300, "\n" * 500,
    "{{ 7*7 }}{% debug %}", "${7*7}#{7*7}<%= 7 %>", "%s%d%n%(name)s{0}{name}", "%", "%zz%00%ff",
    "' OR 1=1 --", "'; DROP TABLE people_person; --", "\\", "\\x00\\u0000", "a%_b", "NUL", "../../../etc/passwd",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc", "=HYPERLINK(\"http://x\")",
    "null", "undefined", "true", "[]", "{}", "NaN", "on", "0",
]  # fmt: skip
NUMBERS = [
    "0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 400,
    "1" * 5000, "1e400", "-1e400", "NaN", "Infinity", "1.5", "1,5", "0x10", "٣", "１２", "1_000", "+5", " 5 ", "5 OR 1", "",
    "--1", "1\x00", "²", "\ud800",
]  # fmt: skip
DATES = [
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-31", "2026-13-01", "1900-02-29",
    "31/02/2026", "12/31/9999", "1969-12-31", "2026-11-22T10:00:00Z", "-0001-01-01", "today", "2026-W53-1", "1", "",
    "٢٠٢٦-١١-٢٢", "2026-11-22\x00",
]  # fmt: skip
TIMES = ["24:00", "25:61", "-1:00", "12", "12:00:00.999999999", "noon", "", "00:00", "23:59:60", "12:00+99:00", "\x00"]
ADDRESSES = [
    "nobody", "a@b", "@", "a@@b.org", "a@" + "b" * 300 + ".org", "x" * 300 + "@example.org", "ana@example.org",
    "ana@example.org\nBcc: all@example.org", "\"a b\"@example.org", "a@xn--nxasmq6b.org", "ana@exämple.org", "a@[127.0.0.1]",
    "ANA@EXAMPLE.ORG", "ana+\u202e@example.org", "ana@example.org\x00", "<ana@example.org>", "ana@example.org,bo@example.org",
]  # fmt: skip
CHOICES = ["", "nothing", "-1", "9" * 30, "\x00", "administrator", "None", "[]", "\ud800", f"{POISON}4>", "é" * 300]
LONGEST_HEADER = 4000
HEADERS = [
    ("HX-Request", "true"), ("HX-Request", "\xff"), ("HX-Current-URL", "http://[::1"), ("HX-Current-URL", "%ff%00"),
    ("HX-Current-URL", "//evil.example/\xff"), ("HX-Target", "\xff" * 50), ("HX-Prompt", "x" * LONGEST_HEADER),
    ("HX-Trigger-Name-URI-AutoEncoded", "true"), ("HX-Boosted", "true"), ("Accept-Language", "*;q=9,,;;=-"),
    ("Accept-Language", "es" * 2000), ("Accept-Language", "\xff\xfe"), ("Accept-Language", "es-419-x-\xe9;q=nan"),
    ("Accept", "application/json;q=\xff"), ("Accept", ";;;,,"),
    ("Cookie", "cairn-language=\xff\xff; ;;=; a"), ("Cookie", "cairn-csrf=" + "x" * LONGEST_HEADER), ("Referer", "::::"),
    ("Referer", "\xff"), ("Origin", "null"), ("If-Modified-Since", "yesterday"), ("If-None-Match", "\"\xff"),
    ("Range", "bytes=-1-99999999999999999999"), ("Accept-Encoding", "gzip;q=x, \xff"), ("User-Agent", ""),
    ("User-Agent", "\xff" * 600), ("X-Forwarded-For", "not-an-address, \xff"), ("X-Forwarded-Proto", "gopher"),
    ("X-Requested-With", "\xff"), ("Authorization", "Basic \xff"), ("Sec-Fetch-Site", "\xff"), ("X-HTTP-Method-Override", "DELETE"),
]  # fmt: skip
QUERIES = [
    "page=-1", "page=0", "page=99999999999999999999999", "page=%00", "page=last", "page=1.5", "page[]=1", "page=%D9%A3",
    "before=abc", "before=-5", "before=9223372036854775808", "at=99999999999999999999", "at=-1", "at=%ff",
    "day=9999-12-31", "day=0001-01-01", "day=2026-02-31", "day=%00", "first=a&last=b", "first=-1&last=9223372036854775808",
    "q=%00", "q=%ff", "q=%ED%A0%80", "q=" + "x" * 3000, "q=*&before=9223372036854775807", "q=%22&q=%27", "show=%00",
    "next=//evil.example", "next=%00", "next=javascript:alert(1)", "next=http://[", "place=%00", "place=" + "x" * 3000,
    "mood=%00", "mood=99999999999999999999", "reply_to=x", "reply_to=99999999999999999999", "span=-1", "span=%ff",
    "name=%00&role=%00&level=99999999999999999999", "name=%ED%A0%80", "kind=%00&language=%ff&takes=x", "late", "to=%00",
    "=", "&&&", "%", "%zz", "a=b=c", "?", ";", "&".join(f"a{n}=1" for n in range(1100)), "person=99999999999999999999",
    "week=9999-W99", "people=1&people=%00", "of=-1", "key=%00", "what=%ff", "wants=%00", "message=9223372036854775808",
]  # fmt: skip
IDS = [
    "0", "-1", "1", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "1" * 4400, "%00", "%ff",
    "abc", "%D9%A3", "1.0", "..", "%2e%2e", "1%2f2", "",
]  # fmt: skip


def bad_values(kind: str) -> list[str]:
    """Everything bad that can be written into a field of that kind, the fitting things first."""
    fitting = {
        "number": NUMBERS, "date": DATES, "time": TIMES, "email": ADDRESSES, "radio": CHOICES, "checkbox": CHOICES,
        "select": CHOICES, "submit": CHOICES, "hidden": [*NUMBERS, *CHOICES],
    }.get(kind, [])  # fmt: skip
    return [*fitting, *WORDS] if kind not in {"radio", "checkbox", "select", "submit"} else [*fitting, *WORDS[::6]]


def odd_things(random_: random.Random) -> Any:
    """A JSON value nobody expects there."""
    return random_.choice(
        [
            None, True, False, 0, -1, 1.5, 2**63, 2**80, -(2**63) - 1, float("nan"), float("inf"), "", "\x00", "\ud800",
            "x" * HUGE, f"{POISON}5>", [], {}, [None], [[]], {"": None}, [["a"]], [["a", "b", "c"]], [["a", None]],
            ["ab", "cd"], {"a": {"b": []}}, [1, 2], "null", ["\ud800", "\x00"], [["body", "\ud800"]], [["\x00", "\x00"]],
        ]
    )  # fmt: skip


def broken_json() -> list[str]:
    """What is no JSON, or more of it than anybody can read."""
    return [
        "", "{", "[", "nul", "{\"a\":}", "\x00", "\ud800", "[" * 50_000, "{\"a\":" * 20_000, "[" * 900 + "]" * 900, "1" * 5000,
        "\"" + "x" * HUGE + "\"", "{\"person\":\"\\ud800\"}", "NaN", "-Infinity", "[1e999]", "\ufeff{}", "{\"a\":1}{\"b\":2}",
        json.dumps(dict.fromkeys((str(n) for n in range(3000)), 1)),
    ]  # fmt: skip


def soon(random_: random.Random) -> str:
    """A day a person would write."""
    return (dt.date.today() + dt.timedelta(days=random_.randint(1, 60))).isoformat()
