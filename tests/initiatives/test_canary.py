"""What one board has written reaches no other: not by a page, a mail, a file, a search, a list or a spreadsheet."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import OutgoingMail
from accounts.outbox import Letter
from accounts.outbox.kinds import mail_kinds
from initiatives.models import Evidence, ResidentDecision
from tests.access.world import CANARY, build, patterns

pytestmark = pytest.mark.django_db

TYPED = rb'(?:value|href|action)="(?:[/?][^"]*)?%s"' % CANARY.encode()
STRANGERS = ("anonymous", "other_board", "former_member")
SEARCHES = (
    "?q={0}",
    "?soeg={0}",
    "?s={0}",
    "?vis={0}",
    "?format=xlsx&q={0}",
    "?format=csv&q={0}",
    "?regneark=1&q={0}",
)


@pytest.fixture
def world():
    return build()


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


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
