"""The history keeps one board's words and files from another board, and says that something is hidden."""

import pytest
from django.urls import reverse

from initiatives.evidence import remove_evidence, restore_evidence, store_evidence
from initiatives.history import record
from tests import factories as make
from tests.initiatives.evidence.world import checked

pytestmark = pytest.mark.django_db

WORDS, FILE = "Vi er bange for larmen", "Referat fra mødet.jpg"


@pytest.fixture
def case(mette):
    """Two boards were asked; Afdeling 58 has answered, and its minutes were put in, taken out and back."""
    d58, d52 = make.make_department("58"), make.make_department("52")
    case = make.make_initiative(by=mette, departments=[d58, d52])
    for department in (d58, d52):
        make.ask_board(case, department, by=mette)
    record(
        case,
        by=make.make_board_member(d58, "Bo Lind"),
        kind="residents_answered",
        sentence="Svarede for %(department)s: %(answer)s",
        params={"department": d58.title, "answer": "Nej"},
        words=WORDS,
        changes={"ønsker": ["Ingen ønsker før", "Flere ønsker nu"]},
        on_behalf_of=d58,
    )
    minutes = store_evidence(case, requirement_key="1.1", upload=checked(FILE), by=mette, department=d58)
    remove_evidence(minutes, by=mette)
    restore_evidence(minutes, by=mette)
    return case


def page(client, case, person) -> str:
    client.force_login(person)
    return client.get(reverse("initiatives:history", args=[case.pk])).text


def test_another_board_sees_that_it_happened_and_nothing_more(client, case):
    text = page(client, case, make.make_board_member(make.make_department("52"), "Amir Said"))
    assert "Svarede for Afdeling 58: Nej" in text
    assert text.count("Skjult ændring") == 4
    for secret in (WORDS, FILE, "Ingen ønsker før", "Flere ønsker nu"):
        assert secret not in text


@pytest.mark.parametrize("who", ["own board", "staff"])
def test_the_own_board_and_aab_read_it_all(client, case, mette, who):
    person = mette if who == "staff" else make.make_board_member(make.make_department("58"), "Karen Juhl")
    text = page(client, case, person)
    assert "Skjult ændring" not in text
    for told in (WORDS, FILE, "Ingen ønsker før", "Flere ønsker nu"):
        assert told in text


def test_who_decides_reads_it_once_the_case_was_sent(client, mette):
    case = make.submitted_case(by=mette).initiative
    record(case, by=None, kind="x", sentence="Svar", words=WORDS, on_behalf_of=make.make_department("58"))
    assert WORDS in page(client, case, make.make_decider())


def test_a_decider_of_another_department_reads_no_draft_in_full(client, case):
    amir = make.make_decider("Amir Said")
    make.BoardSeat.objects.create(department=make.make_department("52"), person=amir, from_on=make.LONG_AGO)
    assert WORDS not in page(client, case, amir)
