import hashlib
import json
import secrets

from django.db import migrations, models


def _sha256(values):
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def chain(apps, schema_editor):
    """Chain the histories there are, in the order in which they were written."""
    HistoryEntry = apps.get_model("initiatives", "HistoryEntry")
    Initiative = apps.get_model("initiatives", "Initiative")
    for initiative in Initiative.objects.only("pk").iterator():
        previous, number = "", 0
        for entry in HistoryEntry.objects.filter(initiative=initiative).order_by("at", "pk"):
            number += 1
            entry.number, entry.previous, entry.salt = number, previous, secrets.token_hex(16)
            entry.content_sha256 = _sha256([entry.salt, entry.params, entry.words, entry.changes])
            entry.fingerprint = previous = _sha256(
                [
                    previous, entry.initiative_id, number, int(entry.at.timestamp()), entry.at.microsecond,
                    entry.by_id, entry.on_behalf_of_id, entry.kind, entry.sentence, entry.prepares,
                    entry.from_status, entry.to_status, entry.content_sha256,
                ]
            )
            entry.save()
        Initiative.objects.filter(pk=initiative.pk).update(log_length=number, log_head=previous)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0004_closing_of_an_initiative")]

    operations = [
        migrations.CreateModel(
            name="LogSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="dag")),
                ("cases", models.PositiveIntegerField(verbose_name="indsatser")),
                ("entries", models.PositiveIntegerField(verbose_name="hændelser")),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingeraftryk")),
                ("sealed_at", models.DateTimeField(verbose_name="lavet")),
            ],
            options={"verbose_name": "segl", "verbose_name_plural": "segl", "ordering": ["-day"]},
        ),
        migrations.AddField("initiative", "log_head", models.CharField(blank=True, default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("initiative", "log_length", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("historyentry", "number", models.PositiveIntegerField(default=0, editable=False, verbose_name="nr."), preserve_default=False),
        migrations.AddField("historyentry", "previous", models.CharField(blank=True, default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("historyentry", "salt", models.CharField(blank=True, default="", editable=False, max_length=32), preserve_default=False),
        migrations.AddField("historyentry", "content_sha256", models.CharField(default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("historyentry", "fingerprint", models.CharField(default="", editable=False, max_length=64, verbose_name="fingeraftryk"), preserve_default=False),
        migrations.AddField("historyentry", "erased_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="teksten slettet")),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AddConstraint("historyentry", models.UniqueConstraint(fields=("initiative", "number"), name="history_number_once")),
    ]
