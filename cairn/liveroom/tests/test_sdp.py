"""What reaches the media server: sound and pictures in our codecs, nothing else."""

import pytest

from cairn.liveroom import sdp
from cairn.liveroom.engine import Unwanted

GOOD = "\r\n".join([
    "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1", "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=rtpmap:111 opus/48000/2", "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000",
    "a=rid:h send", "a=simulcast:send h;l", "",
])  # fmt: skip


def test_sound_and_pictures_pass_and_are_marked_as_sealed() -> None:
    assert sdp.wanted({"type": "offer", "sdp": GOOD}, "offer") == {"type": "offer", "sdp": GOOD, "e2ee": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "answer", "sdp": GOOD},
        {"type": "offer", "sdp": GOOD + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"},
        {"type": "offer", "sdp": GOOD.replace("m=video 9 UDP/TLS/RTP/SAVPF", "m=video 9 RTP/AVP")},
        {"type": "offer", "sdp": GOOD.replace("VP8/90000", "H264/90000")},
        {"type": "offer", "sdp": GOOD + "a=x:" + "y" * 70_000},
        {"type": "offer", "sdp": GOOD + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" * 50},
        {"type": "offer", "sdp": "hello"},
        {"type": "offer", "sdp": GOOD + "\0"},
        {"type": "offer"},
        "offer",
        None,
    ],
)
def test_anything_else_does_not(wrong: object) -> None:
    with pytest.raises(Unwanted):
        sdp.wanted(wrong, "offer")


def test_candidates_pass_and_other_words_do_not() -> None:
    text = "candidate:1 1 udp 2122260223 192.0.2.7 40001 typ host generation 0 ufrag abcd"
    assert sdp.candidate({"candidate": text, "sdpMid": "0", "sdpMLineIndex": 0})["candidate"] == text
    assert sdp.candidate({"completed": True}) == {"completed": True}
    for wrong in (
        {},
        None,
        {"candidate": "x" * 600},
        {"candidate": text, "sdpMid": 0, "sdpMLineIndex": 0},
        {"candidate": 7},
    ):
        with pytest.raises(Unwanted):
            sdp.candidate(wrong)
