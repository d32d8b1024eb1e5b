"""What a browser may offer to the media server: sound and pictures in the codecs of the house, and nothing else.

The fewer kinds of lines reach the media server, the less of its parser anybody can reach. Never logged: these texts hold
addresses of people.
"""

import re
from typing import Any

from cairn.liveroom.engine import Unwanted

LARGEST, MOST_LINES = 60_000, 40
KINDS = {"audio", "video"}
CODECS = {"opus", "vp8", "rtx", "red", "ulpfec", "flexfec-03", "telephone-event", "cn"}
MEDIA = re.compile(r"^m=(\w+) \d{1,5} UDP/TLS/RTP/SAVPF [\d ]+$")
RTPMAP = re.compile(r"^a=rtpmap:(\d+) ([\w.-]+)/\d+")
CANDIDATE = re.compile(
    r"^(candidate:|a=candidate:)?[\w+/]{1,32} [12] (udp|tcp) \d{1,10} [\w.:-]{1,255} \d{1,5} typ ", re.I
)


def wanted(jsep: Any, kind: str) -> dict[str, Any]:
    """The session description, if it is one of ours; raises Unwanted otherwise. `kind`: offer or answer."""
    text = jsep.get("sdp") if isinstance(jsep, dict) else None
    if not isinstance(text, str) or jsep.get("type") != kind or len(text) > LARGEST or "\0" in text:
        raise Unwanted("no description")
    lines = text.split("\r\n")
    media = [line for line in lines if line.startswith("m=")]
    if not lines[0] == "v=0" or not media or len(media) > MOST_LINES:
        raise Unwanted("no description")
    for line in media:
        found = MEDIA.match(line)
        if not found or found[1] not in KINDS:
            raise Unwanted("a line that is neither sound nor picture")
    _only_our_codecs(lines)
    return {"type": kind, "sdp": text, "e2ee": True}


def _only_our_codecs(lines: list[str]) -> None:
    strange = {found[2].lower() for line in lines if (found := RTPMAP.match(line))} - CODECS
    if strange:
        raise Unwanted("a codec that is not of the house")


def candidate(given: Any) -> dict[str, Any]:
    """An ICE candidate, or the word that there are no more."""
    if not isinstance(given, dict):
        raise Unwanted("no candidate")
    if given.get("completed") is True or given.get("candidate") == "":
        return {"completed": True}
    text, mid, index = given.get("candidate"), given.get("sdpMid"), given.get("sdpMLineIndex")
    if not isinstance(text, str) or len(text) > 500 or not CANDIDATE.match(text):
        raise Unwanted("no candidate")
    if not isinstance(mid, str) or len(mid) > 16 or not isinstance(index, int):
        raise Unwanted("no candidate")
    return {"candidate": text, "sdpMid": mid, "sdpMLineIndex": index}
