"""Measure how a board member's phone fares: the blueprint's journey 3.2, from the mail to the receipt.

    python -m tools.bench.phone [--walks 5]

The whole portal is started with the demo data, as `make run` starts it, and walked through in Debian's Chromium at
390 x 844 with the blueprint's Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, the processor a quarter
as fast. Every walk is a browser of its own, so the first page is opened with an empty cache and the others with what
the first one left, as on a phone. *LCP* is when the largest thing on the page is drawn, told by the browser; the way of
the photo of the minutes up to the portal, before there is a page to draw, is told by itself. *Alone* is a page opened
with an empty cache. The last walk sends the answer, another one is done without scripts.
Milliseconds follow the machine's other load; kilobytes do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from . import ROOT, free_port

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "da-DK",
    "timezone_id": "Europe/Copenhagen",
}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = {"rate": 4}
LIMIT_KB, LIMIT_MS = 60, 1800
FILE_GOES_UP = "Passer det?"
SENT_UP = "() => performance.getEntriesByType('navigation')[0].redirectEnd"
LARGEST = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""
STEPS = ("Hej Karen", "Var beboerne med i beslutningen?", "Passer det?", "Tak. Bestyrelsens svar er sendt")


@dataclass
class Phone:
    """One phone, and what came over the air for the page it shows."""

    page: Page
    scripts: bool
    sent: list[float] = field(default_factory=list)
    ups: list[float] = field(default_factory=list)

    def __post_init__(self):
        self.wire = self.page.context.new_cdp_session(self.page)
        self.wire.on("Network.loadingFinished", lambda event: self.sent.append(event["encodedDataLength"]))
        self.wire.send("Network.enable")
        self.wire.send("Network.emulateNetworkConditions", SLOW_4G)
        self.wire.send("Emulation.setCPUThrottlingRate", SLOWER)

    def open(self, address: str) -> tuple[float, float]:
        """(milliseconds until the largest thing is drawn, kilobytes)"""
        return self._arrive(lambda: self.page.goto(address))

    def press(self, button: str) -> tuple[float, float]:
        return self._arrive(lambda: self.page.get_by_role("button", name=button, exact=True).tap())

    def _arrive(self, act) -> tuple[float, float]:
        self.sent.clear()
        with self.page.expect_navigation(wait_until="networkidle"):
            act()
        drawn = self.page.evaluate(LARGEST) if self.scripts else 0.0
        return drawn, sum(self.sent) / 1000


@contextmanager
def phone(browser: Browser, *, scripts: bool = True) -> Iterator[Phone]:
    context = browser.new_context(**PHONE, java_script_enabled=scripts)
    try:
        yield Phone(context.new_page(), scripts)
    finally:
        context.close()


def walk(holder: Phone, link: str, minutes: Path, *, send: bool) -> dict[str, tuple[float, float]]:
    """The four pages of the journey; the third press is the last one unless the answer is to be sent."""
    page, found = holder.page, {}
    found[STEPS[0]] = holder.open(link)
    found[STEPS[1]] = holder.press("Start")
    held = timezone.localdate() - dt.timedelta(days=10)
    page.get_by_text("På afdelingsmødet", exact=True).tap()
    for box, number in zip(("day", "month", "year"), (held.day, held.month, held.year), strict=True):
        page.locator(f"#id_held_on_{box}").fill(str(number))
    page.get_by_text("Ja til indsatsen", exact=True).tap()
    page.locator("#id_upload").set_input_files(minutes)
    drawn, received = holder.press("Fortsæt")
    up = page.evaluate(SENT_UP) if holder.scripts else 0.0
    holder.ups.append(up)
    found[FILE_GOES_UP] = drawn - up, received
    if send:
        found[STEPS[3]] = holder.press("Send svar")
    if page.locator("h1").inner_text() != list(found)[-1]:
        raise SystemExit(f"Not at “{list(found)[-1]}”, but at “{page.locator('h1').inner_text()}”.")
    return found


def measure(address: str, walks: int, folder: Path) -> None:
    from initiatives.models import SavedAnswer  # the portal's settings are chosen by now

    minutes = folder / "referat.jpg"
    _draw(minutes)
    link, others = _addresses(address)
    rows: dict[str, list[tuple[float, float]]] = {step: [] for step in STEPS}
    alone: dict[str, list[tuple[float, float]]] = {}
    ups: list[float] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        with phone(browser, scripts=False) as holder:
            bare = walk(holder, link, minutes, send=False)
        SavedAnswer.objects.all().delete()
        for turn in range(walks):
            with phone(browser) as holder:
                for step, figures in walk(holder, link, minutes, send=turn == walks - 1).items():
                    rows[step].append(figures)
                ups += holder.ups
                if turn == walks - 1:
                    others["Receipt"] = (holder.page.url, holder.page.context.cookies())
            SavedAnswer.objects.all().delete()
        for name, (url, cookies) in others.items():
            for _turn in range(walks):
                with phone(browser) as holder:
                    holder.page.context.add_cookies(cookies)
                    alone.setdefault(name, []).append(holder.open(url))
        browser.close()
    print(f"Slow 4G, processor / 4, 390 x 844, {walks} walks. Limits: {LIMIT_MS} ms, {LIMIT_KB} kB")
    _tell("journey 3.2", rows)
    size = minutes.stat().st_size / 1000
    print(f"the photo of {size:.0f} kB took {statistics.median(ups):.0f} ms to go up")
    print("without scripts: " + ", ".join(f"{kb:.1f}" for _ms, kb in bare.values()) + " kB")
    _tell("alone", alone)


def _tell(title: str, rows: dict[str, list[tuple[float, float]]]) -> None:
    print(f"\n{title:<34}{'LCP ms, median':>15}{'most':>7}{'kB':>7}")
    for name, figures in rows.items():
        times, sizes = [ms for ms, _kb in figures], [kb for _ms, kb in figures]
        over = "" if max(times) <= LIMIT_MS and max(sizes) <= LIMIT_KB else "  over the limit"
        print(f"{name:<34}{statistics.median(times):>15.0f}{max(times):>7.0f}{max(sizes):>7.1f}{over}")


def _draw(target: Path) -> None:
    """A photo of minutes as a phone would send it; it goes up, so the browser counts it nowhere."""
    from PIL import Image

    Image.effect_noise((900, 1200), 12).convert("RGB").save(target, "JPEG", quality=60)


def _addresses(address: str) -> tuple[str, dict]:
    """The link in Karen Juhl's mail, and pages that are measured by themselves."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from accounts.tasklinks import link_for
    from initiatives.models import BoardRequest

    karen = User.objects.get(email="karen.juhl@example.dk")
    asked = BoardRequest.objects.get(
        initiative__name="Lektiecafé i Afdeling 52", department__number="58", closed_at__isnull=True
    )
    client = Client()
    client.force_login(karen)
    name = settings.SESSION_COOKIE_NAME
    mine = [{"name": name, "value": client.cookies[name].value, "url": address}]
    return address + link_for(karen, "resident_decision", asked.pk).path, {
        "Mine opgaver": (f"{address}/opgaver/", mine),
        "Vores afdeling": (f"{address}/afdelinger/58/overblik/", mine),
        "Frivilligt arbejde": (f"{address}/afdelinger/58/frivilligt/", mine),
        "The public department": (f"{address}/afdelinger/58/", []),
        "Help with the rent": (f"{address}/hjaelp-til-huslejen/", []),
        "A guide": (f"{address}/hjaelp/svar-for-bestyrelsen/", []),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--walks", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        own = {"AAB_VAR": folder, "EMBEDDED": "1", "PORT": str(port), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        os.environ.update(own, DJANGO_SETTINGS_MODULE="aab_social.settings")
        portal = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL
        )
        try:
            address = f"http://localhost:{port}"
            _wait_for(address)
            import django

            django.setup()
            from django.conf import settings

            settings.ALLOWED_HOSTS = ["*"]
            measure(address, options.walks, Path(folder))
        finally:
            portal.terminate()
            portal.wait(timeout=30)
    return 0


def _wait_for(address: str) -> None:
    for _try in range(600):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 - our own portal
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The portal did not start.")


if __name__ == "__main__":
    sys.exit(main())
