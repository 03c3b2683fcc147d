"""A PostgreSQL server of the test's own, restarted five times in the hard way (`pg_ctl restart -m immediate`).

Only in the long run (OUTBOX_KILLS=200), where the programs of PostgreSQL are installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tests.outbox.smtp_sink import smtp_sink

from .test_outbox_kill import IS_LONG, workers

MAILS, RESTARTS = 400, 5
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_LONG, reason="Only in the long run: OUTBOX_KILLS=200."),
]


def programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Server:
    """A cluster in a folder, on a port of its own; run as `postgres` where the test runs as root."""

    def __init__(self, folder: Path):
        self.bin, self.folder = programs(), folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"postgres://tester@127.0.0.1:{self.port}/postgres"

    def _as_owner(self, *command: str) -> None:
        ahead = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*ahead, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def __enter__(self) -> Server:
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._as_owner(
            str(self.bin / "initdb"), "-D", str(self.folder), "-A", "trust", "-U", "tester", "-E", "UTF8"
        )
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._ctl("start", "-o", options)
        return self

    def __exit__(self, *_exc) -> None:
        self._ctl("stop", "-m", "immediate")

    def _ctl(self, *what: str) -> None:
        log = str(self.folder / "log")
        self._as_owner(str(self.bin / "pg_ctl"), "-D", str(self.folder), "-l", log, "-w", *what)

    def restart(self) -> None:
        self._ctl("restart", "-m", "immediate")

    def ask(self, statement: str) -> list:
        connection = psycopg2.connect(self.url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()


@pytest.fixture
def folder():
    # Not below pytest's own folder, which only its owner may enter.
    path = Path(f"/tmp/aab-restart-{os.getpid()}")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.skipif(programs() is None, reason="PostgreSQL's programs are not installed.")
def test_five_hard_restarts_of_the_database_lose_nothing_and_send_nothing_twice(folder, record_property):
    began = time.monotonic()
    with Server(folder) as server, smtp_sink(delay=0.05) as sink:
        environment = os.environ | {
            "DATABASE_URL": server.url,
            "EMBEDDED": "1",
            "SECRET_KEY": settings.SECRET_KEY,
        }
        environment |= {"DJANGO_SETTINGS_MODULE": "aab_social.settings"}
        run = {"cwd": settings.BASE_DIR, "env": environment, "check": True}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], **run)
        subprocess.run([sys.executable, "-m", "tools.bench.mails", "fill", str(MAILS)], **run)
        with workers(3, sink.port, database=server.url):
            for _restart in range(RESTARTS):
                time.sleep(1.5)
                server.restart()
            deadline = time.monotonic() + 120
            unsettled = (
                "SELECT count(*) FROM accounts_outgoingmail"
                " WHERE status IN ('planned', 'claimed', 'transmitting')"
            )
            while server.ask(unsettled)[0][0]:
                assert time.monotonic() < deadline
                time.sleep(0.3)
        counts = dict(server.ask("SELECT status, count(*) FROM accounts_outgoingmail GROUP BY status"))
        sent = {
            row[0] for row in server.ask("SELECT message_id FROM accounts_outgoingmail WHERE status = 'sent'")
        }
    copies = sink.copies()
    figures = {
        "restarts": RESTARTS,
        "taken": len(sink.taken),
        **counts,
        "seconds": round(time.monotonic() - began),
    }
    for name, figure in figures.items():
        record_property(name, figure)
    sys.stdout.write(f"\n{figures}\n")
    assert set(copies.values()) == {1}  # nothing twice
    assert sent <= set(copies)
    assert set(counts) <= {"sent", "unknown"}  # nothing lost in silence
    assert sum(counts.values()) == MAILS
