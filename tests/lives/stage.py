"""Run once in a process of its own: put the cast on its stage in a prepared data directory, and sign everybody in.

Writes to the file named by the first argument what the journeys need: ids, session cookies and the password. With
`filled` as the second, every table has rows (tests/lives/filled.py).
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django

PASSWORD = "a long walk by the river"


def main() -> None:
    """Set the stage and write it down."""
    django.setup()
    # Models can be imported only after the set-up.
    cast_of = import_module("tests.cast")
    cast = cast_of.set_the_stage()
    _show_papers(cast)
    _give_passwords()
    everybody, places = (
        cast.everyone(),
        {n: str(getattr(cast, n).pk) for n in ("tuesday", "steps", "room", "pair_room")},
    )
    if "filled" in sys.argv[2:]:
        filled = import_module("tests.lives.filled")
        everybody |= filled.newcomers(cast)
        _give_passwords()
        places |= filled.fill(cast)
    people = {name: {"id": str(person.pk), "session": _session(person)} for name, person in everybody.items()}
    Path(sys.argv[1]).write_text(json.dumps({"people": people, "places": places}))


def _show_papers(cast: object) -> None:
    """Everybody was shown what is shown first: journeys begin behind that door."""
    showing, models = import_module("cairn.people.showing"), import_module("cairn.people.models")
    papers, harbor = showing.first_papers(cast.harbor), cast.harbor  # type: ignore[attr-defined]
    import_module("cairn.kit.wall").serve(harbor.pk)
    models.Receipt.objects.bulk_create(
        models.Receipt(organisation=harbor, person=person, paper=paper, language="en")
        for person in models.Person.objects.filter(organisation=harbor)
        for paper in papers
    )


def _give_passwords() -> None:
    hashed = import_module("django.contrib.auth.hashers").make_password(PASSWORD)
    import_module("cairn.people.models").Account.objects.update(password=hashed)


def _session(person: object) -> str:
    """The session key of a fresh sign-in, as the sign-in page would make it."""
    settings, auth = import_module("django.conf").settings, import_module("django.contrib.auth")
    account = import_module("cairn.people.models").Account.objects.get(pk=person.account_id)  # type: ignore[attr-defined]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(account.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.update(import_module("tests.cast").second_step_shown(account))
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
