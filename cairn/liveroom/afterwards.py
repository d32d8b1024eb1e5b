"""After a session: one gentle question, and its answer for those who lead."""

from cairn.liveroom.models import Afterword
from cairn.meetings.models import Session
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def say_after(viewer: Viewer, session: Session, *, useful: str, heard: str) -> Afterword:
    """Say how it was, or say it otherwise."""
    viewer.must("answer", session)
    said = Afterword.objects.filter(organisation_id=viewer.organisation_id, session=session, person=viewer.me).first()
    if said is not None and (said.useful, said.heard) == (useful, heard):
        viewer.did_before()
        return said
    said = said or Afterword(organisation_id=viewer.organisation_id, session=session, person=viewer.me)
    said.useful, said.heard = useful, heard
    said.save()
    viewer.did("live.answered", said)
    return said


def said_by_others(viewer: Viewer, session: Session) -> list[Afterword]:
    """What others said of the session, for those who lead it."""
    found = viewer.see(Afterword).filter(session=session).exclude(person=viewer.me)
    return list(found.select_related("person").order_by("made_at"))
