"""What an organisation says about itself: name, zone, languages, how it stands to 42 CFR Part 2, its open door."""

from cairn.kit.clock import now
from cairn.people.models import Attestation, Organisation
from cairn.people.showing import refresh_our_words
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def change_place(
    viewer: Viewer, organisation: Organisation, *, name: str, zone: str, language: str, languages: list[str]
) -> Organisation:
    """Name, time zone, the language most people read and the others they read."""
    viewer.must("set_up", viewer.me)
    organisation.name, organisation.zone, organisation.language = name, zone, language
    organisation.languages = ",".join(languages)
    organisation.save(update_fields=["name", "zone", "language", "languages"])
    refresh_our_words(organisation)
    viewer.did("organisation.changed", viewer.me)
    return organisation


@action
def attest(
    viewer: Viewer, organisation: Organisation, *, status: str, signed_name: str, privacy_contact: str
) -> Attestation:
    """How the organisation stands to 42 CFR Part 2, attested by name, and whom people ask about privacy."""
    viewer.must("set_up", viewer.me)
    organisation.part2_status, organisation.privacy_contact = status, privacy_contact
    organisation.save(update_fields=["part2_status", "privacy_contact"])
    refresh_our_words(organisation)
    attestation = Attestation.objects.create(
        organisation_id=viewer.organisation_id, by=viewer.me, status=status, signed_name=signed_name, made_at=now()
    )
    viewer.did("organisation.attested", attestation)
    return attestation


@action
def set_door(viewer: Viewer, organisation: Organisation, *, is_open: bool) -> Organisation:
    """Open or close the door by which people who are not in treatment come in by themselves."""
    viewer.must("set_up", viewer.me)
    organisation.has_open_door = is_open
    organisation.save(update_fields=["has_open_door"])
    viewer.did("organisation.changed", viewer.me)
    return organisation


@action
def remember_step(viewer: Viewer, organisation: Organisation, *, step: int) -> Organisation:
    """How far setting up has come; it is taken up again there."""
    viewer.must("manage_people", viewer.me)
    if organisation.setup_step >= step:
        viewer.did_before()
        return organisation
    organisation.setup_step = step
    organisation.save(update_fields=["setup_step"])
    viewer.did("organisation.changed", viewer.me)
    return organisation
