"""No answer of 500 to anything that anybody sends: every role's browser gone bad, again and again the same way.

CAIRN_FUZZ=3000 pytest tests/test_fuzzed.py -k ana          that many requests, as one role
CAIRN_FUZZ=3000 CAIRN_FUZZ_SEED=7 pytest tests/test_fuzzed.py    others
CAIRN_FUZZ_AGAIN='ana {"method": …}' pytest tests/test_fuzzed.py -k again    the one request a failure printed
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cairn.kit.once import ticket
from tests.cast import Cast
from tests.fuzzing.browser import Browser, Fault
from tests.fuzzing.holding import wrong_with_the_house
from tests.fuzzing.sending import JSON, Sent
from tests.fuzzing.stage import ROLES, Stage, forget, set_up

REQUESTS = int(os.environ.get("CAIRN_FUZZ", "35"))
SEED = int(os.environ.get("CAIRN_FUZZ_SEED", "1"))
AGAIN = os.environ.get("CAIRN_FUZZ_AGAIN", "")
A_ROUND = 500


@pytest.fixture
def stage(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Everybody among their things, with mail."""
    # The test client copies the context of each template of each page, which nobody here reads: a fifth of the time.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_more: None)
    settings.MAIL_ON = True
    forget()
    yield set_up(cast)
    forget()


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_is_answered_in_words(stage: Stage, role: str) -> None:
    faults: list[Fault | str] = []
    statuses: dict[int, int] = {}
    for number in range(0, REQUESTS, A_ROUND):
        with transaction.atomic():
            browser = Browser(role, SEED * 1000 + number // A_ROUND, stage)
            browser.spoil(min(A_ROUND, REQUESTS - number))
            faults += [*browser.faults, *wrong_with_the_house()]
            for status, count in browser.statuses.items():
                statuses[status] = statuses.get(status, 0) + count
            transaction.set_rollback(True)
        forget()
    print(role, dict(sorted(statuses.items())))
    assert not faults, f"{len(faults)} faults, one of each kind:\n" + "\n".join(_of_each_kind(faults))


def _of_each_kind(faults: list[Fault | str]) -> list[str]:
    """The first of every kind of fault; the same line of ours, or the same sentence, is the same kind."""
    return list({str(fault).partition("\n    as ")[0]: str(fault) for fault in reversed(faults)}.values())[::-1]


if AGAIN:

    def test_one_request_again(stage: Stage) -> None:
        role, _, line = AGAIN.partition(" ")
        browser = Browser(role, SEED, stage)
        print(browser.send(Sent.read(line, stage.ids)))
        assert not browser.faults, str(browser.faults[0])


def test_a_fault_is_noticed_and_written_so_that_it_can_be_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairn.home.phone_views.read_json", json.loads)  # as if nobody had thought of endless nesting
    browser = Browser("ana", SEED, stage)
    sent = Sent("POST", "/harbor-house/waiting", body="[" * 50_000, content_type=JSON, headers=[("Accept", "\xff")])
    assert browser.send(sent) is None and "RecursionError" in browser.faults[0].wrong
    assert Sent.read(browser.faults[0].line, stage.ids) == sent


def test_rows_and_tickets_go_by_name_so_that_another_stage_can_read_them(stage: Stage) -> None:
    room = stage.rooms[0]
    sent = Sent("POST", f"/harbor-house/messages/{room}/send", fields=[("once", ticket()), ("reply_to", room)])
    line = sent.written(stage.names)
    assert room not in line and "~[ticket]~" in line
    again = Sent.read(line, {**stage.ids, stage.names[room]: "77"})
    assert again.path == "/harbor-house/messages/77/send" and again.fields[1] == ("reply_to", "77")
