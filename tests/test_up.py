"""`manage.py up` on a real port: everything runs, comes back when killed, and ends without a trace."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from aab_social import supervisor

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
PARTS = {"web": "gunicorn", "worker": "worker", "schedule": "beat"}


def wait_for(what: Callable, seconds: float = 120):
    """The first true value of `what`, asked again and again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := what():
            return value
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s in vain for {what.__name__}")


class Portal:
    """One folder of data, and the portal started on it."""

    def __init__(self, var: Path):
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = var / "up.log"
        self.supervisor: subprocess.Popen | None = None

    def command(self, **more) -> dict:
        own = ("DATABASE_URL", "REDIS_URL", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        return {
            "args": [sys.executable, "manage.py", "up"],
            "cwd": settings.BASE_DIR,
            "env": environment | {"AAB_VAR": str(self.var), "PORT": str(self.port), "EMBEDDED": "1"},
            **more,
        }

    def start(self) -> None:
        with self.log.open("w") as log:
            self.supervisor = subprocess.Popen(**self.command(stdout=log, stderr=subprocess.STDOUT))
        wait_for(self.announced)

    def announced(self) -> bool:
        assert self.supervisor.poll() is None, self.log.read_text()
        return "The portal is running at" in self.log.read_text()

    def healthy(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return answer.read() == b"ok"
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """Every process that works on this folder, with its command."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if f"AAB_VAR={self.var}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return {number: command for number, command in found.items() if command}

    def of(self, part: str) -> set[int]:
        return {number for number, command in self.processes().items() if f" {PARTS[part]} " in command}

    def nothing_left(self) -> bool:
        return not self.processes()


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("var"))
    yield portal
    for number in portal.processes():
        os.kill(number, signal.SIGKILL)
    if portal.supervisor:
        portal.supervisor.wait()


def test_it_starts_survives_kills_and_keeps_its_data(portal):
    portal.start()
    assert portal.healthy()
    assert f"http://localhost:{portal.port}" in portal.log.read_text()
    assert str(portal.var / "mails") in portal.log.read_text()

    web = portal.of("web")
    os.kill(min(web), signal.SIGKILL)  # gunicorn's own parent; its workers must go too
    wait_for(lambda: not web & set(portal.processes()))
    wait_for(portal.healthy)

    for part in ("worker", "schedule"):
        (old,) = portal.of(part)
        os.kill(old, signal.SIGKILL)
        wait_for(lambda part=part, old=old: portal.of(part) - {old})
        assert len(portal.of(part)) == 1
    assert len(re.findall(r"was killed \(SIGKILL\); starting it again", portal.log.read_text())) == 3

    with sqlite3.connect(portal.var / "db.sqlite3") as database:
        database.execute("INSERT INTO django_session VALUES ('kept', '', '2099-01-01')")
    secret = (portal.var / "secret-key").read_text()

    asked_at = time.monotonic()
    portal.supervisor.send_signal(signal.SIGINT)
    assert portal.supervisor.wait(10) == 0
    assert time.monotonic() - asked_at < supervisor.SECONDS_TO_STOP + 2.5  # a busy machine's due
    wait_for(portal.nothing_left, 2)

    portal.start()
    assert portal.healthy()
    with sqlite3.connect(portal.var / "db.sqlite3") as database:
        assert database.execute("SELECT 1 FROM django_session WHERE session_key = 'kept'").fetchone()
    assert (portal.var / "secret-key").read_text() == secret

    second = subprocess.run(**portal.command(capture_output=True, text=True, check=False))
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"CommandError: Port {portal.port} is in use by another program. Stop that, or choose another "
        f"port: make run PORT={portal.port + 1}"
    )

    portal.supervisor.kill()  # nobody is left to tidy up, and still nothing survives
    portal.supervisor.wait()
    wait_for(portal.nothing_left, 5)


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_named(port, portal):
    run = subprocess.run(
        **portal.command(capture_output=True, text=True, check=False)
        | {"args": [sys.executable, "manage.py", "up", f"--port={port}"]}
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"CommandError: PORT must be a number from 1 to 65535, not '{port}'")


def part(code: str) -> supervisor.Part:
    return supervisor.Part("worker", [sys.executable, "-c", code], dict(os.environ))


def test_a_part_that_cannot_start_is_given_up_with_its_name(monkeypatch):
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0)
    said = []
    with pytest.raises(supervisor.GaveUp, match=r"worker does not start: it ended 5 times in a row\."):
        supervisor.Supervisor([part("raise SystemExit(3)")], said.append).run(lambda: None)
    assert said == ["worker ended with code 3; starting it again in 0 s"] * 4


def test_a_part_that_does_not_heed_is_killed_in_the_end(monkeypatch):
    monkeypatch.setattr(supervisor, "SECONDS_TO_STOP", 0.5)
    deaf = part(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    portal = supervisor.Supervisor([deaf], print)
    rounds = iter(range(10))
    portal.run(lambda: os.kill(os.getpid(), signal.SIGTERM) if next(rounds) == 4 else None)
    assert deaf.process.returncode == -signal.SIGKILL
