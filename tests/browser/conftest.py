"""Debian's Chromium in front of the real portal. Everything in this folder carries the mark `browser`.

Every page is watched: an error in the console (a refused style or script among them), a broken answer
or a request to another host fails the test that opened it.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from aab_social.typeface import cut_typeface

# Playwright's event loop runs in this thread, and Django would refuse the database because of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

HERE = Path(__file__).parent
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.fail("Chromium is missing. On Debian and Ubuntu: sudo apt-get install chromium")
    return {
        "executable_path": chromium,
        "headless": True,
        "args": [
            "--headless=new",
            "--no-sandbox",  # root may not have one, and only our own pages are opened
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "da-DK",
        "timezone_id": "Europe/Copenhagen",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(scope="session", autouse=True)
def _typeface():
    cut_typeface(django_settings.STATIC_BUILD / "fonts")


@pytest.fixture
def page(page, live_server):
    """A page that fails the test afterwards when something on it was wrong."""
    wrong = []
    own_host = urlsplit(live_server.url).netloc

    def look_at(message):
        # A page that is expected to be refused (403, 404) says so in the console as well.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(f"console: {message.text}")

    def look_at_address(request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own_host:
            wrong.append(f"request to another host: {request.url}")

    page.on("console", look_at)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", look_at_address)
    page.on("response", lambda answer: answer.status >= 500 and wrong.append(f"{answer.status} {answer.url}"))
    yield page
    assert wrong == []


@pytest.fixture
def log_in(context, live_server, settings) -> Callable:
    """`log_in(user)` makes the browser that person's, without walking through the log-in pages."""

    def enter(user) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return enter


@pytest.fixture(scope="session")
def axe() -> Callable:
    """`axe(page)` is a list of what axe finds against the standards, one line per element."""
    tool = Axe()

    def violations(page) -> list[str]:
        found = tool.run(page, options={"runOnly": STANDARDS}).response["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.fixture
def open_page(page, live_server) -> Callable:
    """`open_page("/opgaver/", "Mine opgaver")` opens it and makes sure that it is that page at all."""

    def go(path: str, heading: str):
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        assert page.locator("h1").inner_text() == heading
        return page

    return go
