"""What a person does with their own way in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from cairn.kit.clock import now
from cairn.people.actions import change_how_i_appear
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def sign_out_everywhere(viewer: Viewer, *, keep: str) -> int:
    """End every session of the viewer's account but the one with the key `keep`. Open pages close within seconds.

    Sessions do not say whose they are without being opened, so each that lives is opened. Rare enough.
    """
    viewer.must("change", viewer.me)
    mine = str(viewer.me.account_id)
    others = Session.objects.filter(expire_date__gt=now()).exclude(pk=keep)
    ended = [session.pk for session in others.iterator() if session.get_decoded().get(SESSION_KEY) == mine]
    Session.objects.filter(pk__in=ended).delete()
    viewer.did("person.signed_out", viewer.me)
    return len(ended)


def change_language(viewer: Viewer, language: str) -> Person:
    """The person's language, everything else as it is."""
    me = viewer.me
    return change_how_i_appear(
        viewer, chosen_name=me.chosen_name, language=language, zone=me.zone, shows_typing=me.shows_typing
    )
