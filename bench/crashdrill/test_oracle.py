"""The judge of the crash drill can fail: each fault, put in on purpose, is found."""

import pytest

from bench.crashdrill.oracle import Census, Oracle, faults


def _lived() -> tuple[Oracle, Census]:
    """Two acknowledged messages, one acknowledged check-in, one message on its way; all kept as promised."""
    oracle = Oracle()
    first, second, third = (oracle.begin("message").token for _ in range(3))
    checkin = oracle.begin("checkin").token
    oracle.acknowledge(first, 2)
    oracle.acknowledge(second, 3)
    oracle.acknowledge(checkin)
    messages = [("room", 1, None), ("room", 2, first), ("room", 3, second), ("room", 4, third)]
    return oracle, {"messages": messages, "rooms": {"room": 4}, "checkins": [checkin]}


def test_all_is_well_when_what_was_acknowledged_is_there_once() -> None:
    assert faults(*_lived()) == []


def test_an_unacknowledged_message_may_be_absent() -> None:
    oracle, census = _lived()
    del census["messages"][3]
    census["rooms"]["room"] = 3
    assert faults(oracle, census) == []


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda census: census["messages"].pop(2), "lost"),
        (lambda census: census["checkins"].clear(), "lost"),
        (lambda census: census["messages"].append(("room", 5, census["messages"][1][2])), "doubled"),
        (lambda census: census["checkins"].append(census["checkins"][0]), "doubled"),
        (lambda census: census["checkins"].append("~999999999999"), "unknown"),
        (lambda census: census["messages"].pop(0), "gap"),
        (lambda census: census["rooms"].update(room=9), "gap"),
        (lambda census: census["messages"].__setitem__(2, ("room", 7, census["messages"][2][2])), "renumbered"),
    ],
)
def test_each_harm_is_found(harm: object, word: str) -> None:
    oracle, census = _lived()
    harm(census)  # type: ignore[operator]
    assert any(fault.startswith(word) for fault in faults(oracle, census))


def test_two_acknowledgements_must_agree() -> None:
    oracle, census = _lived()
    oracle.acknowledge(census["messages"][1][2] or "", 9)
    assert any("was acknowledged as 2, then as 9" in fault for fault in faults(oracle, census))
