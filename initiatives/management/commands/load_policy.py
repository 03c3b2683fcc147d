"""Version 1 of the policy and the focus areas, for a portal that begins without demo data."""

from django.core.management.base import BaseCommand

from initiatives.policy_data import load_version_1


class Command(BaseCommand):
    help = "Load version 1 of the policy (adopted 14 June 2017) and the focus areas. Twice changes nothing."

    def handle(self, *args, **options):
        version = load_version_1()
        self.stdout.write(f"{version}: {version.principles.count()} principper.")
