"""A standing word to the care team is a consent now: one word for one thing."""

from django.db import migrations

from cairn.kit import wall


def copy(apps, schema_editor):
    """Each word that was given, with its days."""
    with wall.everywhere("the standing words of every organisation become consents"):
        consent = apps.get_model("privacy", "Consent")
        for word in apps.get_model("care", "Sharing").objects.iterator():
            consent.objects.create(
                id=word.pk, organisation_id=word.organisation_id, person_id=word.person_id, made_at=word.made_at,
                kinds="|here|", covers=f"|{word.what}|", signed_at=word.made_at, revoked_at=word.ended_at,
            )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("care", "0002_asks_about_use")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
