"""Every address of the product, computed from the URL table, with something to put in its places."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast


def patterns() -> Iterator[tuple[str, str, URLPattern]]:
    """(name, route, pattern) of every address."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(entries: list[URLPattern | URLResolver], route: str, space: str) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, here, inner)
        else:
            yield f"{space}{entry.name}", here, entry


def filled(route: str, pk: int) -> str:
    """The route with every place filled."""
    address = route.replace("^", "").replace("$", "").replace("\\Z", "")
    while "<" in address:
        before, _, rest = address.partition("<")
        place, _, after = rest.partition(">")
        kind = place.partition(":")[0] if ":" in place else "str"
        address = before + (str(pk) if kind == "int" else "nothing") + after
    return address


def rows_of(cast: Cast) -> list[int]:
    """Ids of rows Ana may see and outsiders may not, to try in every address."""
    return [cast.room.pk, cast.tuesday.pk, cast.ana.pk, cast.pair_room.pk]
