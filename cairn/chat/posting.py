"""Sending with a plain form: the same one way as the socket's, with files along."""

import datetime as dt
from dataclasses import replace

from cairn.chat import files, pace
from cairn.chat.drafts import keep_draft
from cairn.chat.forms import SendForm
from cairn.chat.models import Room
from cairn.chat.sending import Answer, Outgoing, send_messages
from cairn.kit.errors import Refused
from cairn.kit.live import bus
from cairn.trust.viewer import Viewer


def post(viewer: Viewer, room: int, form: SendForm, *, written_at: dt.datetime | None = None) -> Answer:
    """Keep what a form carries, tell the open pages, and let go of the draft it came from.

    `written_at`: when it was written, where that was without a network.
    """
    uploads = form.uploads()
    outgoing = Outgoing(
        organisation=viewer.organisation_id,
        person=viewer.me.pk,
        room=room,
        client_id=form.word("client_id"),
        body=form.word("body"),
        reply_to=form.number("reply_to"),
        wants=form.word("wants"),
        written_at=written_at,
    )
    if not pace.may_send(viewer.me.pk):
        return Answer(outgoing, refused=pace.TOO_FAST)
    # Only who may speak here may lay files on our disk.
    where = viewer.see(Room, may=("speak",)).filter(pk=room).first() if uploads else None
    if where is None or not getattr(where, "may_speak", False):
        return _send(viewer, outgoing)
    try:
        stored = files.store(viewer, uploads, description=form.word("description"))
    except Refused as refusal:
        return Answer(outgoing, refused=refusal.sentence)
    try:
        return _send(viewer, replace(outgoing, files=stored))
    finally:
        files.forget_unclaimed(stored)


def _send(viewer: Viewer, outgoing: Outgoing) -> Answer:
    outcome = send_messages([outgoing])
    for delivery in outcome.deliveries:
        bus.publish(delivery.persons, delivery.frame)
    answer = outcome.answers[0]
    if answer.message is not None:
        keep_draft(viewer, answer.message.room_id, "")
    return answer
