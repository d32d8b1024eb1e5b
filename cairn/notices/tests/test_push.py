"""Web push as a browser would meet it: a service of the test's own that opens what it is handed."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from cairn.kit import wall
from cairn.notices import push, sending
from cairn.notices.actions import choose_notices, notify, ring_on_device
from cairn.notices.models import Delivery, Device, Notice
from cairn.notices.outside import SETTLING, Choice
from tests.cast import Cast, as_, browser

AUTH = b"sixteen bytes ok"
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def text(raw: bytes) -> str:
    """As browsers write bytes."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Service(HTTPServer):
    """What stands between us and a browser: keeps what came, answers what the test says."""

    answer = 201

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.came: list[tuple[dict[str, str], bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/push/one"

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": text(self.key.public_key().public_bytes(*POINT)), "auth": text(AUTH)}

    def opened(self) -> list[bytes]:
        """What came, as the browser reads it."""
        return [
            http_ece.decrypt(body, private_key=self.key, auth_secret=AUTH, version="aes128gcm")
            for _headers, body in self.came
        ]


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.answer)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A push service on this machine, which the house may speak to."""
    settings.PUSH_HOSTS = ("127.0.0.1",)
    monkeypatch.setattr("cairn.notices.outside.SETTLING", {key: value * 0 for key, value in SETTLING.items()})
    sending._resting.clear()
    found = Service()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def turn() -> None:
    """What the worker does every few seconds."""
    sending._resting.clear()
    with wall.everywhere("one worker serves every organisation"):
        sending.send_what_is_due()


def _rings(cast: Cast, service: Service) -> Device:
    Notice.objects.filter(organisation=cast.harbor).delete()
    choose_notices(as_(cast.ana), Choice(push=list(Notice.Kind.values)))
    return ring_on_device(as_(cast.ana), address=service.address, keys=service.keys)


def test_a_browser_can_open_it_and_finds_the_language_alone_in_one_length(cast: Cast, service: Service) -> None:
    _rings(cast, service)
    for row, kind in enumerate(Notice.Kind.values):
        notify(cast.harbor.pk, cast.ana.pk, kind, row)
    turn()
    assert len(service.came) == len(Notice.Kind.values)
    assert set(service.opened()) == {b"en              "}
    assert len({len(body) for _headers, body in service.came}) == 1
    assert len({headers["urgency"] + headers["ttl"] + headers["topic"] for headers, _body in service.came}) == 1
    assert not Delivery.waiting().filter(organisation=cast.harbor).exists()
    turn()
    assert len(service.came) == len(Notice.Kind.values), "each once"


def test_the_request_is_signed_with_the_key_the_browser_was_given(cast: Cast, service: Service) -> None:
    _rings(cast, service)
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    turn()
    token, _, key = service.came[0][0]["authorization"].removeprefix("vapid t=").partition(",k=")
    assert key == push.public_key()
    assert Vapid02.verify(service.came[0][0]["authorization"])
    assert token.count(".") == 2


@pytest.mark.parametrize("answer", [404, 410])
def test_a_browser_that_went_away_is_forgotten(cast: Cast, service: Service, answer: int) -> None:
    device, service.answer = _rings(cast, service), answer
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    turn()
    device.refresh_from_db()
    assert device.ended_at is not None
    notify(cast.harbor.pk, cast.ana.pk, "invited", 2)
    turn()
    assert len(service.came) == 1


def test_trouble_is_tried_again_and_a_refusal_or_a_redirect_is_not(cast: Cast, service: Service) -> None:
    _rings(cast, service)
    service.answer = 503
    notify(cast.harbor.pk, cast.ana.pk, "invited", 1)
    turn()
    delivery = Delivery.objects.get(organisation=cast.harbor)
    assert (delivery.attempts, delivery.dead_at, delivery.trouble) == (1, None, "Later")
    for answer in (403, 302):
        service.answer = answer
        Delivery.waiting().filter(organisation=cast.harbor).update(due_at=delivery.made_at)
        notify(cast.harbor.pk, cast.ana.pk, "invited", answer)
        turn()
    assert Delivery.objects.filter(organisation=cast.harbor, dead_at__isnull=False).count() == 3


@pytest.mark.parametrize(
    "address",
    ["http://fcm.googleapis.com/x", "https://example.org/x", "https://169.254.169.254/latest", "https://localhost/x",
     "https://fcm.googleapis.com.example.org/x", "https://me@fcm.googleapis.com/x", "file:///etc/passwd", "https://[bad"],
)  # fmt: skip
def test_only_the_services_of_browsers_are_spoken_to(cast: Cast, address: str) -> None:
    client = browser(cast.ana)
    keys = {
        "p256dh": text(ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*POINT)),
        "auth": text(AUTH),
    }
    said = json.dumps({"endpoint": address, "keys": keys})
    assert client.post("/harbor-house/inbox/settings/ring", said, content_type="application/json").status_code == 422
    good = json.dumps({"endpoint": "https://fcm.googleapis.com/x", "keys": keys})
    assert client.post("/harbor-house/inbox/settings/ring", good, content_type="application/json").status_code == 204
    assert Device.live().filter(organisation=cast.harbor, person=cast.ana).count() == 1


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "x", "auth": "é"}}']
)
def test_nonsense_is_refused(cast: Cast, said: str) -> None:
    answer = browser(cast.ana).post("/harbor-house/inbox/settings/ring", said, content_type="application/json")
    assert answer.status_code in {400, 422}


def test_signing_out_everywhere_and_stopping_silence_every_phone(cast: Cast, service: Service) -> None:
    _rings(cast, service)
    browser(cast.ana).post("/harbor-house/me/sign-out-everywhere")
    assert not Device.live().filter(organisation=cast.harbor).exists()
    _rings(cast, service)
    browser(cast.bo).post("/harbor-house/inbox/settings/silence")
    assert Device.live().filter(organisation=cast.harbor).exists(), "only one's own"
    browser(cast.ana).post("/harbor-house/inbox/settings/silence", {"endpoint": service.address})
    assert not Device.live().filter(organisation=cast.harbor).exists()
