"""Tables to which rows are only added: the database itself refuses to change or remove one.

Of the files that prove a point only the mark that one was taken away may come and go.

A published version of the policy is guarded the same way (see `policy_guards`).

Triggers on PostgreSQL (also against TRUNCATE) and on SQLite (where REPLACE meets them because the connection
sets `recursive_triggers`). `manage.py migrate` puts them up; SQLite loses them whenever a table is remade.
Whoever owns the tables can take them down: that is why the rows are chained as well (see `history`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from . import policy_guards

HISTORY = "initiatives_historyentry"
EVIDENCE = "initiatives_evidence"
EVIDENCE_POINT = "initiatives_evidencepoint"
APPEND_ONLY = (
    HISTORY,
    "initiatives_departmententry",
    "initiatives_decision",
    "initiatives_logseal",
    "initiatives_approvedversion",
    EVIDENCE,
    EVIDENCE_POINT,
    *settings.APPEND_ONLY_TABLES_ABOVE,
)

_KEPT = (
    "id", "initiative_id", "number", "previous", "at", "by_id", "on_behalf_of_id", "kind", "sentence", "prepares",
    "from_status", "to_status", "content_sha256", "fingerprint",
)  # fmt: skip


def _erases(same: str, empty: str) -> str:
    """The one change a row of history may undergo: what people wrote is taken away, and nothing else."""
    kept = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _KEPT)
    gone = f"NEW.words = '' AND NEW.salt = '' AND NEW.params = {empty} AND NEW.changes = {empty}"
    return f"OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {gone} AND {kept}"


# A file that came with a proposed change moves to the case when the proposal is approved; it can be taken off the list
# and put back. What it says stays.
_WRITTEN_ONCE = {
    EVIDENCE: (
        "id", "requirement_key", "department_id", "file", "link", "version", "replaces_id", "valid_until", "name",
        "content_type", "size", "sha256", "text_checked", "uploaded_by_id", "uploaded_at",
    ),
    EVIDENCE_POINT: ("id", "evidence_id", "requirement_key", "added_by_id", "added_at"),
}  # fmt: skip


def _allowed_update(table: str, same: str, empty: str) -> str:
    """The condition under which a row of the table may be changed; "" where it never may."""
    if table == HISTORY:
        return _erases(same, empty)
    return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _WRITTEN_ONCE.get(table, ()))


def _sqlite(table: str) -> dict[str, str]:
    stop = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    allowed = _allowed_update(table, "IS", "'{}'")
    unless = f"WHEN NOT ({allowed})" if allowed else ""
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {unless} {stop}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}",
    }


def _postgresql(table: str) -> dict[str, str]:
    run = "EXECUTE FUNCTION aab_append_only()"
    allowed = _allowed_update(table, "IS NOT DISTINCT FROM", "'{}'::jsonb")
    unless = f"WHEN (NOT ({allowed}))" if allowed else ""
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"{unless} {run}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {run}",
        f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT {run}",
    }


_FUNCTION = """
CREATE OR REPLACE FUNCTION aab_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %, % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """{trigger: (table, statement)} for the tables that are there."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    there = set(connection.introspection.table_names())
    append_only = {
        name: (table, sql) for table in APPEND_ONLY if table in there for name, sql in make(table).items()
    }
    closed = policy_guards.postgresql() if connection.vendor == "postgresql" else policy_guards.sqlite()
    return append_only | {name: guard for name, guard in closed.items() if guard[0] in there}


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    if connection.vendor == "postgresql":
        # 'D' is a trigger that was switched off.
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that should stand and do not."""
    return sorted(_wanted(connection).keys() - _present(connection))


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Put every guard up that is not there. Twice changes nothing."""
    lacking = missing(connection)
    if not lacking:
        return
    wanted = _wanted(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name in lacking:
            table, sql = wanted[name]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            cursor.execute(sql)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Take the guards down; for a migration that remakes rows, and for emptying a test database."""
    with connection.cursor() as cursor:
        for name, (table, _sql) in _wanted(connection).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The guards are down within the block; if it fails, its transaction puts them up again by rolling back."""
    take_down(connection)
    yield
    put_up(connection)
