"""Whether histories and decisions are as they were written."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from initiatives.models import HistoryEntry, LogSeal
from initiatives.seals import verify


class Command(BaseCommand):
    help = (
        "Verify that no history, decision or seal was changed or removed behind the portal's back. Names every "
        "row that was, and ends with an error. With --seals FILE also against the seals kept elsewhere."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seals", type=Path, help="the file of seals, as it is kept outside the portal")

    def handle(self, *args, seals: Path | None = None, **options):
        lines = seals.read_text(encoding="utf-8").splitlines() if seals else []
        faults = list(verify(lines))
        for fault in faults:
            self.stdout.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} fejl. Historikken er ikke, som den blev skrevet.")
        last = LogSeal.objects.first()
        self.stdout.write(
            f"{HistoryEntry.objects.count()} hændelser er, som de blev skrevet. "
            + (f"Sidste segl: {last}" if last else "Der er ikke lavet et segl endnu.")
        )
