"""The administration's desks in a real browser: axe and fit, on a screen and on a phone."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import OutgoingMail, User
from initiatives.models import PolicyVersion, Requirement
from initiatives.policy_versions import copy_version
from tests.factories import make_administrator, make_department
from tests.initiatives.test_admin import OURS, address, fill

WIDTHS = (1280, 320)
GOOD = "nummer;navn;boligorganisation\n58;Mimers;AAB\n120;Ny Gård;AAB\nKlokkehuset;;VIBO\n"
BAD = "nummer;navn;boligorganisation;boliger\n58;Mimers;AAB;mange\n;;AAB;\n"
# Rows are added in the portal or made by it; or they begin as a copy.
NOT_ADDED = {
    *("Initiative", "HistoryEntry", "LogSeal", "Closing", "EvictionCount", "EvictionCalculation"),
    *("PolicyVersion", "Story", "PublishedStory", "SuccessCriterion", "Evaluation", "FollowUp", "Lesson"),
    "MoneyEntry",
}


@pytest.fixture
def faults(context, live_server, log_in, axe):
    """`faults(path)` opens a page at each width and says what is wrong with it.

    The console is read before axe runs: Django's style sheets use @import, and axe looks into such
    sheets in a way that the Content-Security-Policy refuses.
    """
    log_in(make_administrator())
    page, console = context.new_page(), []
    page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: console.append(str(error)))

    def look(path: str, *, after=None) -> list[str]:
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(live_server.url + path)
            assert answer.status == 200, path
            if after:
                after(page)
            found += [f"{width} {path} console: {text}" for text in console]
            found += [f"{width} {path} {fault}" for fault in axe(page)]
            console.clear()
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{width} {path} goes sideways")
        return found

    return look


def test_every_desk_and_every_form_is_accessible_and_fits(faults):
    fill(PolicyVersion, 1)
    copy = copy_version(PolicyVersion.objects.get())
    paths = ["/administration/", "/administration/initiatives/", address(LogEntry)]
    paths += [address(User), address(User, "add"), address(User, "change", User.objects.first().pk)]
    paths += [address(OutgoingMail), address(OutgoingMail, "change", OutgoingMail.objects.first().pk)]
    for model in OURS:
        if not model.objects.exists():
            fill(model, 1)
        paths += [address(model), address(model, "change", model.objects.first().pk)]
        if model.__name__ not in NOT_ADDED:
            paths.append(address(model, "add"))
    point = Requirement.objects.get(principle__version=copy, key="1.2")
    paths += [
        address(PolicyVersion, "change", copy.pk),
        address(Requirement, "change", point.pk),
        address(Requirement, "delete", point.pk),
        reverse("admin:initiatives_policyversion_publish", args=[copy.pk]),
        reverse("admin:initiatives_policyversion_text", args=[copy.pk]),
        reverse("admin:initiatives_department_import"),
    ]
    assert [fault for path in paths for fault in faults(path)] == []


def test_a_form_that_must_be_mended_is_accessible_too(faults):
    def press(page):
        with page.expect_navigation():
            page.click("input[name=_save]")

    paths = [address(model, "add") for model in OURS if model.__name__ not in NOT_ADDED]
    assert [fault for path in paths for fault in faults(path, after=press)] == []


@pytest.mark.parametrize(
    ("content", "heading"), [(GOOD, "Linje for linje"), (BAD, "Der er 2 ting, der skal rettes")]
)
def test_a_file_that_is_looked_through_is_accessible_and_fits(faults, content, heading):
    make_department("58")

    def choose(page):
        file = {"name": "afdelinger.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.set_input_files('input[type="file"]', files=[file])
        with page.expect_navigation():
            page.click("input.default")
        assert heading in page.content()

    assert faults(reverse("admin:initiatives_department_import"), after=choose) == []
