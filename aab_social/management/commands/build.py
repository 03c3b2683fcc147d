"""`manage.py build`: what is made from other files and therefore not kept in the repository."""

from django.conf import settings
from django.core.management.base import BaseCommand

from aab_social.catalogues import compile_catalogues
from aab_social.typeface import cut_typeface


class Command(BaseCommand):
    help = "Compile the translations and cut the typeface. Quick, and changes nothing the second time."
    requires_system_checks = ()

    def handle(self, *args, **options):
        for source in compile_catalogues(settings.LOCALE_PATHS):
            self.stdout.write(f"compiled {source}")
        if cut_typeface(settings.STATIC_BUILD / "fonts"):
            self.stdout.write(f"cut the typeface into {settings.STATIC_BUILD / 'fonts'}")
