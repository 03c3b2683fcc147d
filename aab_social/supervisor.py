"""Keeps a few processes running on one machine, and ends them together.

Each part leads a process group of its own, so that what it started dies with it, and on Linux each
is killed by the kernel when this process dies, however it dies.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

SECONDS_TO_STOP = 3.5  # an idle worker needs up to 3; what still runs then is killed
QUICK = 10  # seconds: a part that ends by itself sooner than this has not really started
QUICK_ENDS_ALLOWED = 5
LONGEST_PAUSE = 30  # seconds
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process `signal_number` when its parent ends."""
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signal_number)


class GaveUp(Exception):
    """A part ended by itself again and again; the message names it."""


@dataclass
class Part:
    """One process that should always run, such as the web server."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    started: float = 0  # clock of time.monotonic(), like `due`
    due: float = 0  # when to start it
    quick_ends: int = 0

    def start(self) -> None:
        parent = os.getpid()

        def in_the_child() -> None:
            die_with_parent()
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command,
            env=self.environment,
            start_new_session=True,  # Ctrl-C reaches only us, who then end all in order
            preexec_fn=in_the_child,  # safe: this process has no threads
        )

    def send(self, signal_number: int) -> None:
        """Signal the part and everything it started; nothing when all of it is gone."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal_number)

    def bury(self) -> str:
        """Note that the process has ended, end what it left behind; what to tell about it."""
        code = self.process.returncode
        self.send(signal.SIGKILL)
        self.process = None
        if code < 0:
            # Killed from outside: start it again at once, however often.
            pause, how = 0.5, f"was killed ({signal.Signals(-code).name})"
        else:
            lived = time.monotonic() - self.started
            self.quick_ends = self.quick_ends + 1 if lived < QUICK else 1
            pause, how = min(0.25 * 2**self.quick_ends, LONGEST_PAUSE), f"ended with code {code}"
        self.due = time.monotonic() + pause
        return f"{self.name} {how}; starting it again in {pause:g} s"


@dataclass
class Supervisor:
    """Runs `parts` until it is told to stop. `say` tells a person what happens."""

    parts: list[Part]
    say: Callable[[str], None]
    stopping: bool = field(default=False, init=False)

    def run(self, each_round: Callable[[], None]) -> None:
        """Start the parts and keep them running until SIGINT, SIGTERM or SIGHUP.

        `each_round` is called about five times a second. Raises GaveUp when a part cannot start.
        Whatever happens, no part is left running.
        """
        asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._stop) for number in asked}
        try:
            while not self.stopping:
                for part in self.parts:
                    self._look_after(part)
                each_round()
                time.sleep(0.2)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_args) -> None:
        self.stopping = True

    def _look_after(self, part: Part) -> None:
        if part.process is None:
            if time.monotonic() >= part.due:
                part.start()
        elif part.process.poll() is not None:
            news = part.bury()
            if part.quick_ends >= QUICK_ENDS_ALLOWED:
                raise GaveUp(f"{part.name} does not start: it ended {part.quick_ends} times in a row.")
            self.say(news)

    def _end_all(self) -> None:
        running = [part for part in self.parts if part.process]
        for part in running:
            part.send(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        for part in running:
            with suppress(subprocess.TimeoutExpired):
                part.process.wait(max(0, deadline - time.monotonic()))
        for part in running:
            part.send(signal.SIGKILL)
            part.process.wait()
