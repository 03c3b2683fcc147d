"""Emptying a test database that refuses to be emptied, as it should."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL = """
SELECT DISTINCT quote_ident(relname) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND tgenabled <> 'D'
"""


@contextmanager
def set_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Every trigger of the database is out of the way within the block, whichever app put it up."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(POSTGRESQL)
            tables = [table for (table,) in cursor.fetchall()]
            away = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            back = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            away = [f"DROP TRIGGER {name}" for name, _sql in found]
            back = [sql for _name, sql in found]
        for statement in away:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in back:
                cursor.execute(statement)
