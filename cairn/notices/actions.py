"""Leaving a notice, and having seen it."""

import hashlib
import json
from typing import Any

from cairn.kit.clock import now
from cairn.notices.models import Device, Notice, Wish
from cairn.notices.outside import Choice, send_out
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


def notify(organisation: int, person: int, kind: str, row: int) -> None:
    """Leave a notice for a person. One unseen notice of a kind about a row is enough. Called by reactions."""
    notice, is_new = Notice.objects.get_or_create(
        organisation_id=organisation, person_id=person, kind=kind, row=row, seen_at=None
    )
    if is_new:
        send_out(notice)


def settle(organisation: int, kind: str, row: int) -> None:
    """What the notices were about is looked after: they wait no longer, for anybody. Called by reactions."""
    Notice.objects.filter(organisation_id=organisation, kind=kind, row=row, seen_at=None).update(seen_at=now())


@action
def see_notice(viewer: Viewer, notice: Notice) -> Notice:
    """The person has seen it."""
    viewer.must("see", notice)
    if notice.seen_at is not None:
        viewer.did_before()
        return notice
    notice.seen_at = now()
    notice.save(update_fields=["seen_at"])
    viewer.did("notice.seen", notice)
    return notice


@action
def see_all_notices(viewer: Viewer) -> int:
    """The person has seen everything that waits; how many that was."""
    viewer.must("view", viewer.me)
    seen = Notice.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, seen_at=None)
    number = seen.update(seen_at=now())
    if number:
        viewer.did("notices.seen", viewer.me)
    else:
        viewer.did_before()
    return number


@action
def choose_notices(viewer: Viewer, choice: Choice) -> Wish:
    """How the person wants to hear of what waits. Their word that an address is right lets mail go there again."""
    viewer.must("change", viewer.me)
    said = {**vars(choice), "mail_back_at": None}
    wish, _made = Wish.objects.update_or_create(organisation_id=viewer.organisation_id, person=viewer.me, defaults=said)
    viewer.did("notices.chosen", wish)
    return wish


@action
def ring_on_device(viewer: Viewer, *, address: str, keys: dict[str, str]) -> Device:
    """This phone or computer rings from now on. The same browser again is the same device, whoever used it before."""
    viewer.must("change", viewer.me)
    name = hash_of(address)
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id}
    if known := Device.live().filter(**here, person=viewer.me, hash=name).first():
        viewer.did_before()
        return known
    Device.live().filter(**here, hash=name).update(ended_at=now())
    device = Device(**here, person=viewer.me, hash=name)
    device.address, device.keys = address, json.dumps(keys)
    device.save(force_insert=True)
    viewer.did("device.rings", device)
    return device


@action
def silence_device(viewer: Viewer, device: Device) -> Device:
    """That phone or computer rings no more."""
    viewer.must("end", device)
    if not Device.live().filter(organisation_id=viewer.organisation_id, pk=device.pk).update(ended_at=now()):
        viewer.did_before()
        return device
    viewer.did("device.silenced", device)
    return device


def silence_all(organisation: int, person: int) -> None:
    """None of a person's phones and computers rings any more. Called by reactions."""
    Device.live().filter(organisation_id=organisation, person_id=person).update(ended_at=now())


def hash_of(address: str) -> str:
    """What a device is found by, without its address being readable."""
    return hashlib.sha256(address.encode()).hexdigest()
