import hashlib
import json
import secrets

from django.db import migrations, models


def _sha256(values):
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def chain(apps, schema_editor):
    """Chain the histories there are, in the order in which they were written."""
    Department = apps.get_model("initiatives", "Department")
    DepartmentEntry = apps.get_model("initiatives", "DepartmentEntry")
    for department in Department.objects.only("pk").iterator():
        previous, number = "", 0
        for entry in DepartmentEntry.objects.filter(department=department).order_by("at", "pk"):
            number += 1
            entry.number, entry.previous, entry.salt = number, previous, secrets.token_hex(16)
            entry.content_sha256 = _sha256([entry.salt, entry.params, entry.changes])
            entry.fingerprint = previous = _sha256(
                [
                    previous, entry.department_id, number, int(entry.at.timestamp()), entry.at.microsecond,
                    entry.by_id, entry.kind, entry.sentence, entry.content_sha256,
                ]
            )
            entry.save()
        Department.objects.filter(pk=department.pk).update(log_length=number, log_head=previous)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0018_files_of_agreements")]

    operations = [
        migrations.AddField("department", "log_head", models.CharField(blank=True, default="", editable=False, max_length=64)),
        migrations.AddField("department", "log_length", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("departmententry", "number", models.PositiveIntegerField(default=0, editable=False, verbose_name="nr."), preserve_default=False),
        migrations.AddField("departmententry", "previous", models.CharField(blank=True, default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("departmententry", "salt", models.CharField(blank=True, default="", editable=False, max_length=32), preserve_default=False),
        migrations.AddField("departmententry", "content_sha256", models.CharField(default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("departmententry", "fingerprint", models.CharField(default="", editable=False, max_length=64, verbose_name="fingeraftryk"), preserve_default=False),
        migrations.AddField("logseal", "department_entries", models.PositiveIntegerField(null=True, verbose_name="hændelser i afdelinger")),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AddConstraint("departmententry", models.UniqueConstraint(fields=("department", "number"), name="department_history_number_once")),
    ]
