"""What every mail about an evaluation has in common: short, easy, one button, a way out, in both languages."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import translation

from accounts.models import OutgoingMail
from accounts.outbox import Letter, queue
from accounts.outbox.letter import render
from evaluation.answers import Answer, enter
from evaluation.mails import KINDS
from evaluation.measuring import measure
from evaluation.planning import ensure_evaluations
from initiatives.models import BoardSeat, Initiative
from initiatives.residents import Delivery
from tests import factories
from tools.lix import lix

from .conftest import running

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 3, 26)
DAY_OF = {
    "evaluation_asked": -14,
    "evaluation_soon": -3,
    "evaluation_late": 1,
    "evaluation_escalated": 22,
    "evaluation_entered": -5,
}
LONG_NAME = "Sammen om sommerferien for børnefamilierne i Afdeling 58 og omegn"


@pytest.fixture
def letters(clock):
    """`letters(kind, name=…, role=…)` is the letter as it is sent on its day, with its recipient."""

    def write(kind, *, name="Fællesspisning i gården", role="board", language="da") -> tuple[Letter, object]:
        case = running(first_in=16, role=role, name=name)
        ensure_evaluations()
        row = case.evaluations.order_by("due_on").first()
        person = (
            BoardSeat.objects.filter(department=row.department).first().person if row.department else None
        )
        person = person or case.responsible
        measure(case.criteria.get(), value=Decimal(24), measured_on=factories.today(), by=case.responsible)
        clock.set(DUE + dt.timedelta(DAY_OF[kind]))
        if kind == "evaluation_escalated":
            person = factories.make_staff("Line Leder", employment="leader")
        if kind == "evaluation_entered":
            delivery = Delivery("phone", factories.today(), answered_by=person)
            enter(row, answer=Answer("well"), delivery=delivery, by=case.responsible)
        mail = queue(
            kind, to=person, about=row, occurrence="once" if kind != "evaluation_entered" else "entered"
        )
        with translation.override(language):
            return KINDS[kind].prepare(OutgoingMail.objects.get(pk=mail.pk)), person

    return write


CASES = [
    (kind, role)
    for kind in KINDS
    for role in ("board", "staff")
    if (kind, role) != ("evaluation_entered", "staff")
]


@pytest.mark.parametrize(("kind", "role"), CASES)
def test_a_mail_is_easy_to_read_short_in_its_subject_and_has_one_button(letters, kind, role):
    letter, person = letters(kind, role=role, name=LONG_NAME)
    assert isinstance(letter, Letter)
    assert len(letter.subject) <= 60
    text, html = render(letter, person)
    said = "\n".join([*map(str, letter.lines_before), *map(str, letter.lines_after)])
    assert lix(said.replace(LONG_NAME, "Lektiecafé")) <= 30
    assert html.count('class="button"') + html.count("<a ") >= 1
    assert letter.button_path.startswith(
        "/o/" if role == "board" and kind != "evaluation_escalated" else "/indsatser/"
    )
    assert letter.why
    if role == "board":
        assert "00 00 00 00" in text
    assert not re.search(r"%\(|\{\{|None", text + html)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_in_english_has_no_danish_left(letters, kind):
    letter, person = letters(kind, language="en")
    with translation.override("en"):
        text, _html = render(letter, person)
    text = text.replace("Fællesspisning i gården", "").replace("Boligforeningen AAB", "")
    assert not re.search(r"[æøåÆØÅ]|\b(det|jeres|svar|senest|ikke)\b", text), text


def test_a_short_name_is_named_in_the_subject(letters):
    letter, _person = letters("evaluation_asked", name="Lektiecafé")
    assert letter.subject_line == "Hvordan går det med Lektiecafé? 6 spørgsmål"


def test_a_long_name_is_shortened_and_the_number_of_questions_stays(letters):
    letter, _person = letters("evaluation_asked", name=LONG_NAME)
    assert letter.subject == "Hvordan går det med Sammen om sommerferien…? 6 spørgsmål"


@pytest.mark.parametrize(
    ("fields", "wonder"),
    [
        ({"counted": "børn"}, "Sidste tal var 24 børn. Mon tallet er højere nu?"),
        ({"direction": "down", "target": 3}, "Mon tallet er lavere nu?"),
        ({"direction": "hold"}, "Mon det holder endnu?"),
    ],
)
def test_the_first_mail_wonders_in_the_direction_of_the_goal(letters, fields, wonder):
    letters("evaluation_asked")
    case = Initiative.objects.latest("pk")
    case.criteria.update(**fields)
    mail = OutgoingMail.objects.filter(kind="evaluation_asked").latest("pk")
    assert wonder in " ".join(map(str, KINDS["evaluation_asked"].prepare(mail).lines_after))


def test_without_a_goal_there_are_five_questions(letters):
    letters("evaluation_asked")
    case = Initiative.objects.latest("pk")
    case.criteria.first().measurements.all().delete()
    case.criteria.all().delete()
    mail = OutgoingMail.objects.filter(kind="evaluation_asked").latest("pk")
    assert "Vil du svare på 5 spørgsmål?" in " ".join(KINDS["evaluation_asked"].prepare(mail).lines_before)


# --- The words of the blueprint, whom they go to, and where the button leads ------------------------
def test_m5_says_how_many_questions_how_long_and_that_it_is_kept_while_one_writes(letters):
    letter, person = letters("evaluation_asked")
    text, _html = render(letter, person)
    assert letter.subject == "Hvordan går det med Fællesspisning i gården? 6 spørgsmål"
    assert letter.button_label == "Start her"
    assert letter.button_path.startswith("/o/")
    for words in ("Vil du svare på 6 spørgsmål?", "Vi gemmer, mens du skriver.", "Svar senest 26. marts"):
        assert words in text


def test_m6_asks_for_one_answer_and_is_the_last(letters):
    letter, person = letters("evaluation_late")
    text, _html = render(letter, person)
    assert letter.subject == "Bare ét svar er nok"
    assert (letter.button_label, letter.button_path[:3]) == ("Start her", "/o/")
    for words in ("Fristen", "26. marts", "Det er bedre end ingenting.", "Du får ikke flere mails om det."):
        assert words in text
