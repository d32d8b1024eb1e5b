"""The owner's first visit: one link, one organisation, one administrator."""

import pytest
from django.core.cache import cache
from django.test import Client

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.people.models import Organisation, OwnerLink, Role
from cairn.people.owner import make_owner_link
from cairn.trust import journal

GOOD = "three warm stones rest"


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    """Tries at passwords are counted; each test begins at none."""
    cache.clear()


OWNER = {
    "name": "Riverside", "slug": "riverside", "chosen_name": "Rosa",
    "email": "rosa@example.org", "password1": GOOD, "password2": GOOD,
}  # fmt: skip


def test_the_owners_link_makes_organisation_and_administrator_once(db: None) -> None:
    address = make_owner_link("http://testserver/").removeprefix("http://testserver")
    client = Client()
    assert client.get(address).status_code == 200
    answer = client.post(address, OWNER)
    assert answer["Location"] == "/riverside/set-up/begin"
    assert client.get("/riverside/set-up/begin")["Location"] == "/riverside/me/sign-in/begin"
    assert client.get("/riverside/today")["Location"] == "/riverside/me/sign-in/begin", "staff need a second step"
    riverside = Organisation.objects.get(slug="riverside")
    with wall.within(riverside.pk):
        roles = Role.objects.filter(organisation=riverside).values_list("role", flat=True)
        assert set(roles) == {"administrator"}
    assert Client().post(address, {**OWNER, "slug": "other", "email": "x@example.org"}).status_code == 404
    assert Organisation.objects.count() == 1
    assert list(journal.breaks(riverside.pk)) == []
    assert make_owner_link("http://testserver/") == "", "there is an owner now"


def test_an_owner_who_coordinates_has_both_roles(db: None) -> None:
    address = make_owner_link("http://testserver/").removeprefix("http://testserver")
    Client().post(address, {**OWNER, "coordinates": "on"})
    riverside = Organisation.objects.get(slug="riverside")
    with wall.within(riverside.pk):
        assert Role.objects.filter(organisation=riverside).count() == 2


@pytest.mark.parametrize("slug", ["owner", "static", "today", "Not A Slug"])
def test_an_organisation_takes_no_address_that_means_something_else(db: None, slug: str) -> None:
    address = make_owner_link("http://testserver/").removeprefix("http://testserver")
    assert Client().post(address, {**OWNER, "slug": slug}).status_code == 200
    assert not Organisation.objects.exists()
    assert Client().post(address, OWNER).status_code == 302


def test_an_owners_link_that_is_over_or_made_up_opens_nothing(db: None) -> None:
    address = make_owner_link("http://testserver/").removeprefix("http://testserver")
    assert Client().get("/owner/made-up").status_code == 404
    OwnerLink.objects.update(expires_at=now())
    assert Client().post(address, OWNER).status_code == 404
    assert not Organisation.objects.exists()
