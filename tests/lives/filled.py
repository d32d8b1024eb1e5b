"""A house where every table has rows: the cast, one of each thing of tests/things.py, and what a page needs beyond."""

from importlib import import_module
from io import BytesIO
from typing import Any

LONG_NAME = "Bartholomew-Maximilian Wolfeschlegelsteinhausenbergerdorff"
TOKEN = "a-token-that-only-tests-know"


def fill(cast: Any) -> dict[str, str]:
    """Put one of everything there; the ids by their titles."""
    _long_words(cast)  # before things happen to Bo that stop him from writing
    rows = import_module("tests.things").things(cast)
    rows["tonight"] = rows["The live room of tonight's session"].session
    rows["The room of Small steps"] = _model("chat", "Room").objects.get(organisation=cast.harbor, group=cast.steps)
    rows["Bo's seat in Tuesday group"] = _model("groups", "Seat").objects.get(
        organisation=cast.harbor, group=cast.tuesday, person=cast.bo
    )
    rows["Ana's check-in, not safe"] = _model("checkins", "CheckIn").objects.filter(
        organisation=cast.harbor, person=cast.ana, safe=False
    )[0]
    rows |= {f"{name.title()}, as a person": person for name, person in cast.everyone().items()}
    _a_real_picture(cast, rows["A picture in Ana's message"])
    return {title: str(row.pk) for title, row in rows.items()} | _links(cast) | {"a plan of ours": "halt"}


def newcomers(cast: Any) -> dict[str, Any]:
    """People of the other organisation, where nothing has happened yet."""
    tests = import_module("tests.cast")
    people = _model("people", "Person").objects
    zara = people.get(organisation=cast.lantern, chosen_name="Zara")
    return {"zara": zara, "yara": tests._welcome(zara, "yara", ("peer_specialist",))}


def _model(topic: str, name: str) -> Any:
    return getattr(import_module(f"cairn.{topic}.models"), name)


def _a_real_picture(cast: Any, row: Any) -> None:
    """The row of the cast's picture leads to no file; this one does."""
    files, picture = import_module("cairn.chat.files"), BytesIO()
    import_module("PIL.Image").new("RGB", (300, 200), (90, 130, 110)).save(picture, "PNG")
    upload = import_module("django.core.files.uploadedfile").SimpleUploadedFile("walk.png", picture.getvalue())
    (stored,) = files.store(import_module("tests.cast").as_(cast.ana), [upload], description="The path by the river")
    stored.row(row.message_id).save(force_insert=True)
    row.delete()


def _long_words(cast: Any) -> None:
    """Long names and long words belong on every page."""
    type(cast.bo).objects.filter(organisation=cast.harbor, pk=cast.bo.pk).update(chosen_name=LONG_NAME)
    say = import_module("tests.cast").say
    say(cast.bo, cast.room, "Electroencefalografista" * 6 + " https://example.org/" + "walking" * 20)


def _links(cast: Any) -> dict[str, str]:
    """One-time links with a token that is known: only what is kept of a token is in the database."""
    owner, models = import_module("cairn.people.owner"), import_module("cairn.people.models")
    until = import_module("cairn.kit.clock").now() + owner.LASTS
    models.OwnerLink.objects.create(hash=owner.digest(TOKEN), expires_at=until)
    models.EntryLink.objects.create(
        organisation=cast.harbor, person=cast.ivo, made_by=cast.gil, hash=owner.digest(TOKEN), expires_at=until
    )
    return {"owner link": TOKEN, "entry link": TOKEN}
