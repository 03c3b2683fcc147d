"""Taking personal data out of the history without breaking its chain."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from initiatives.history import erase_words
from initiatives.models import HistoryEntry


class Command(BaseCommand):
    help = (
        "Erase what people wrote in one row of history (see its number in the administration), with a reason."
    )

    def add_arguments(self, parser):
        parser.add_argument("entry", type=int, help="the row's number")
        parser.add_argument("--by", required=True, help="the mail address of whoever does it")
        parser.add_argument("--why", required=True, help="the reason, which stands in the history")

    def handle(self, *args, entry: int, by: str, why: str, **options):
        row = HistoryEntry.objects.select_related("initiative").filter(pk=entry).first()
        person = User.objects.filter(email=by).first()
        if row is None or person is None:
            raise CommandError("Der er ingen hændelse med det nummer eller ingen bruger med den mailadresse.")
        erase_words(row, by=person, why=why)
        self.stdout.write(f"Teksten i hændelse {row.number} i indsats {row.initiative_id} er slettet.")
