"""Stays of before are gathered into episodes: one a person and programme."""

from django.db import migrations

from cairn.kit import wall
from cairn.kit.ids import new_id


def gather(apps, schema_editor):
    Episode, Enrolment = apps.get_model("care", "Episode"), apps.get_model("care", "Enrolment")
    with wall.everywhere("stays of every organisation are gathered"):
        stays = Enrolment.objects.filter(episode=None).select_related("level").order_by("began_on", "pk")
        episodes = {}
        for stay in stays:
            key = (stay.person_id, stay.level.programme_id)
            found = episodes.get(key)
            if found is None:
                found = episodes[key] = Episode.objects.create(
                    id=new_id(), organisation_id=stay.organisation_id, person_id=stay.person_id,
                    programme_id=stay.level.programme_id, began_on=stay.began_on, ended_on=stay.began_on,
                )
            in_treatment = stay.ended_on is None and stay.level.kind != "alumni"
            open_elsewhere = Episode.objects.filter(person_id=stay.person_id, ended_on=None).exclude(pk=found.pk).exists()
            found.ended_on = None if in_treatment and not open_elsewhere else (stay.ended_on or stay.began_on)
            found.save(update_fields=["ended_on"])
            if stay.level.kind == "alumni":
                stay.step = "discharged"
            stay.episode = found
            stay.save(update_fields=["episode", "step"])


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0005_episodes'),
    ]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
