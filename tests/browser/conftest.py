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
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings

from aab_social.demo.load import load
from aab_social.typeface import cut_typeface
from tests import triggers

from .desk import Desk, start_server

# Playwright's event loop runs in this thread, and Django would refuse the database because of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

HERE = Path(__file__).parent
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark everything here; tests on the demo data come last, for the others empty the database behind them.

    (A hook of the whole collection would be too late: unless this folder is named on the command line, it is
    read when the collection has begun.)
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if "demo" in item.fixturenames:
                item.add_marker(pytest.mark.demo)
    result = yield
    items.sort(key=lambda item: item.get_closest_marker("demo") is not None)
    return result


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


def watch_over(page, own_address: str, wrong: list[str]):
    """Write down what goes wrong on a page: in its console, in its answers, in whom it asks."""
    own_host = urlsplit(own_address).netloc

    def look_at(message):
        # A page that is expected to be refused (403, 404) says so in the console as well.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(f"console: {message.text}")

    def look_at_address(request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own_host:
            wrong.append(f"request to another host: {request.url}")

    def look_at_answer(answer):
        part_is_missing = answer.status == 404 and answer.request.resource_type != "document"
        if answer.status >= 500 or part_is_missing:
            wrong.append(f"{answer.status} {answer.url}")

    page.on("console", look_at)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", look_at_address)
    page.on("response", look_at_answer)
    return page


def log_in_browser(context, person, own_address: str) -> None:
    """Make a browser that person's, without walking through the log-in pages."""
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": own_address}])


@pytest.fixture
def watch(live_server) -> Callable:
    """`watch(page)`: the same page; what goes wrong on it fails the test afterwards."""
    wrong: list[str] = []
    yield lambda page: watch_over(page, live_server.url, wrong)
    assert wrong == []


@pytest.fixture
def page(page, watch):
    """A page that fails the test afterwards when something on it was wrong."""
    return watch(page)


@pytest.fixture
def log_in_to(live_server) -> Callable:
    """`log_in_to(context, user)` makes that browser the person's."""
    return lambda context, person: log_in_browser(context, person, live_server.url)


@pytest.fixture
def log_in(context, log_in_to) -> Callable:
    """`log_in(user)` makes the browser of `page` that person's."""
    return lambda person: log_in_to(context, person)


@pytest.fixture(scope="session")
def axe() -> Callable:
    """`axe(page)` is a list of what axe finds against the standards, one line per element."""
    script = AXE_FILE_PATH.read_text()

    def violations(page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        return page.evaluate(
            """async standards => (await axe.run(document, {runOnly: standards, resultTypes: ["violations"]}))
            .violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`))""",
            STANDARDS,
        )

    return violations


@pytest.fixture(scope="session")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo data, loaded once; nothing may change it. Gives the folder of its evidence."""
    media = tmp_path_factory.mktemp("media")
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=media,
        STORAGES=django_settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    )
    with django_db_blocker.unblock(), quick, pytest.MonkeyPatch.context() as keep:
        # Django would empty the database after each test.
        keep.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        load()
        yield media
        with triggers.set_aside(connection):
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _evidence_of_the_demo(request, _cheap_and_clean, settings):
    if "demo" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("demo")


@pytest.fixture(scope="session")
def desk(demo, browser, browser_context_args):
    """`desk("S")` is the page of a consultant's browser in front of the demo data."""
    server = start_server()
    address = f"http://{server.host}:{server.port}"
    desk = Desk(browser, browser_context_args, address, watch_over, log_in_browser)
    yield desk
    desk.close()
    server.terminate()


@pytest.fixture
def open_page(page, live_server) -> Callable:
    """`open_page("/opgaver/", "Mine opgaver")` opens it and makes sure that it is that page at all."""

    def go(path: str, heading: str):
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        assert page.locator("h1").inner_text() == heading
        return page

    return go
