"""Real workers for tests that kill them: a process that keeps N sweeping children alive.

    python -m tests.outbox.nursery <children> <port of the mail server> <lease in seconds>

Prints the process number of each child it starts; whoever reads them may send SIGKILL. A child that dies is
replaced at once, as the supervisor of a real worker would do. Ends, with its children, when its input closes.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

WORLD = {
    "MAIL_KINDS": "tests.outbox.world.MAIL_KINDS",
    "TASK_KINDS": "tests.outbox.world.TASK_KINDS",
    "SITE_URL": "https://portal.example.dk",
    # Reminders at any hour, or the test would pass only on weekdays.
    "AAB_MAIL_HOURS": (0, 24),
    "AAB_MAIL_WEEKDAYS_ONLY": False,
    "AAB_MAIL_QUIET_PERIODS": (),
    "AAB_REMINDER_MAILS_PER_MINUTE": 0,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_HOST_USER": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
    "EMAIL_TIMEOUT": 1,
}


def sweep_for_ever() -> None:
    from django.db import close_old_connections

    from accounts import tasks

    while True:
        tasks.sweep_outbox()
        close_old_connections()
        time.sleep(0.1)


def start_child() -> int:
    pid = os.fork()
    if pid == 0:
        os.close(0)
        sweep_for_ever()
    print(pid, flush=True)  # the test reads it
    return pid


def main(children: int, port: int, lease: int) -> None:
    import django
    from django.test import override_settings

    django.setup()
    override_settings(**WORLD, EMAIL_PORT=port, OUTBOX_LEASE_SECONDS=lease).enable()
    alive = {start_child() for _number in range(children)}
    while not select.select([0], [], [], 0.02)[0]:
        pid, _status = os.waitpid(-1, os.WNOHANG)
        if pid:
            alive.discard(pid)
            alive.add(start_child())
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
