"""`manage.py import_departments FILE`: departments from a CSV file, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from initiatives.imports.departments import import_departments
from initiatives.imports.plans import Faulty


class Command(BaseCommand):
    help = "Read departments from a CSV file (; between columns). With a fault in it, nothing is stored."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        try:
            plan = import_departments(data)
        except Faulty as faulty:
            raise CommandError(
                "\n".join([_summary(len(faulty.faults)), *map(str, faulty.faults)])
            ) from faulty
        self.stdout.write(str(plan))


def _summary(count: int) -> str:
    text = ngettext(
        "Der er %(count)s ting, der skal rettes. Intet er gemt.",
        "Der er %(count)s ting, der skal rettes. Intet er gemt.",
        count,
    )
    return text % {"count": count}
