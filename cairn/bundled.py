"""What pages ask for together travels as one file: `{% bundle "page.js" %}`."""

_TALK = ["kit/outbox.js", "kit/talk.js", "kit/composer.js", "kit/reading.js"]
_ROOM = ["chat/chat.js", "chat/sheet.js", "chat/worry.js"]
BUNDLES = {
    "page.css": ["kit/house.css", "kit/parts.css"],
    "page.js": ["kit/swap.js", "kit/when.js", "kit/quiet.js", "kit/kept.js", "kit/live.js"],
    "talk.css": ["kit/talk.css", "chat/chat.css"],
    "talk.js": _TALK,
    "chat.js": _ROOM,
    "room.js": [*_TALK, *_ROOM],
    "live-room.js": [
        *("liveroom/gauges.js", "liveroom/transport.js", "liveroom/devices.js", "liveroom/tiles.js"),
        *("liveroom/sheets.js", "liveroom/controls.js", "liveroom/chat.js", "liveroom/places.js", "liveroom/signs.js"),
        *("liveroom/verdict.js", "liveroom/quality.js", "liveroom/timer.js", "liveroom/room.js"),
    ],
    "lobby.js": ["liveroom/devices.js", "liveroom/lobby.js"],
    "board.js": ["meetings/board.js", "meetings/moving.js"],
    "check-in.js": ["checkins/steps.js", "checkins/keep.js"],
}
