"""Entries are only added. The database itself refuses to change or remove one."""

from django.db import migrations

TABLE = "funding_moneyentry"
ACTS = ("update", "delete")

POSTGRESQL = """
CREATE OR REPLACE FUNCTION funding_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %, % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def put_up(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL, params=None)  # the signs of per cent are its own
    for act in ACTS:
        name = f"{TABLE}_no_{act}"
        before = f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {TABLE}"
        if postgresql:
            schema_editor.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION funding_append_only()")
        else:
            schema_editor.execute(f"{before} BEGIN SELECT RAISE(ABORT, 'append-only: {TABLE}'); END")


def take_down(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for act in ACTS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}{on}")


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_frames_commitments_and_entries")]
    operations = [migrations.RunPython(put_up, take_down)]
