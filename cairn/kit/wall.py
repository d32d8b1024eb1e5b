"""Which organisation this thread is serving: the wall around every row.

Rules add the organisation to every query. Behind them, PostgreSQL's row-level security reads what is set
here, so that a query that forgot its organisation finds nothing. `EVERYWHERE` is for the few jobs that
serve all organisations (claiming work, health checks); each use says why.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

EVERYWHERE = "*"
_current: ContextVar[str] = ContextVar("organisation", default="")


def current() -> str:
    """The organisation being served, as text; empty outside any."""
    return _current.get()


def serve(organisation: int | None) -> None:
    """From here on this thread serves that organisation, or none."""
    _current.set(str(organisation) if organisation else "")


@contextmanager
def within(organisation: int) -> Iterator[None]:
    """Serve one organisation for a while."""
    token = _current.set(str(organisation))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """Serve all organisations for a while; `reason` is for the reader of the code."""
    assert reason
    token = _current.set(EVERYWHERE)
    try:
        yield
    finally:
        _current.reset(token)
