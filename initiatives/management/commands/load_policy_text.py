"""`manage.py load_policy_text FILE`: the adopted wording, section by section, into a version."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from initiatives.imports.reading import Unreadable
from initiatives.models import PolicyVersion
from initiatives.policy_text import NoSections, load_policy_text


class Command(BaseCommand):
    help = "Read the policy's adopted wording from a text file into a version (the one in force today)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--number", type=int, help="default: the version in force today")

    def handle(self, *, file: Path, number: int | None, **options):
        version = _version(number)
        try:
            outcome = load_policy_text(version, file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except (NoSections, Unreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{version}:")
        for sentence in outcome.sentences():
            self.stdout.write(sentence)


def _version(number: int | None) -> PolicyVersion:
    if number is None:
        version = PolicyVersion.objects.in_force(timezone.localdate())
        if version is None:
            raise CommandError(gettext("Der gælder ingen politik lige nu. Vælg en version med --number."))
        return version
    version = PolicyVersion.objects.filter(number=number).first()
    if version is None:
        raise CommandError(gettext("Der er ingen version %(number)s af politikken.") % {"number": number})
    return version
