"""Words not yet sent, and how far somebody has read: a person's own, told to nobody.

Neither is an action with a fact: a journal of when somebody began to write or how far they read would be a
record of watching people. Both ask the policy first.
"""

from cairn.chat.models import Draft, ReadMark, Room
from cairn.chat.sending import LONGEST
from cairn.kit.text import clean
from cairn.trust.viewer import Viewer


def keep_draft(viewer: Viewer, room: int, body: str) -> None:
    """Keep the words of the box, sealed, in place of those kept before. An empty box keeps nothing."""
    words = clean(body)[:LONGEST]
    mine = Draft.objects.filter(organisation_id=viewer.organisation_id, room_id=room, person=viewer.me)
    if not words:
        mine.delete()
        return
    draft = mine.first() or Draft(organisation_id=viewer.organisation_id, room_id=room, person=viewer.me)
    draft.body = words
    # Two tabs may keep at once: the later words stay. The row keeps its id, which its seal is bound to.
    if not mine.filter(pk=draft.pk).update(body_sealed=draft.body_sealed):
        Draft.objects.bulk_create([draft], ignore_conflicts=True)


def mark_read(viewer: Viewer, room: Room, number: int, *, before: int | None) -> None:
    """Remember how far the viewer has read in a room they opened; `before` is the mark they came with.

    One query. Never goes back, whatever another tab did meanwhile.
    """
    if before is None:
        mark = ReadMark(organisation_id=viewer.organisation_id, room=room, person=viewer.me, number=number)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    elif number > before:
        mine = ReadMark.objects.filter(organisation_id=viewer.organisation_id, room=room, person=viewer.me)
        mine.filter(number__lt=number).update(number=number)
