"""Organisations that were there before get the notice and the promise in our words: everybody is shown them once."""

from django.db import migrations

from cairn.kit import wall
from cairn.kit.ids import new_id
from cairn.people.showing import our_words


def give_papers(apps, schema_editor):
    Organisation, Paper = apps.get_model("people", "Organisation"), apps.get_model("people", "Paper")
    with wall.everywhere("every organisation gets its first papers"):
        for organisation in Organisation.objects.all():
            for kind in ("notice", "promise"):
                Paper.objects.get_or_create(
                    organisation=organisation, kind=kind, version=1,
                    defaults={"id": new_id(), "texts": our_words(organisation, kind), "is_current": True},
                )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_arriving'),
    ]

    operations = [migrations.RunPython(give_papers, migrations.RunPython.noop)]
