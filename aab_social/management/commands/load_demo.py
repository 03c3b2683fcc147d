"""`manage.py load_demo`: the policy, 110 departments, people for every role and some forty initiatives."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from aab_social.demo import people
from aab_social.demo.load import load


class Command(BaseCommand):
    help = "Load the demo data once. Everything that no source tells is invented and marked so."

    def add_arguments(self, parser):
        parser.add_argument(
            "--in-production",
            action="store_true",
            help="load it although this is not a portal on one machine",
        )

    def handle(self, *, in_production: bool, **options):
        if not settings.EMBEDDED and not in_production:
            raise CommandError(
                "This portal is not one on one machine. The demo adds an administrator whose password is known "
                "to everybody. If that is what you want, add --in-production."
            )
        loaded = load()
        settings.DEMO_LOGINS.write_text(people.logins())
        self.stdout.write(
            "The demo data is loaded." if loaded else "The demo data is loaded already. Nothing changed."
        )
