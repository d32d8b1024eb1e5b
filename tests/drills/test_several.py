"""Several web processes of one house on PostgreSQL: what is said at one door is heard at the other."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.harness.servers import postgresql, redis
from tests.lives.house import House

PATIENCE_S = 30


@pytest.fixture(scope="module", params=["notices of the database", "a Redis"])
def doors(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, list[int]]]:
    """A house with two doors, and what carries words between them."""
    cluster = tmp_path_factory.mktemp("cluster")
    with postgresql(cluster, above=2) as roles, redis(cluster) as channel:
        where: dict[str, Any] = roles.environment()
        if request.param == "a Redis":
            where["CAIRN_REDIS_URL"] = channel
        house = House(tmp_path_factory.mktemp("house") / "data", **where)
        yield house, [house.port, house.open_another_door()]
        house.close()


def _line(house: House, port: int, name: str) -> ClientConnection:
    cookie = {"Cookie": f"cairn={house.people[name]['session']}"}
    origin = Origin(f"http://127.0.0.1:{port}")
    return connect(f"ws://127.0.0.1:{port}/harbor-house/live", additional_headers=cookie, origin=origin)


def _until(line: ClientConnection, kind: str) -> str:
    while True:
        said = str(line.recv(timeout=PATIENCE_S))
        if json.loads(said)["type"] == kind:
            return said


def test_words_cross_from_door_to_door_and_reach_those_alone_who_may_hear(doors: tuple[House, list[int]]) -> None:
    house, (first, second) = doors
    with _line(house, first, "ana") as ana, _line(house, second, "bo") as bo, _line(house, second, "ivo") as ivo:
        for number in range(3):
            long = f"made it home {number} " + "and then some more " * 180 * number  # more than one notice can carry
            line, other = (ana, bo) if number % 2 == 0 else (bo, ana)
            sent = {"type": "send", "room": house.places["room"], "client_id": uuid.uuid4().hex, "body": long}
            line.send(json.dumps(sent))
            assert json.loads(_until(line, "kept"))["client_id"] == sent["client_id"]
            while f"made it home {number}" not in _until(other, "messages"):
                pass  # her own words, which come back to her too
        with pytest.raises(TimeoutError):
            while True:
                assert "made it home" not in str(ivo.recv(timeout=1))
