"""Taking everything of one's own along: asked for, made by the worker, kept sealed and for three days."""

import datetime as dt
import os
import secrets
from pathlib import Path

from django.conf import settings

from cairn.kit.clock import now
from cairn.kit.errors import NotHere
from cairn.kit.sealed import KeyGone, seal, unseal
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.models import Takeout
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LASTS = dt.timedelta(days=3)


@action
def ask_for_takeout(viewer: Viewer) -> Takeout:
    """Ask for an archive of everything of one's own. One under way is enough."""
    viewer.must("take_out", viewer.me)
    under_way = Takeout.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, ready_at=None).first()
    if under_way is not None:
        viewer.did_before()
        return under_way
    made = Takeout.objects.create(organisation_id=viewer.organisation_id, person=viewer.me)
    viewer.did("takeout.asked", made)
    return made


@action
def keep_takeout(viewer: Viewer, takeout: Takeout, content: bytes) -> Takeout:
    """The archive is made: sealed under the person's own key, so that leaving erases it too."""
    viewer.must("keep", takeout)
    if takeout.ready_at is not None:
        viewer.did_before()
        return takeout
    sealed = seal(content, _context(takeout), takeout.organisation_id, takeout.person_id)
    takeout.path = secrets.token_hex(20)
    place = _place(takeout.path)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    takeout.size, takeout.ready_at, takeout.expires_at = len(content), now(), now() + LASTS
    takeout.save()
    viewer.did("takeout.ready", takeout)
    return takeout


def _context(takeout: Takeout) -> str:
    return f"{Takeout._meta.db_table}|{takeout.pk}|file"


def _place(path: str) -> Path:
    return Path(settings.DATA) / "takeouts" / path


def take(viewer: Viewer, takeout: Takeout, purpose: str) -> bytes:
    """The archive itself, to its person alone; that it went out is written first."""
    viewer.must("take", takeout)
    if not takeout.is_there:
        raise NotHere
    try:
        content = unseal(_place(takeout.path).read_bytes(), _context(takeout), takeout.organisation_id)
    except (FileNotFoundError, KeyGone) as gone:
        raise NotHere from gone
    disclose(viewer, takeout.person, Outgoing(What.ARCHIVE, Basis.OWN, viewer.me.chosen_name, purpose))
    return content


@action
def let_takeout_go(viewer: Viewer, takeout: Takeout) -> Takeout:
    """Its days are over: the file goes."""
    viewer.must("let_go", takeout)
    if not Takeout.objects.filter(organisation_id=viewer.organisation_id, pk=takeout.pk, gone_at=None).update(
        gone_at=now()
    ):
        viewer.did_before()
        return takeout
    if takeout.path:
        _place(takeout.path).unlink(missing_ok=True)
    viewer.did("takeout.gone", takeout)
    return takeout
