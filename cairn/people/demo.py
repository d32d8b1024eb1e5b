"""Demo mode: enter as one of the cast. Exists only while the demo flag is set *and* the organisation is fictional."""

from django.conf import settings

from cairn.people.models import Account, Organisation, Person

CAST = ("Ana", "Bo", "Cleo", "Dev", "Elin", "Finn", "Gil", "Hana", "Ivo", "Jo", "Pia", "Sam", "Zoe")


def cast(organisation: Organisation | None) -> list[Person]:
    """The persons one may enter as, in the order of the cast; nobody outside demo mode."""
    if not settings.DEMO or organisation is None or not organisation.is_demo:
        return []
    found = Person.objects.filter(organisation=organisation, chosen_name__in=CAST, account__isnull=False, left_at=None)
    first: dict[str, Person] = {}
    for person in found.order_by("pk"):
        first.setdefault(person.chosen_name, person)
    return [first[name] for name in CAST if name in first]


def demo_account(organisation: Organisation | None, person_id: str) -> Account | None:
    """The account behind one of the cast, or None."""
    for person in cast(organisation):
        if str(person.pk) == person_id:
            return person.account
    return None
