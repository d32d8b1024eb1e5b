"""Codes at the door that lead to nobody: counted for the tablet, for all doors of the house, and for each code."""

import datetime as dt

from django.db.models import Q

from cairn.kit.clock import now
from cairn.meetings.models import DoorTries, Kiosk
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

WITHIN, LOCKED_FOR = dt.timedelta(minutes=10), dt.timedelta(minutes=10)
# One tablet; every tablet of the house together (nobody walks from door to door); one code, at whichever.
OF_TABLET, OF_HOUSE, OF_CODE = 5, 12, 3
EVERYWHERE = ""


def locked(organisation: int, index: str) -> set[str]:
    """Of all doors together ("") and of this code: what is locked now."""
    rows = DoorTries.objects.filter(organisation_id=organisation, code_index__in=(EVERYWHERE, index))
    return set(rows.filter(locked_until__gt=now()).values_list("code_index", flat=True))


@action
def count_failure(viewer: Viewer, kiosk: Kiosk, index: str) -> bool:
    """One more code that led to nobody. Whether this tablet takes none now."""
    viewer.must("count", kiosk)
    # The tablet's row is locked, then the house's: two tablets that count at once stand behind each other.
    kiosk.refresh_from_db(from_queryset=Kiosk.objects.select_for_update().filter(organisation_id=kiosk.organisation_id))
    fell = _count_tablet(kiosk)
    house = _tries(viewer.organisation_id, EVERYWHERE)
    shut = _count(house, OF_HOUSE)
    _count(_tries(viewer.organisation_id, index), OF_CODE)
    _forget(viewer.organisation_id)
    if fell or shut:
        viewer.did("kiosk.locked", kiosk)
    else:
        viewer.did_before()
    return fell or shut


def _count_tablet(kiosk: Kiosk) -> bool:
    if kiosk.failing_since is None or now() - kiosk.failing_since > WITHIN:
        kiosk.failures, kiosk.failing_since = 0, now()
    kiosk.failures += 1
    fell = kiosk.failures >= OF_TABLET
    if fell:
        kiosk.locked_until, kiosk.failures, kiosk.failing_since = now() + LOCKED_FOR, 0, None
    kiosk.save(update_fields=["failures", "failing_since", "locked_until"])
    return fell


def _tries(organisation: int, index: str) -> DoorTries:
    rows = DoorTries.objects.select_for_update()
    found, _made = rows.get_or_create(organisation_id=organisation, code_index=index, defaults={"failing_since": now()})
    return found


def _count(tries: DoorTries, most: int) -> bool:
    if now() - tries.failing_since > WITHIN:
        tries.failures, tries.failing_since = 0, now()
    tries.failures += 1
    fell = tries.failures >= most
    if fell:
        tries.locked_until, tries.failures = now() + LOCKED_FOR, 0
    tries.save(update_fields=["failures", "failing_since", "locked_until"])
    return fell


def _forget(organisation: int) -> None:
    """What was typed long enough ago is nobody's business."""
    old = DoorTries.objects.filter(organisation_id=organisation, failing_since__lt=now() - WITHIN)
    old.filter(Q(locked_until=None) | Q(locked_until__lt=now())).delete()
