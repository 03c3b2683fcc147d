"""`manage.py up`: the whole portal on this machine, with one command and no server beside it."""

import os
import signal
import socket
import sys
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from aab_social.supervisor import GaveUp, Part, Supervisor, die_with_parent

HOST = "127.0.0.1"  # this machine only: the embedded mode speaks plain http


class Command(BaseCommand):
    help = "Migrate, load demo data the first time, and run web, worker and schedule until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="default: $PORT or 8000")
        parser.add_argument("--stop-with-parent", action="store_true", help="stop when the caller is killed")

    def handle(self, *, port, stop_with_parent, **options):
        if stop_with_parent:
            die_with_parent(signal.SIGTERM)
        self.port = free_port(port)
        self.address = f"http://localhost:{self.port}"
        self.announced = False

        call_command("migrate", interactive=False, verbosity=0)
        call_command("build")
        if not get_user_model().objects.exists():
            self.say("Loading the policy and the demo data ...")
            call_command("load_demo")

        try:
            Supervisor(parts(self.port), self.say).run(each_round=self.announce)
        except GaveUp as fault:
            raise CommandError(f"{fault} The lines above say why.") from fault
        self.say("Stopped. Everything entered is kept.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def announce(self) -> None:
        """Tell where the portal is and who can log in, once it answers."""
        if self.announced:
            return
        try:
            urlopen(f"http://{HOST}:{self.port}/healthz", timeout=1).close()
        except (URLError, OSError):
            return
        self.announced = True
        logins = settings.DEMO_LOGINS
        self.say(
            f"\nThe portal is running at  {self.address}\n"
            f"Mails it sends are in     {settings.MAIL_FOLDER}\n"
            f"Everything it keeps is in {settings.VAR}\n"
            + (f"\nLog in as:\n{logins.read_text()}" if logins.exists() else "")
            + "\nCtrl-C stops it and keeps the data.\n"
        )


def free_port(port: str) -> int:
    """`port` as a number, or CommandError with what to do when it cannot be listened on."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except PermissionError:
            raise CommandError(f"Port {port} needs administrator rights. Choose one above 1023.") from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use by another program. Stop that, or choose another port: "
                f"make run PORT={int(port) + 1}"
            ) from None
    return int(port)


def parts(port: int) -> list[Part]:
    """Web, worker and schedule, as in production but on one port and one broker made of files."""
    environment = os.environ | {
        "EMBEDDED": "1",
        "PORT": str(port),
        "AAB_VAR": str(settings.VAR),
        "PYTHONPATH": str(settings.BASE_DIR),
        # True, but in a container there may be nobody else to run it as.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "aab_social", "--workdir", str(settings.BASE_DIR)]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = [
        *(*python, "gunicorn", "aab_social.wsgi", "--bind", f"{HOST}:{port}", "--log-level", "warning"),
        # One process, because rate limits and log-in codes live in its memory.
        *("--workers", "1", "--threads", "8", "--graceful-timeout", "3", "--no-control-socket"),
    ]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING", *alone]
    # It remembers what ran last in settings.CELERY_BEAT_SCHEDULE_FILENAME.
    schedule = [*celery, "beat", "--loglevel", "WARNING"]
    return [
        Part("web", web, environment),
        Part("worker", worker, environment),
        Part("schedule", schedule, environment),
    ]
