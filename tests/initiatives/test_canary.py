"""What one board has written reaches no other: not by a page, a mail, a file, a search, a list or a spreadsheet."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from accounts.dates import make_link
from accounts.file_text import words_in
from accounts.models import OutgoingMail
from accounts.outbox import Letter
from accounts.outbox.kinds import mail_kinds
from initiatives.models import Evidence, ResidentDecision, Story
from tests.access.world import CANARY, build, patterns

pytestmark = pytest.mark.django_db

TYPED = rb'(?:value|href|action)="(?:[/?][^"]*)?%s"' % CANARY.encode()
STRANGERS = ("anonymous", "other_board", "former_member")
SEARCHES = (
    "?q={0}",
    "?soeg={0}",
    "?vis={0}",
    "?hent=xlsx",
    "?hent=csv&q={0}",
    "?afdeling={0}",
)


@pytest.fixture
def world():
    return build()


def body(response) -> bytes:
    """What a person reads: of a spreadsheet and a PDF the words inside, not the packed bytes."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = "pdf" if content.startswith(b"%PDF") else "xlsx" if content.startswith(b"PK") else ""
    if kind:
        name = response.headers.get("Content-Disposition", "").encode()
        return "\n".join(words_in(kind, content) or []).encode() + b"\n" + name
    return content


def test_no_list_search_or_spreadsheet_finds_another_boards_words(client, world):
    words = CANARY.encode()
    leaks = []
    for name in STRANGERS:
        person = world.people[name]
        client.logout()
        if person is not None:
            client.force_login(person)
        for address, _pattern in patterns():
            path = reverse(address, kwargs=world.arguments[address]) if address in world.arguments else None
            if path is None or "token" in world.arguments[address]:
                continue  # whoever holds the link may read what it opens
            if address.startswith(("task_link", "account_", "mfa_")):
                continue
            for search in ("", *(SEARCHES if not world.arguments[address] else ())):
                response = client.get(path + search.format(CANARY), follow=True)
                # The search box and the links of the page show what was typed; nothing else may.
                found = re.sub(TYPED, b"", body(response)).replace(f"“{CANARY}”".encode(), b"")
                shown = [line for line in found.splitlines() if words in line]
                if response.status_code == 200 and shown:
                    leaks.append(f"{name} {path}{search}: {shown[0][:120]!r}")
    assert leaks == []


def test_what_is_found_by_its_own_is_found_by_this_test_too(client, world):
    """The other tests prove nothing where the words could not be seen: here those who may read them do."""
    client.force_login(world.people["staff"])
    found = {
        "page": client.get(reverse("initiatives:list")),
        "spreadsheet": client.get(reverse("initiatives:list") + "?hent=xlsx"),
        "csv": client.get(reverse("initiatives:list") + "?hent=csv"),
        "money": client.get(reverse("funding:money_sheet", kwargs=world.arguments["funding:money_sheet"])),
        "advice": client.get(reverse("initiatives:advice", kwargs=world.arguments["initiatives:advice"])),
    }
    assert [name for name, response in found.items() if CANARY.encode() not in body(response)] == []
    sheet = BytesIO()
    book = Workbook()
    book.active.append([CANARY])
    book.save(sheet)
    assert CANARY in "".join(words_in("xlsx", sheet.getvalue()))


def test_no_calendar_of_another_board_holds_its_words(client, world):
    """The feed is read by a calendar program with nothing but its address."""
    own = world.people["own_board"]
    feeds = {}
    for name in ("own_board", "other_board", "former_member"):
        address = make_link(person=world.people[name], by=world.people[name]).path
        client.logout()
        response = client.get(address)
        assert response.status_code == 200
        feeds[name] = re.sub(rb"\r\n[ \t]", b"", body(response))
    assert own is not None
    assert CANARY.encode() in feeds["own_board"]
    assert [name for name in ("other_board", "former_member") if CANARY.encode() in feeds[name]] == []


def test_no_other_board_reaches_a_foreign_department_by_its_number(client, world):
    """Every page under /afdelinger/58/ reads as it does for a passer-by, or is not there."""
    client.force_login(world.people["other_board"])
    leaks = []
    for address, pattern in patterns():
        arguments = world.arguments.get(address, {})
        if "number" not in arguments or address.startswith("initiatives:policy"):
            continue
        response = client.get(reverse(address, kwargs=arguments))
        if response.status_code == 200 and CANARY.encode() in body(response):
            leaks.append(f"{address} {pattern.pattern}")
    assert leaks == []


def test_no_stored_file_is_reached_by_its_place(client, world):
    """Files lie outside what the web server hands out; only a view that asks who may see them opens them."""
    for field_of in (Evidence.objects.all(), Story.objects.exclude(photo="")):
        for row in field_of:
            stored = row.file if hasattr(row, "file") else row.photo
            for root in ("/media/", "/static/", "/var/", "/"):
                assert client.get(f"{root}{stored.name}").status_code in (302, 404), stored.name


def test_no_mail_to_another_board_holds_its_words(world):
    other = world.people["other_board"]
    assert OutgoingMail.objects.exclude(recipient=other).exists()
    leaks = []
    for mail in OutgoingMail.objects.select_related("recipient"):
        mail.recipient = other
        mail.recipient_id = other.pk
        with translation.override("da"):
            try:
                letter = mail_kinds()[mail.kind].prepare(mail)
            except (LookupError, AttributeError):
                continue
        sits_there = not isinstance(letter, Letter)
        to_staff = mail.kind in TO_STAFF
        if not sits_there and not to_staff and CANARY in " ".join(letter.words()):
            leaks.append(mail.kind)
    assert sorted(set(leaks)) == []


TO_STAFF = {
    # Their recipient is chosen from the case's staff and bodies, not from any board.
    "case_to_decide",
    "case_approved",
    "case_returned",
    "case_declined",
    "residents_all_said_yes",
    "resident_decision_not_yes",
    "advice_asked",
}


def test_no_file_of_another_board_is_handed_out(client, world):
    assert ResidentDecision.objects.count() > 0
    for name in STRANGERS:
        client.logout()
        if world.people[name] is not None:
            client.force_login(world.people[name])
        for file in Evidence.objects.all():
            assert client.get(reverse("initiatives:evidence", args=[file.pk])).status_code in (302, 404)
