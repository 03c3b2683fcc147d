"""The demo data behind a server like the real one, and one browser per person in front of it.

Loading the demo takes some seconds, so that it is done once; tests that use it change nothing.
"""

from __future__ import annotations

import re

from django.test.testcases import LiveServerThread
from django.utils import timezone

from accounts.models import User
from accounts.templatetags.portal import day
from evaluation.models import Evaluation

from .everywhere import PEOPLE, places


def start_server() -> LiveServerThread:
    """The portal with all its middleware: pages and style sheets are compressed as in production.

    (Django's own test server hands out static files beside the middleware.)
    """
    thread = LiveServerThread("localhost", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    return thread


class Desk:
    """`desk("S")` is the page of Mette Holm's browser; see `everywhere` for the letters."""

    def __init__(self, browser, options: dict, own_address: str, watch_over, log_in):
        self.browser, self.options, self.own_address = browser, options, own_address
        self._watch_over, self._log_in = watch_over, log_in
        self._pages, self._wrong = {}, []
        self.places = places()
        due = Evaluation.objects.get(pk=self.places["running.due"])
        self.places["running.day"] = day(due.due_on)
        self.today = timezone.localdate()

    def __call__(self, who: str, **options):
        """The person's page; with options (such as no scripts) a browser of its own."""
        key = (who, *sorted(options))
        if key not in self._pages:
            context = self.browser.new_context(**self.options | options)
            context.set_default_timeout(15_000)
            if PEOPLE[who]:
                self._log_in(context, User.objects.get(email=PEOPLE[who]), self.own_address)
            self._pages[key] = self._watch_over(context.new_page(), self.own_address, self._wrong)
        return self._pages[key]

    def fill(self, text: str) -> str:
        """The words with what stands for `{…}` put in."""
        return re.sub(r"\{([^}]+)\}", lambda found: self.places[found.group(1)], text)

    def address(self, path: str) -> str:
        return self.own_address + self.fill(path)

    def open(self, who: str, path: str, heading: str, **options):
        """The person's page at that address; makes sure that it is that page."""
        page = self(who, **options)
        answer = page.goto(self.address(path))
        assert (answer.status, page.locator("h1").all_inner_texts()) == (200, [self.fill(heading)])
        return page

    def wrong(self) -> list[str]:
        """What went wrong in any of the browsers since this was asked last."""
        wrong, self._wrong[:] = list(self._wrong), []
        return wrong

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()
