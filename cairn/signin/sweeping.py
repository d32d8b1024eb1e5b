"""What nobody comes back for: sessions that are over, forms that were never sent."""

import datetime as dt
import time

from django.utils import timezone

from cairn.signin.kept import sweep_kept_forms
from cairn.signin.models import Session

EVERY_S = 600.0
# A session that ended by quiet opens nothing, yet tells for so long whose the words are that are sent too late.
REMEMBERED = dt.timedelta(hours=12)
_last = 0.0


def sweep_old_sessions() -> None:
    """Every ten minutes."""
    global _last
    if time.monotonic() - _last < EVERY_S and _last:
        return
    _last = time.monotonic()
    moment = timezone.now()
    Session.objects.filter(expire_date__lte=moment).delete()
    for idle in set(Session.objects.exclude(idle=0).values_list("idle", flat=True)):
        Session.objects.filter(idle=idle, seen_at__lte=moment - dt.timedelta(seconds=idle) - REMEMBERED).delete()
    sweep_kept_forms()
