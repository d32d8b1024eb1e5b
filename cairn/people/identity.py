"""The name for where even one's group should not know one: held apart, never the person's own."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from cairn.kit.errors import Refused
from cairn.people.models import Alias, Contact
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

TAKEN = _("Somebody has this name already. Please choose another.")
YOUR_OWN = _("That has your own name in it. Choose something by which nobody here knows you.")
UNREADABLE = _("Please write a name with at least three letters.")
# Shorter parts of a name stand in too many words to tell anything.
TELLING = 3


def plain_name(name: str) -> str:
    """A name as it is compared: without case, accents, spaces and signs."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in letters if c.isalnum())[:60]


@action
def take_alias(viewer: Viewer, *, name: str) -> Alias:
    """Take an alias, or change it. What was written under it before stays under the same one."""
    viewer.must("change", viewer.me)
    plain = plain_name(name)
    if len(plain) < TELLING:
        raise Refused(UNREADABLE)
    if any(part in plain for part in _own_names(viewer)):
        raise Refused(YOUR_OWN)
    here = Alias.objects.filter(organisation_id=viewer.organisation_id)
    if here.filter(plain=plain).exclude(person=viewer.me).exists():
        raise Refused(TAKEN)
    alias = here.filter(person=viewer.me).first()
    if alias is not None and alias.name == name:
        viewer.did_before()
        return alias
    alias = alias or Alias(organisation_id=viewer.organisation_id, person=viewer.me)
    alias.name, alias.plain = name, plain
    alias.save()
    viewer.did("alias.taken", alias)
    return alias


def _own_names(viewer: Viewer) -> set[str]:
    contact = Contact.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me).first()
    words = [viewer.me.chosen_name, *viewer.me.chosen_name.split(), *(contact.legal_name.split() if contact else [])]
    return {plain for word in words if len(plain := plain_name(word)) >= TELLING}
