"""Measure the portal's policy gate, mails and pages.

    python -m tools.bench [--initiatives 10000] [--rounds 40] [--mails 2000]

Each database is filled anew, gunicorn serves with two sync workers, and every round asks for each
page once, in random order. Quote the ratios: milliseconds follow the machine's other load.
DATABASE_URL names the PostgreSQL server to measure as well; a database `aab_bench` is made and dropped.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from . import ROOT, free_port, mails, policy

DATABASE = "aab_bench"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--initiatives", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40, help="0 measures no pages")
    parser.add_argument("--mails", type=int, default=2_000, help="0 measures no mails")
    parser.add_argument(
        "--mail-server", type=int, default=0, help="port of one that runs here, such as aiosmtpd"
    )
    options = parser.parse_args()
    servers = [("SQLite", "")]
    if url := os.environ.get("DATABASE_URL", ""):
        servers.append(("PostgreSQL", url))
    for name, url in servers:
        with tempfile.TemporaryDirectory() as folder:
            _measure(name, url, Path(folder), options)
    return 0


def _measure(name: str, url: str, folder: Path, options) -> None:
    environment = {
        **os.environ,
        "AAB_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
        "SECRET_KEY": "measured-with-a-secret-that-protects-nothing-at-all-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "DEBUG": "false",
        "SITE_URL": "http://127.0.0.1",
        "EMAIL_URL": f"filemail:///{folder}",
    }
    environment.pop("REDIS_URL", None)
    if url:
        _postgres(url, f"DROP DATABASE IF EXISTS {DATABASE}")
        _postgres(url, f"CREATE DATABASE {DATABASE}")
        environment["DATABASE_URL"] = _with_name(url, DATABASE)
    else:
        environment["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    python = [sys.executable]
    subprocess.run([*python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    filled = subprocess.run(
        [*python, "-m", "tools.bench.prepare", str(options.initiatives)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    session, case, name_of_case = filled.stdout.split()
    policy.report(name, policy.measure(environment))
    if options.mails:
        mails.report(name, mails.measure(environment, options.mails, options.mail_server))
    if not options.rounds:
        return
    port = free_port()
    server = subprocess.Popen(
        [
            *python,
            "-m",
            "gunicorn",
            "aab_social.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--no-control-socket",
            "--log-level",
            "error",
        ],
        cwd=ROOT,
        env=environment,
    )
    pages = {
        "bare constant": "/bare/constant/",
        "bare list25": "/bare/list25/",
        "list": "/indsatser/",
        "list, filtered": "/indsatser/?status=running",
        "list, searched": "/indsatser/?q=naboskab",
        "initiative": f"/indsatser/{case}-{name_of_case}/",
        "checklist": f"/indsatser/{case}/tjekliste/",
        "tasks": "/opgaver/",
    }
    public = {
        "bare public24": "/bare/public24/",
        "front page": "/",
        "stories": "/historier/",
        "story": "/historier/historie-7/",
        "activities": "/vaer-med/",
        "activity": "/vaer-med/7/",
        "departments": "/afdelinger/",
        "department": "/afdelinger/58/",
        "help with rent": "/hjaelp-til-huslejen/",
    }
    try:
        _wait_for(port)
        times, sizes = _ask(port, f"sessionid={session}", pages, options.rounds)
        open_times, open_sizes = _ask(port, "", public, options.rounds)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if url:
            _postgres(url, f"DROP DATABASE IF EXISTS {DATABASE}")
    print(f"\n{name}, {options.initiatives} initiatives, {options.rounds} rounds, 2 sync workers")
    _tell(times, sizes, "bare list25")
    print("\nWithout a log-in, 110 departments, 500 activities, 200 stories")
    _tell(open_times, open_sizes, "bare public24")


def _tell(times: dict, sizes: dict, bare: str) -> None:
    limit = statistics.median(times[bare])
    print(f"{'page':<16}{'median ms':>11}{'p95 ms':>9}{'x ' + bare:>16}{'HTML kB':>9}")
    for page, taken in times.items():
        median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{page:<16}{median:>11.1f}{p95:>9.1f}{median / limit:>16.2f}{sizes[page] / 1000:>9.1f}")


def _ask(port: int, cookie: str, pages: dict, rounds: int) -> tuple[dict, dict]:
    times: dict[str, list[float]] = {page: [] for page in pages}
    sizes: dict[str, int] = {}
    shuffled = random.Random(2017)  # noqa: S311 - an order of pages, not a secret
    for turn in range(rounds + 3):
        for page, path in shuffled.sample(list(pages.items()), len(pages)):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            body = response.read()
            taken = (time.perf_counter() - began) * 1000
            connection.close()
            if response.status != 200:
                raise SystemExit(f"{path} answered {response.status}")
            if turn >= 3:  # the first rounds warm caches and connections
                times[page].append(taken)
            sizes[page] = len(body)
    return times, sizes


def _wait_for(port: int) -> None:
    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not start")


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _postgres(url: str, statement: str) -> None:
    import psycopg2  # only here: SQLite alone needs no driver

    parts = urlsplit(url)
    connection = psycopg2.connect(
        host=parts.hostname,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=parts.path.lstrip("/") or "postgres",
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
