"""Does it still run? Asked 6, 12 and 24 months after; silence is "Ukendt", never "kører"."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import outbox
from accounts.models import OutgoingMail
from accounts.outbox.planning import plan
from evaluation import survival
from evaluation.following_up import (
    AlreadyAnswered,
    answer_follow_up,
    ensure_follow_ups,
)
from evaluation.models import FollowUp
from evaluation.schedule import add_months
from evaluation.todo import waiting_for
from initiatives.models import BoardSeat, Closing, HistoryEntry, Initiative, Participation
from initiatives.workflow import Refused
from tests import factories

from .conftest import running
from .test_pages import browser_of, page

pytestmark = pytest.mark.django_db
ENDED = dt.date(2026, 3, 10)
SIX = dt.date(2026, 9, 10)


def closed(clock, **options) -> Initiative:
    case = running(**options)
    factories.close_case(case)
    ensure_follow_ups()
    return Initiative.objects.get(pk=case.pk)


def first(case) -> FollowUp:
    return case.follow_ups.select_related("initiative").get(months=6)


def test_the_three_questions_are_made_once_however_often_the_job_runs(clock):
    case = closed(clock)
    for _ in range(2):
        plan(factories.today(), only="follow_ups")
    assert list(case.follow_ups.values_list("months", "due_on")) == [
        (6, SIX),
        (12, dt.date(2027, 3, 10)),
        (24, dt.date(2028, 3, 10)),
    ]
    assert ensure_follow_ups() == 0


def test_every_day_of_closing_until_2037_gives_three_days_in_order():
    day = dt.date(2026, 1, 1)
    while day <= dt.date(2037, 12, 31):
        days = [add_months(day, months) for months in FollowUp.Months.values]
        assert day < days[0] < days[1] < days[2]
        assert [d.month for d in days[1:]] == [day.month] * 2
        day += dt.timedelta(1)


def test_a_running_case_is_not_asked(clock):
    running()
    assert ensure_follow_ups() == 0


def test_the_board_and_the_responsible_get_two_mails_each_and_no_more(clock):
    closed(clock, boards=2)
    for days in range(200):
        clock.set(SIX + dt.timedelta(days - 30))
        plan(SIX + dt.timedelta(days - 30), only="follow_ups")
    kinds = OutgoingMail.objects.filter(kind__startswith="follow_up").values_list("kind", flat=True)
    assert sorted(kinds) == ["follow_up_again"] * 3 + ["follow_up_asked"] * 3


def test_the_mail_has_one_button_to_the_page_where_one_press_answers(clock, mailoutbox):
    closed(clock)
    clock.set(SIX)
    plan(factories.today(), only="follow_ups")
    plan(factories.today(), only="follow_ups")
    assert outbox.sweep().sent == 2
    text = next(m.body for m in mailoutbox if m.to == [BoardSeat.objects.get().person.email])
    assert "Svar med ét tryk" in text
    assert text.count("/opfoelgning/") == 1
    assert mailoutbox[0].subject == "Kører Lektiecafé endnu?"


def test_opening_the_link_does_nothing_and_one_press_answers(clock):
    from accounts.tasklinks import link_for

    case = closed(clock)
    clock.set(SIX)
    member = BoardSeat.objects.get().person
    path = reverse("evaluation:follow_up_link", args=[link_for(member, "follow_up", first(case).pk).token])
    phone = Client()
    for _ in range(5):
        assert phone.get(path).status_code == 200
        assert phone.head(path).status_code == 200
    assert first(case).answer == ""
    shown = page(phone.get(path))
    assert [str(label) in shown for _value, label in FollowUp.Answer.choices] == [True] * 4
    response = phone.post(path, {"answer": "changed", "sentence": "Nu hver anden uge."})
    assert (response.status_code, response.url) == (302, path)
    row = first(case)
    assert (row.answer, row.sentence, row.answered_by) == ("changed", "Nu hver anden uge.", member)
    assert "Du skal ikke gøre mere." in page(phone.get(path))
    assert phone.get(f"/indsatser/{case.pk}/opfoelgning/").url.startswith("/log-ind/")


def test_a_press_without_an_answer_says_what_to_do(clock):
    case = closed(clock)
    clock.set(SIX)
    staff = browser_of(case.responsible)
    path = reverse("evaluation:follow_up", args=[case.pk, first(case).pk])
    assert "Tryk på det svar, der passer" in page(staff.post(path, {"sentence": "Hej"}))
    assert first(case).answer == ""


def test_a_link_to_another_task_or_a_made_up_one_opens_nothing(clock):
    closed(clock)
    assert Client().get("/opfoelgning/1.abc/").status_code == 404


def test_the_link_dies_with_the_seat(clock):
    from accounts.tasklinks import link_for

    case = closed(clock)
    clock.set(SIX)
    seat = BoardSeat.objects.get()
    path = reverse(
        "evaluation:follow_up_link", args=[link_for(seat.person, "follow_up", first(case).pk).token]
    )
    seat.until_on = SIX - dt.timedelta(1)
    seat.save()
    assert Client().get(path, follow=True).status_code == 410
    assert Client().post(path, {"answer": "as_is"}, follow=True).status_code == 410
    assert first(case).answer == ""


def test_the_first_answer_stands_and_can_be_mended(clock):
    case = closed(clock)
    clock.set(SIX)
    member = BoardSeat.objects.get().person
    answer_follow_up(first(case), answer="as_is", by=member)
    with pytest.raises(AlreadyAnswered, match="har svaret: Den kører, som den var"):
        answer_follow_up(first(case), answer="stopped", by=case.responsible)
    staff = browser_of(case.responsible)
    path = reverse("evaluation:follow_up", args=[case.pk, first(case).pk])
    assert "Den kører, som den var." in page(staff.post(path, {"answer": "stopped"}))
    assert staff.post(f"{path}?ret=1", {"answer": "stopped"}).url == path
    assert first(case).answer == "stopped"
    assert HistoryEntry.objects.filter(kind="follow_up").count() == 2


def test_nobody_answers_before_the_day_or_from_outside(clock):
    case = closed(clock)
    with pytest.raises(Refused, match="Vi spørger først"):
        answer_follow_up(first(case), answer="as_is", by=case.responsible)
    clock.set(SIX)
    with pytest.raises(Refused, match="Kun AAB's ansatte"):
        answer_follow_up(first(case), answer="as_is", by=factories.make_board_member(name="Fremmed"))


def test_silence_reads_unknown_and_ends_as_a_task_for_staff(clock):
    case = closed(clock)
    Closing.objects.update(may_share=False)
    clock.set(SIX + dt.timedelta(30))
    shown = page(browser_of(case.responsible).get(reverse("evaluation:follow_ups", args=[case.pk])))
    assert "Ukendt" in shown
    assert "Den kører" not in shown
    titles = [task.title for task in waiting_for(case.responsible, SIX + dt.timedelta(30))]
    assert titles == ["Find ud af, om Lektiecafé kører endnu"]
    member = BoardSeat.objects.get().person
    assert [t.title for t in waiting_for(member, SIX)] == ["Fortæl, om Lektiecafé kører endnu"]
    answer_follow_up(first(case), answer="stopped", by=member)
    assert waiting_for(case.responsible, SIX + dt.timedelta(30)) == []


def test_somebody_on_two_boards_reads_for_which_of_them(clock):
    case = closed(clock, departments=("58",))
    member = BoardSeat.objects.get().person
    other = factories.make_department("24")
    BoardSeat.objects.create(department=other, person=member, office="member", from_on=ENDED)
    clock.set(SIX)
    assert [task.role for task in waiting_for(member, SIX)] == ["Som bestyrelse i Afdeling 58"]
    assert {task.role for task in waiting_for(case.responsible, SIX)} == {""}
    Participation.objects.create(initiative=case, department=other)
    assert [task.role for task in waiting_for(member, SIX)] == ["Som bestyrelse i Afdeling 24"]


# --- How many still run ---------------------------------------------------------------------------
def year_after(clock, answers) -> list[Initiative]:
    cases = [closed(clock) for _ in answers]
    clock.set(dt.date(2027, 3, 10))
    for case, answer in zip(cases, answers, strict=True):
        row = case.follow_ups.get(months=12)
        if answer:
            answer_follow_up(row, answer=answer, by=case.responsible)
    return cases


def test_survival_counts_silence_as_unknown_and_gives_no_percentage_under_five(clock):
    year_after(clock, ["as_is", "changed", "stopped", "do_not_know", ""])
    found = survival.fates(dt.date(2027, 3, 10))
    all_of_them = survival.count(found)
    assert (all_of_them.number, all_of_them.runs, all_of_them.stopped, all_of_them.unknown) == (5, 2, 1, 2)
    assert all_of_them.percent is None
    assert all_of_them.sentence == "2 af 5 kører videre efter 12 måneder. 2 ved vi ikke noget om."
    assert survival.fates(dt.date(2027, 3, 9)) == []


@pytest.mark.parametrize(("runs", "stopped", "percent"), [(4, 0, None), (4, 1, 80), (5, 0, 100), (0, 5, 0)])
def test_the_percentage_is_of_those_we_know_of(runs, stopped, percent):
    assert survival.Count("", "", runs + stopped + 3, runs, stopped, 3).percent == percent


def test_each_number_opens_its_rows(clock):
    case, other = year_after(clock, ["as_is", "stopped"])
    staff = browser_of(case.responsible)
    start = reverse("evaluation:self_running")
    shown = page(staff.get(start))
    links = sorted(set(re.findall(r'href="(/overblik/selvkoerende/indsatser/[^"]*)"', shown)))
    assert len(links) == 16
    for link in links:
        assert staff.get(link.replace("&amp;", "&")).status_code == 200
    rows = staff.get("/overblik/selvkoerende/indsatser/?efter=omraade&vaerdi=uddannelse&svar=koerer")
    assert [fate.initiative for fate in rows.context["found"]] == [case]
    assert staff.get("/overblik/selvkoerende/indsatser/?efter=noget&vaerdi=x").status_code == 404
    member = browser_of(factories.make_board_member(name="Karen"))
    assert member.get(start).status_code == 403
    assert other in [
        fate.initiative for fate in staff.get("/overblik/selvkoerende/indsatser/").context["found"]
    ]
