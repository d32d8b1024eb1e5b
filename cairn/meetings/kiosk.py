"""A tablet at the door: opened by staff, bound to one device, answering everybody alike who is not on its list today."""

import datetime as dt
import hashlib
import secrets

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.clock import now, start_of, today
from cairn.kit.errors import Misuse, NotHere, Refused
from cairn.kit.text import clean
from cairn.meetings.door_tries import count_failure, locked
from cairn.meetings.models import DoorCode, Kiosk, Session, Stay
from cairn.meetings.roster import is_expected
from cairn.meetings.stays import come
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

ADDRESS_LASTS = dt.timedelta(minutes=10)
DEVICE_LASTS = dt.timedelta(days=30)
# A picture is drawn anew every half minute, and what a phone read from it holds a little longer.
PICTURE_LASTS = dt.timedelta(minutes=3)
EARLY = dt.timedelta(minutes=45)
DIGITS = 6
# One sentence for no such code, nobody expected now, and more than one: it tells nothing about anybody.
NOT_NOW = _("That did not work here and now. Please ask somebody who works here.")
WAIT = _("Too many tries. For ten minutes no code is taken here. Please ask somebody who works here.")
_signer = TimestampSigner(salt="cairn.kiosk")


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def open_kiosk(viewer: Viewer, *, name: str, pk: int) -> tuple[Kiosk, str]:
    """A new tablet, and the address that binds it once. The address of a retry is a new one; the old opens nothing."""
    viewer.must("open_door", viewer.me)
    token = secrets.token_urlsafe(24)
    fresh = {"address_hash": digest(token), "address_until": now() + ADDRESS_LASTS}
    kiosk, made = Kiosk.objects.get_or_create(
        organisation_id=viewer.organisation_id, pk=pk, defaults={"name": clean(name), "by": viewer.me, **fresh}
    )
    if not made and kiosk.bound_at is None:
        kiosk.address_hash, kiosk.address_until = fresh["address_hash"], fresh["address_until"]  # type: ignore[assignment]
        kiosk.save(update_fields=["address_hash", "address_until"])
    viewer.did("kiosk.opened", kiosk)
    return kiosk, token


def waiting(organisation: int, token: str) -> Kiosk:
    """The tablet that this address binds. Used, late and wrong addresses are the same NotHere."""
    found = Kiosk.objects.filter(
        organisation_id=organisation, address_hash=digest(token), bound_at=None, ended_at=None, address_until__gt=now()
    ).first()
    if found is None:
        raise NotHere
    return found


@action
def bind_kiosk(viewer: Viewer, kiosk: Kiosk) -> str:
    """This device is the tablet from now on. What it keeps opens nothing but the page at the door."""
    viewer.must("bind", kiosk)
    token = secrets.token_urlsafe(24)
    kiosk.device_hash, kiosk.bound_at, kiosk.until = digest(token), now(), now() + DEVICE_LASTS
    kiosk.save(update_fields=["device_hash", "bound_at", "until"])
    viewer.did("kiosk.bound", kiosk)
    return token


@action
def shut_kiosk(viewer: Viewer, kiosk: Kiosk) -> Kiosk:
    """No door any more: at once, wherever the tablet is."""
    viewer.must("shut", kiosk)
    kiosk.ended_at = now()
    kiosk.save(update_fields=["ended_at"])
    viewer.did("kiosk.shut", kiosk)
    return kiosk


def kiosk_of(organisation: int, token: str) -> Kiosk:
    """The open tablet that keeps this token."""
    found = Kiosk.live().filter(organisation_id=organisation, device_hash=digest(token)).first() if token else None
    if found is None:
        raise NotHere
    return found


def sessions_today(organisation: int, zone: str) -> "QuerySet[Session]":
    """Today's sessions on site that are not over."""
    day = start_of(today(zone), zone)
    found = Session.ahead().filter(organisation_id=organisation, place__isnull=False)
    return found.filter(begins_at__gte=day, begins_at__lt=day + dt.timedelta(days=1)).order_by("begins_at", "pk")


def _open_now(organisation: int, zone: str) -> list[Session]:
    return list(sessions_today(organisation, zone).filter(begins_at__lte=now() + EARLY).select_related("place"))


def to_arrive_at(person: Person, zone: str) -> Session | None:
    """The session on site this person is expected at now: the one that goes on, else the next within the hour."""
    return next((one for one in _open_now(person.organisation_id, zone) if is_expected(one, person)), None)


# The picture a phone reads ----------------------------------------------------------------------------------
def picture_of(kiosk: Kiosk) -> str:
    """The word in the address that the tablet shows as a picture; another one every time."""
    return _signer.sign(str(kiosk.pk))


def was_shown(organisation: int, word: str) -> bool:
    """Whether an open tablet here showed this word a moment ago."""
    try:
        pk = int(_signer.unsign(word, max_age=PICTURE_LASTS))
    except (BadSignature, ValueError):
        return False
    return Kiosk.live().filter(organisation_id=organisation, pk=pk).exists()


def arrive_by_phone(viewer: Viewer, word: str, session: Session) -> Stay:
    """Somebody stands before the tablet with their own phone."""
    if not was_shown(viewer.organisation_id, word):
        raise Refused(_("The picture has changed meanwhile. Please point your phone at it once more."))
    return come(viewer, session, viewer.me, door=Stay.Door.KIOSK)


# The code somebody types ------------------------------------------------------------------------------------
@action
def take_door_code(viewer: Viewer) -> DoorCode:
    """A code for the door, new at every asking; the one before opens nothing any more."""
    viewer.must("take_door_code", viewer.me)
    here = {"organisation_id": viewer.organisation_id}
    DoorCode.live().filter(**here, person=viewer.me).update(ended_at=now())
    for _try in range(20):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        index = index_of(code)
        if not DoorCode.live().filter(**here, code_index=index).exists():
            row = DoorCode(**here, person=viewer.me, code_index=index)
            row.code = code
            row.save(force_insert=True)
            viewer.did("door_code.taken", row)
            return row
    raise Misuse("No free code for the door was found.")


def index_of(code: str) -> str:
    """What a code is found by."""
    return blind_index("".join(filter(str.isdigit, code)), "door code")


def arrive_by_code(kiosk: Kiosk, code: str, zone: str) -> str:
    """The first name of who is there now. Raises Refused with one and the same sentence for everything else."""
    index = index_of(code)
    shut = locked(kiosk.organisation_id, index)
    if kiosk.is_locked or "" in shut:
        raise Refused(WAIT)
    row = DoorCode.live().filter(organisation_id=kiosk.organisation_id, code_index=index)
    found = row.filter(person__left_at=None).select_related("person").first()
    # Whoever it is, the same work: who is nobody is looked for among those expected all the same.
    person = found.person if found else Person(pk=0, organisation_id=kiosk.organisation_id)
    session = to_arrive_at(person, zone)
    product = Viewer.product(kiosk.organisation_id, "kiosk")
    if found is None or session is None or index in shut:  # a code that is locked answers as one that is none
        is_shut = count_failure(product, kiosk, index)
        raise Refused(WAIT if is_shut else NOT_NOW)
    come(product, session, person, door=Stay.Door.KIOSK)
    return person.chosen_name.split()[0]
