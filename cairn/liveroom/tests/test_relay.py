"""The relay: who may use it, for how long, and what it may reach."""

import base64
import hashlib
import hmac
import os
import time
from pathlib import Path

from cairn.liveroom import relay


def test_each_join_has_a_name_and_a_password_of_its_own_that_end(tmp_path: Path) -> None:
    said = relay.write(tmp_path, addresses=["10.1.2.3"]).read_text()
    secret = next(line.partition("=")[2] for line in said.splitlines() if line.startswith("static-auth-secret="))
    (one,), (other,) = relay.ice(tmp_path)["iceServers"], relay.ice(tmp_path)["iceServers"]
    until, _, word = one["username"].partition(":")
    assert 0 < int(until) - time.time() <= relay.LASTS_S
    assert word != other["username"].partition(":")[2]
    expected = hmac.new(secret.encode(), one["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(one["credential"]) == expected
    assert one["urls"] == ["turn:10.1.2.3:3478?transport=udp", "turn:10.1.2.3:3478?transport=tcp"]
    assert secret not in str(one)


def test_it_reaches_the_media_server_and_nothing_else_and_keeps_nothing(tmp_path: Path) -> None:
    place = relay.write(tmp_path / "media", addresses=["10.1.2.3"], port="3999", public="203.0.113.7")
    said = place.read_text().splitlines()
    assert [line for line in said if "peer-ip" in line] == [
        "denied-peer-ip=0.0.0.0-255.255.255.255",
        "allowed-peer-ip=10.1.2.3",
    ]
    assert {"no-cli", "use-auth-secret", "no-stdout-log", "log-file=/dev/null", "simple-log"} <= set(said)
    assert "external-ip=203.0.113.7/10.1.2.3" in said
    assert relay.ice(tmp_path / "media")["iceServers"][0]["urls"][0] == "turn:203.0.113.7:3999?transport=udp"
    for name in (relay.CONFIGURATION, relay.FACTS):
        assert os.stat(tmp_path / "media" / name).st_mode & 0o077 == 0


def test_where_there_is_none_none_is_offered(tmp_path: Path) -> None:
    assert relay.ice(tmp_path) == {}
    relay.write(tmp_path, addresses=["10.1.2.3"])
    relay.forget(tmp_path)
    assert relay.ice(tmp_path) == {}
