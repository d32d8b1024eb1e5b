"""Destroying a person's keys, so that it lasts: also against a backup that is brought back.

The numbers of destroyed keys are kept in a list outside the database. The keyring refuses every key on it, so what
an older backup brings back stays closed; the worker then destroys it there as well. Whoever restores on another
machine brings the list along (docs/operations.md).
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cairn.kit.clock import now
from cairn.trust.keys import erased_keys, ring
from cairn.trust.models import Key


def destroy_keys(organisation: int, person: int) -> list[int]:
    """Destroy every key a person has now. What they sealed can never be opened again. Returns their numbers."""
    keys = Key.objects.filter(organisation_id=organisation, person_id=person, destroyed_at=None)
    numbers = list(keys.values_list("pk", flat=True))
    moment = now()
    keys.filter(retired_at=None).update(retired_at=moment)
    Key.objects.filter(pk__in=numbers).update(wrapped=b"", destroyed_at=moment)
    ring.forget()
    transaction.on_commit(lambda: _list(numbers))
    return numbers


def _list(numbers: list[int]) -> None:
    path = Path(settings.DATA) / "erased-keys"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{number}\n" for number in numbers)
        file.flush()
        os.fsync(file.fileno())
    ring.forget()


def destroy_again() -> int:
    """What a backup brought back of destroyed keys is destroyed again. Returns how many."""
    listed = erased_keys()
    if not listed:
        return 0
    back = Key.objects.filter(pk__in=listed, destroyed_at=None)
    return back.update(wrapped=b"", destroyed_at=now(), retired_at=now())
