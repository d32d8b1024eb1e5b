"""The live line as any client meets it: real server, real sockets, no browser."""

import json
import urllib.request
import uuid
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.lives.house import House

PATIENCE_S = 10


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Harbor House, served."""
    opened = House(tmp_path_factory.mktemp("live") / "data")
    yield opened
    opened.close()


def _line(house: House, name: str, organisation: str = "harbor-house", origin: str | None = None) -> ClientConnection:
    cookie = {"Cookie": f"cairn={house.people[name]['session']}"}
    address = f"ws://127.0.0.1:{house.port}/{organisation}/live"
    return connect(address, additional_headers=cookie, origin=Origin(origin or house.url), open_timeout=PATIENCE_S)


def _until(line: ClientConnection, kind: str) -> dict[str, object]:
    while True:
        frame: dict[str, object] = json.loads(line.recv(timeout=PATIENCE_S))
        if frame["type"] == kind:
            return frame


def _send(line: ClientConnection, room: str, body: str, client_id: str = "") -> str:
    client_id = client_id or uuid.uuid4().hex
    line.send(json.dumps({"type": "send", "room": room, "client_id": client_id, "body": body}))
    return client_id


def test_what_ana_sends_reaches_bo_and_is_kept_under_a_number(house: House) -> None:
    with _line(house, "ana") as ana, _line(house, "bo") as bo:
        client_id = _send(ana, house.places["room"], "Made it home")
        assert _until(ana, "kept")["client_id"] == client_id
        assert "Made it home" in json.dumps(_until(bo, "messages"))


def test_a_retry_is_kept_once_and_answered_alike(house: House) -> None:
    with _line(house, "ana") as ana:
        client_id = _send(ana, house.places["room"], "only once")
        first = _until(ana, "kept")
        _send(ana, house.places["room"], "only once", client_id)
        assert _until(ana, "kept") == first


def test_ivo_hears_nothing_and_may_not_speak(house: House) -> None:
    with _line(house, "ana") as ana, _line(house, "ivo") as ivo:
        _send(ana, house.places["room"], "for the group")
        _until(ana, "kept")
        _send(ivo, house.places["room"], "let me in")
        frame = json.loads(ivo.recv(timeout=PATIENCE_S))
        assert frame["type"] == "refused", "the first thing Ivo hears is the refusal: nothing of the group came before"


def test_what_was_missed_is_replayed_by_number_without_gap_or_double(house: House) -> None:
    room = house.places["room"]
    with _line(house, "bo") as bo:
        last = int(str(_until_kept(bo, room, "before")))
    with _line(house, "ana") as ana:
        for text in ("one", "two", "three"):
            _until_kept(ana, room, text)
    with _line(house, "bo") as bo:
        bo.send(json.dumps({"type": "since", "rooms": {room: last}}))
        items = _until(bo, "messages")["items"]
        assert [item["number"] for item in items] == [last + 1, last + 2, last + 3]  # type: ignore[attr-defined]


def _until_kept(line: ClientConnection, room: str, text: str) -> object:
    _send(line, room, text)
    return _until(line, "kept")["number"]


def test_the_event_stream_carries_the_same(house: House) -> None:
    room = house.places["room"]
    with _line(house, "ana") as ana:
        last = int(str(_until_kept(ana, room, "a mark")))
        _until_kept(ana, room, "while the stream was away")
        asked = urllib.request.Request(
            house.address(f"live/events?since={room}:{last}"),
            headers={"Cookie": f"cairn={house.people['bo']['session']}"},
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as stream:
            assert stream.headers["Content-Type"] == "text/event-stream"
            missed = _event(stream)
            assert "while the stream was away" in missed["items"][0]["html"]
            _send(ana, room, "and now live")
            assert "and now live" in _event(stream)["items"][0]["html"]


def _event(stream: object) -> dict[str, list[dict[str, str]]]:
    while True:
        line = stream.readline().decode()  # type: ignore[attr-defined]
        if line.startswith("data: "):
            found: dict[str, list[dict[str, str]]] = json.loads(line[6:])
            return found


@pytest.mark.parametrize(
    ("name", "organisation", "origin"),
    [("ana", "lantern-bay", None), ("zoe", "harbor-house", None), ("ana", "harbor-house", "https://elsewhere.example")],
)
def test_no_line_opens_into_another_house_or_from_another_site(
    house: House, name: str, organisation: str, origin: str | None
) -> None:
    with pytest.raises(InvalidStatus), _line(house, name, organisation, origin):
        pass


def test_a_removed_members_open_page_hears_nothing_more(house: House) -> None:
    room = house.places["room"]
    with _line(house, "bo") as bo, _line(house, "ana") as ana:
        _until_kept(ana, room, "Bo still hears this")
        assert "Bo still hears this" in json.dumps(_until(bo, "messages"))
        house.do(
            "from tests.cast import as_\n"
            "from cairn.groups.actions import end_seat\n"
            "from cairn.groups.models import Seat\n"
            "from cairn.people.models import Person\n"
            "from cairn.kit import wall\n"
            "with wall.everywhere('a test'):\n"
            "    dev = Person.objects.get(chosen_name='Dev')\n"
            "    seat = Seat.held().get(person__chosen_name='Bo')\n"
            "end_seat(as_(dev), seat)\n"
        )
        _until_kept(ana, room, "Bo is gone")
        _send(bo, room, "am I still here?")
        heard = []
        while (frame := json.loads(bo.recv(timeout=PATIENCE_S)))["type"] != "refused":
            heard.append(frame)
        assert "Bo is gone" not in json.dumps(heard)


def test_signing_out_everywhere_closes_open_pages_within_seconds(house: House) -> None:
    with _line(house, "dev") as dev:
        house.do("from cairn.signin.models import Session\nSession.objects.all().delete()")
        with pytest.raises(ConnectionClosed):
            while True:
                dev.recv(timeout=PATIENCE_S)
