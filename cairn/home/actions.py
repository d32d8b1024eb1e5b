"""What a person does with their own language."""

from cairn.people.actions import change_how_i_appear
from cairn.people.models import Person
from cairn.trust.viewer import Viewer


def change_language(viewer: Viewer, language: str) -> Person:
    """The person's language, everything else as it is."""
    me = viewer.me
    return change_how_i_appear(
        viewer, chosen_name=me.chosen_name, language=language, zone=me.zone, shows_typing=me.shows_typing
    )
