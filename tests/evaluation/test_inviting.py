"""Partners and the municipality: a link that opens only their goals, runs out, can be closed, and is logged."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import TaskLink, User
from accounts.outbox.planning import plan as plan_reminders
from evaluation.answers import Answer, answer
from evaluation.inviting import KIND, invite, report, revoke
from evaluation.models import Evaluation, EvaluationPlan, Invitation
from evaluation.papers import send_paper
from evaluation.planning import ensure_evaluations
from evaluation.reminders import awaited
from evaluation.todo import waiting_for, waiting_on_others
from initiatives.models import BoardSeat, HistoryEntry, Initiative
from initiatives.workflow import Refused
from tests import factories

from .conftest import running
from .test_pages import browser_of, page

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 10)


@pytest.fixture
def case(clock):
    return running()


@pytest.fixture
def goal(case):
    return case.criteria.get()


@pytest.fixture
def staff(case):
    return browser_of(case.responsible)


def invited(case, *goals, **options) -> Invitation:
    plain = {
        "email": "team@kommunen.example.dk",
        "role": "Teamlederen",
        "criteria": goals,
        "expires_on": TODAY + dt.timedelta(30),
        "by": case.responsible,
    }
    return invite(case.partnerships.select_related("initiative", "partner").get(), **(plain | options))


def path_in(mailoutbox) -> str:
    mail = next(mail for mail in mailoutbox if mail.to == ["team@kommunen.example.dk"])
    return re.search(r"(/o/[^/\s]+/)", mail.body).group(1)


def started(mailoutbox) -> Client:
    phone = Client()
    phone.post(path_in(mailoutbox), {"start": "1"})
    return phone


def figures_page(row) -> str:
    return reverse("evaluation:partner_figures", args=[row.partnership.initiative_id, row.pk])


def day(**fields):
    return {"measured_on_day": 10, "measured_on_month": 3, "measured_on_year": 2026, **fields}


def test_the_link_opens_the_chosen_goals_and_nothing_else_of_the_case(case, goal, mailoutbox):
    other = factories.add_criterion(case, name="Hemmeligt mål")
    row = invited(case, goal)
    outbox.sweep()
    assert [goal.name in m.body for m in mailoutbox if m.to == [row.person.email]] == [True]
    phone = Client()
    for _ in range(3):
        assert phone.get(path_in(mailoutbox)).status_code == 200
    assert phone.get(figures_page(row)).url.startswith("/log-ind/")  # opening is not starting
    phone = started(mailoutbox)
    shown = page(phone.get(figures_page(row)))
    assert (goal.name in shown, other.name in shown, case.summary in shown) == (True, False, False)
    closed = [
        case.get_absolute_url(),
        f"/indsatser/{case.pk}/maal/",
        f"/indsatser/{case.pk}/evalueringer/",
        "/laering/",
    ]
    assert {phone.get(address).url.split("?")[0] for address in closed} == {"/log-ind/"}
    sent = day(**{f"goal_{goal.pk}": "31", f"goal_{other.pk}": "99", "note": "Fra registret"})
    assert phone.post(figures_page(row), sent).status_code == 302
    figure = goal.measurements.get()
    assert (figure.value, figure.state, figure.recorded_by.name) == (31, "reported", "Teamlederen")
    assert not other.measurements.exists()


def test_an_invited_contact_sees_nothing_of_the_portal_when_logged_in(case, goal):
    person = invited(case, goal).person
    assert list(Initiative.objects.visible_to(person, TODAY)) == []
    assert browser_of(person).get(case.get_absolute_url()).status_code == 404


def test_a_day_at_least_one_figure_and_only_own_goals(case, goal, mailoutbox):
    other = factories.add_criterion(case, name="Andet mål")
    row = invited(case, goal)
    outbox.sweep()
    phone = started(mailoutbox)
    assert "Skriv mindst ét tal" in page(phone.post(figures_page(row), day()))
    with pytest.raises(Refused, match="kun skrive de tal"):
        report(row, values={other: 3}, measured_on=TODAY, note="", by=row.person)


def test_it_runs_out(case, goal, clock, mailoutbox):
    row = invited(case, goal, expires_on=TODAY + dt.timedelta(5))
    outbox.sweep()
    phone = started(mailoutbox)
    assert phone.get(figures_page(row)).status_code == 200
    clock.set(TODAY + dt.timedelta(6))
    assert Client().get(path_in(mailoutbox)).status_code == 410
    assert phone.get(figures_page(row)).status_code == 302
    with pytest.raises(Refused, match="virker ikke længere"):
        report(row, values={goal: 3}, measured_on=TODAY, note="", by=row.person)


def test_closing_it_stops_the_link_and_the_session_at_once(case, goal, staff, mailoutbox):
    row = invited(case, goal)
    outbox.sweep()
    phone = started(mailoutbox)
    assert phone.get(figures_page(row)).status_code == 200
    assert "Luk linket" in page(staff.get(reverse("evaluation:invitations", args=[case.pk])))
    for _ in range(2):
        staff.post(reverse("evaluation:invitation_close", args=[case.pk, row.pk]))
    assert phone.get(figures_page(row)).status_code == 302
    assert Client().get(path_in(mailoutbox)).status_code == 410
    assert not TaskLink.objects.open().filter(kind=KIND).exists()
    assert revoke(row, by=case.responsible) is False


def test_everything_is_logged(case, goal, staff, mailoutbox):
    row = invited(case, goal)
    outbox.sweep()
    shown = page(staff.get(reverse("evaluation:invitations", args=[case.pk])))
    assert "Linket er ikke brugt endnu." in shown
    started(mailoutbox).post(figures_page(row), day(**{f"goal_{goal.pk}": "31"}))
    assert "Linket er brugt første gang" in page(staff.get(reverse("evaluation:invitations", args=[case.pk])))
    revoke(row, by=case.responsible)
    told = HistoryEntry.objects.filter(kind__in=["invitation", "measurement"]).order_by("pk")
    assert [(entry.kind, str(entry.by)) for entry in told] == [
        ("invitation", case.responsible.name),
        ("measurement", "Teamlederen"),
        ("invitation", case.responsible.name),
    ]


def test_staff_invite_on_a_page_that_says_what_is_missing(case, goal, staff):
    where = reverse("evaluation:invitations", args=[case.pk])
    assert "Vælg mindst ét mål" in page(
        staff.post(
            where,
            {
                "partnership": case.partnerships.get().pk,
                "email": "a@example.dk",
                "role": "Lederen",
                "expires_on_day": 1,
                "expires_on_month": 5,
                "expires_on_year": 2026,
            },
        )
    )
    assert not User.objects.filter(email="a@example.dk").exists()
    sent = {
        "partnership": case.partnerships.get().pk,
        "email": "a@example.dk",
        "role": "Lederen",
        "criteria": [goal.pk],
        "expires_on_day": 1,
        "expires_on_month": 5,
        "expires_on_year": 2026,
    }
    assert staff.post(where, sent).status_code == 302
    assert "Kontakten er allerede indbudt" in page(staff.post(where, sent))
    assert Invitation.objects.count() == 1
    assert browser_of(BoardSeat.objects.get().person).get(where).status_code == 403


# --- The partner answers the evaluation -----------------------------------------------------------
@pytest.fixture
def by_partner(clock):
    case = running(role=EvaluationPlan.Role.PARTNER, first_in=10)
    ensure_evaluations()
    return case


def test_the_partner_is_asked_and_staff_are_told_to_invite_its_contact(by_partner):
    row = by_partner.evaluations.order_by("due_on").first()
    assert (row.department, row.partnership) == (None, by_partner.partnerships.get())
    assert ensure_evaluations() == 0
    titles = [task.title for task in waiting_for(by_partner.responsible, TODAY)]
    assert titles == [f"Indbyd kontakten hos {row.asked_name}"]


def test_the_contact_answers_six_questions_by_the_link(by_partner, mailoutbox):
    goal = by_partner.criteria.get()
    factories.add_criterion(by_partner, name="Hemmeligt mål")
    invitation = invited(by_partner, goal, may_evaluate=True)
    plan_reminders(TODAY, only="evaluations")
    plan_reminders(TODAY, only="evaluations")
    outbox.sweep()
    assert waiting_for(by_partner.responsible, TODAY) == []
    assert [t.waits_on for t in waiting_on_others(by_partner.responsible, TODAY)] == [
        str(by_partner.partnerships.get().partner)
    ]
    mail = next(m for m in mailoutbox if "Hvordan går det" in m.subject)
    phone = Client()
    phone.post(re.search(r"(/o/[^/\s]+/)", mail.body).group(1), {"start": "1"})
    row = by_partner.evaluations.order_by("due_on").first()
    form = page(phone.get(reverse("evaluation:answer", args=[by_partner.pk, row.pk])))
    assert ("Du svarer for" in form, goal.name in form, "Hemmeligt mål" in form) == (True, True, False)
    phone.post(
        reverse("evaluation:answer", args=[by_partner.pk, row.pk]), {"going": "well", f"goal_{goal.pk}": "30"}
    )
    done = phone.post(reverse("evaluation:answer_check", args=[by_partner.pk, row.pk]))
    assert "kvittering" in done.url
    assert phone.get(done.url).status_code == 200
    row.refresh_from_db()
    assert (row.going, row.answered_by) == ("well", invitation.person)


def test_neither_board_nor_staff_answer_in_the_partners_name(by_partner):
    row = by_partner.evaluations.select_related("initiative").order_by("due_on").first()
    for person in (BoardSeat.objects.get().person, by_partner.responsible):
        with pytest.raises(Refused, match="Kun den, der er spurgt"):
            answer(row, answer=Answer("well"), by=person)
    staff = browser_of(by_partner.responsible)
    where = reverse("evaluation:enter", args=[by_partner.pk, row.pk])
    assert row.asked_name in page(staff.get(where))
    sent = {
        "who": "other", "given_by": "Teamlederen", "channel": "phone", "going": "well",
        "received_on_day": 10, "received_on_month": 3, "received_on_year": 2026,
    }  # fmt: skip
    assert staff.post(where, sent).status_code == 302
    row.refresh_from_db()
    assert (row.given_by, row.entered_by) == ("Teamlederen", by_partner.responsible)


# --- Paper ----------------------------------------------------------------------------------------
def photo(name="ark.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n%%EOF")


def test_a_photo_of_the_sheet_silences_the_mails_and_becomes_a_task_for_staff(clock):
    case = running(first_in=10)
    ensure_evaluations()
    row = case.evaluations.order_by("due_on").first()
    member = BoardSeat.objects.get().person
    where = reverse("evaluation:paper_photo", args=[case.pk, row.pk])
    board = browser_of(member)
    assert "Tag et billede af arket" in page(board.post(where))
    assert "Tak. Vi har fået billedet." in page(board.post(where, {"photo": photo()}))
    assert list(awaited(TODAY)) == []
    assert waiting_for(member, TODAY) == []
    assert [t.title for t in waiting_for(case.responsible, TODAY)] == ["Skriv svaret fra Afdeling 58 ind"]
    staff = browser_of(case.responsible)
    assert "Se billedet af arket" in page(staff.get(reverse("evaluation:enter", args=[case.pk, row.pk])))
    row.refresh_from_db()
    assert (row.paper.name, row.paper.department.number) == ("ark.pdf", "58")
    answer(Evaluation.objects.get(pk=row.pk), answer=Answer("well"), by=member)  # they may still answer
    with pytest.raises(Refused):
        send_paper(Evaluation.objects.get(pk=row.pk), upload=None, by=member)


def test_staff_put_the_scan_with_the_answer_they_write_down(clock):
    case = running(first_in=10)
    ensure_evaluations()
    row = case.evaluations.order_by("due_on").first()
    sent = {
        "who": "other", "given_by": "Formanden", "channel": "paper", "going": "well", "scan": photo("scan.pdf"),
        "received_on_day": 10, "received_on_month": 3, "received_on_year": 2026,
    }  # fmt: skip
    staff = browser_of(case.responsible)
    assert staff.post(reverse("evaluation:enter", args=[case.pk, row.pk]), sent).status_code == 302
    row.refresh_from_db()
    assert (row.paper.name, row.going) == ("scan.pdf", "well")


# --- Truths in the database -----------------------------------------------------------------------
def test_an_invitation_is_open_once_and_closed_by_somebody(case, goal):
    row = invited(case, goal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            partnership=row.partnership, person=row.person, expires_on=TODAY, invited_by=case.responsible,
            invited_at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="closed_invitation_says_by_whom"), transaction.atomic():
        Invitation.objects.filter(pk=row.pk).update(revoked_at=timezone.now())


def test_a_partner_is_asked_once_a_day_and_nobody_is_asked_as_two(by_partner):
    row = by_partner.evaluations.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(
            initiative=by_partner, partnership=row.partnership, due_on=row.due_on, opens_on=row.opens_on
        )
    with pytest.raises(IntegrityError, match="evaluation_is_asked_of_one"), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(department=factories.make_department("58"))
