import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.outbox import returns


class Command(BaseCommand):
    help = (
        "Read mails that came back: one from standard input (-), or all of a Maildir folder or mbox file. "
        "In an alias file: returmail: |/path/to/manage.py read_returns -"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "mailbox", help="- for one mail on standard input, or a Maildir folder or mbox file"
        )

    def handle(self, *args, mailbox: str, **options):
        if mailbox == "-":
            read, news = 1, int(returns.take_in(sys.stdin.buffer.read(returns.LARGEST + 1)))
        else:
            path = Path(mailbox)
            if not path.exists():
                raise CommandError(f"There is no mailbox at {mailbox}.")
            read, news = returns.read_mailbox(path)
        self.stdout.write(f"{read} read, {news} new.")
