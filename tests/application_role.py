"""On PostgreSQL tests work as the product does: under a role that owns nothing and cannot go around the walls.

`./test` gives two URLs. The owner's makes the test database; then every connection changes to the application's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.db import connection

from cairn.trust.walls import let_in
from tests.environment import APPLICATION


@contextmanager
def as_application() -> Iterator[None]:
    """Work under the application's role for a while; on SQLite there are no roles."""
    url = os.environ.get(APPLICATION)
    if not url or connection.vendor != "postgresql":
        yield
        return
    parts = urlsplit(url)
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    let_in(unquote(parts.username or ""))
    _become(USER=unquote(parts.username or ""), PASSWORD=unquote(parts.password or ""))
    try:
        yield
    finally:
        _become(**owner)


def _become(**who: str) -> None:
    connection.close()
    connection.settings_dict.update(who)
