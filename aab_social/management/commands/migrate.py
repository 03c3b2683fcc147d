"""Django's own `migrate`, and then the guards of the tables to which rows are only added."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from initiatives import guards


class Command(Migrate):
    def handle(self, *args, **options):
        super().handle(*args, **options)
        # SQLite forgets the triggers of a table that a migration remakes.
        guards.put_up(connections[options["database"]])
