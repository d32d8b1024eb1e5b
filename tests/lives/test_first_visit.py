"""What a first visit costs a phone: few requests, few bytes, all of it from here."""

from typing import Any

import pytest

from tests.lives.conftest import Pages
from tests.lives.house import House

REQUESTS, BYTES, SCRIPT_BYTES = 12, 100_000, 30_000
PLACES = [("ana", "today"), ("ana", "messages/{room}/"), ("ana", "check-ins/new"), ("pia", "today"), (None, "support/")]


@pytest.mark.parametrize(("name", "place"), PLACES, ids=str)
def test_a_first_visit_stays_light(house: House, page_for: Pages, name: str | None, place: str) -> None:
    page = page_for(name)
    asked: dict[str, Any] = {}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on(
        "Network.requestWillBeSent", lambda one: asked.setdefault(one["requestId"], {"of": one["type"], "bytes": 0})
    )
    line.on(
        "Network.loadingFinished",
        lambda one: asked.get(one["requestId"], {}).update(bytes=int(one["encodedDataLength"])),
    )
    page.goto(house.address(place))
    page.wait_for_load_state("networkidle")
    told = {f"{one['of']} {one['bytes']}" for one in asked.values()}
    assert len(asked) <= REQUESTS, told
    assert 5_000 < sum(one["bytes"] for one in asked.values()) < BYTES, told
    assert sum(one["bytes"] for one in asked.values() if one["of"] == "Script") < SCRIPT_BYTES, told
