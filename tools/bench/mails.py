"""How quickly mails leave, beside a bare loop over the same mail server: run by `python -m tools.bench`.

    python -m tools.bench.mails fill 2000 | sweep PORT | raw PORT 2000 | sink

Each is a process of its own, so that the mail server of the test does not share a processor with the sender.
The hourly limit of reminders a minute is lifted: the question is what the machine can do, not what AAB wants.
"""

from __future__ import annotations

import os
import smtplib
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = "bare smtplib loop"


def measure(environment: dict[str, str], mails: int, mail_server: int = 0) -> dict[str, float]:
    """Mails a second: a bare loop of smtplib, one worker, two workers. The database is filled anew for each.

    `mail_server` is the port of one that is running on this machine, such as aiosmtpd's; 0 starts our own, which
    does next to nothing. The bare loop runs before and after the others, because the machine has other work too.
    """
    environment = environment | {"DJANGO_SETTINGS_MODULE": "tools.bench.settings"}
    if mail_server:
        return _rates(environment, mails, str(mail_server))
    with _process(environment, "sink") as sink:
        try:
            return _rates(environment, mails, sink.stdout.readline().strip())
        finally:
            sink.terminate()


def _rates(environment: dict[str, str], mails: int, port: str) -> dict[str, float]:
    bare = [float(_run(environment, "raw", port, str(2 * mails)))]
    rates = {}
    for workers in (1, 2):
        _run(environment, "fill", str(mails))
        began = time.perf_counter()
        senders = [_process(environment, "sweep", port) for _number in range(workers)]
        left = [int(sender.communicate()[0]) for sender in senders]
        rates[f"the outbox, {workers} worker{'s' if workers > 1 else ''}"] = mails / (
            time.perf_counter() - began - min(left) / 1000
        )
        bare.append(float(_run(environment, "raw", port, str(2 * mails))))
    return {BARE: statistics.median(bare)} | rates


def report(name: str, rates: dict[str, float]) -> None:
    limit = rates[BARE]
    print(f"\n{name}, mails to one mail server")
    print(f"{'path':<24}{'mails/s':>10}{'mails/min':>12}{'% of bare':>11}")
    for path, rate in rates.items():
        print(f"{path:<24}{rate:>10.0f}{rate * 60:>12.0f}{100 * rate / limit:>11.0f}")


def _process(environment: dict[str, str], *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tools.bench.mails", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def _run(environment: dict[str, str], *arguments: str) -> str:
    with _process(environment, *arguments) as process:
        said, _nothing = process.communicate()
    if process.returncode:
        raise SystemExit(f"tools.bench.mails {arguments} failed")
    return said.strip() or "0"


# --- In a process of its own ----------------------------------------------------------------------
def sink() -> None:
    from tests.outbox.smtp_sink import Sink, _Talk

    class Quick(_Talk):
        """Takes everything and keeps nothing: reading the mail would cost the sender's time."""

        def _take(self, content: bytes) -> bool:
            return self._send("250 taken")

    server = Sink()
    server.RequestHandlerClass = Quick
    print(server.port, flush=True)
    server.serve_forever()


def raw(port: int, mails: int) -> None:
    """One connection, one message made beforehand: nothing in Python can be quicker."""
    body = ("From: a@example.dk\r\nTo: b@example.dk\r\nSubject: Hej\r\n\r\n" + "x" * 70 + "\r\n") * 14
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for _number in range(mails):
            server.sendmail("a@example.dk", ["b@example.dk"], body)
    print(mails / (time.perf_counter() - began))


def _set_up(port: int = 0) -> None:
    import django
    from django.test import override_settings

    from tests.outbox.nursery import WORLD

    django.setup()
    override_settings(**WORLD | {"EMAIL_TIMEOUT": 20}, EMAIL_PORT=port).enable()


def fill(mails: int) -> None:
    _set_up()
    from django.utils import timezone

    from accounts.models import MailStatus, OutgoingMail, User

    OutgoingMail.objects.all().delete()
    now = timezone.now()
    if User.objects.filter(email__startswith="mail").count() < mails:
        User.objects.bulk_create(
            (User(email=f"mail{n}@example.dk", name=f"Karen {n}") for n in range(mails)),
            batch_size=500,
        )
    people = User.objects.filter(email__startswith="mail")[:mails]
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                kind="reminder", recipient=person, about_type="accounts.user", about_id=person.pk,
                occurrence="bench", message_id=f"<{person.pk}@example.dk>", policy="ask", urgency="reminder",
                status=MailStatus.PLANNED, queued_at=now, due_at=now, next_attempt_at=now,
            )
            for person in people
        ),
        batch_size=500,
    )  # fmt: skip


def sweep(port: int) -> None:
    """Send everything, and print the milliseconds it took to start."""
    began = time.perf_counter()
    _set_up(port)
    from accounts import outbox

    started = (time.perf_counter() - began) * 1000
    outbox.sweep(seconds=600)
    print(round(started))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.bench.settings")
    {"sink": sink, "raw": raw, "fill": fill, "sweep": sweep}[sys.argv[1]](*map(int, sys.argv[2:]))
