"""Who carries it on, the stop date of a pilot, and what others can learn."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import OutgoingMail
from accounts.outbox.planning import plan as plan_reminders
from evaluation import continuing, overview, pilots
from evaluation.continuing import Bearing, look_due, plan_continuation
from evaluation.figure_states import approve_figures
from evaluation.lessons import Told, similar_lessons, write_lesson
from evaluation.measuring import measure
from evaluation.models import Continuation, FollowUp, Lesson, PilotPlan
from evaluation.results import Verdict
from evaluation.todo import waiting_for
from initiatives.models import Initiative
from initiatives.workflow import Refused
from tests import factories

from .conftest import running
from .test_pages import browser_of, page

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 10)


@pytest.fixture
def case(clock):
    return running(ends_on=dt.date(2027, 6, 30))


@pytest.fixture
def staff(case):
    return browser_of(case.responsible)


def titles(case, on):
    return [
        task.title for task in waiting_for(case.responsible, on) if task.key.startswith(("cont", "pilot"))
    ]


# --- Who carries it on ----------------------------------------------------------------------------
def test_the_plan_is_looked_at_twelve_six_and_three_months_before_the_end(case):
    end = case.ends_on
    due = {}
    day = case.starts_on
    while day <= end:
        if months := look_due(case, None, day):
            due.setdefault(months, []).append(day)
        day += dt.timedelta(1)
    assert {months: (days[0], len(days)) for months, days in due.items()} == {
        12: (dt.date(2026, 6, 30), 30),
        6: (dt.date(2026, 12, 30), 30),
        3: (dt.date(2027, 3, 30), 30),
    }


def test_one_mail_for_each_look_and_none_once_it_is_looked_at(case, clock, mailoutbox):
    clock.set(dt.date(2026, 12, 30))
    plan_reminders(factories.today(), only="continuations")
    plan_reminders(factories.today(), only="continuations")
    assert OutgoingMail.objects.filter(kind=continuing.KIND).count() == 1
    assert titles(case, dt.date(2026, 12, 30)) == ["Se efter, hvem der tager over efter Lektiecafé"]
    clock.set(dt.date(2027, 1, 5))
    plan_continuation(case, bearing=Bearing("volunteers", "Køkkengruppen"), by=case.responsible)
    assert outbox.sweep().sent == 0  # the condition is asked again at the moment of sending
    assert titles(case, dt.date(2027, 1, 5)) == []
    clock.set(dt.date(2027, 3, 30))
    plan_reminders(factories.today(), only="continuations")
    assert outbox.sweep().sent == 1
    assert "Køkkengruppen" in mailoutbox[0].body
    assert mailoutbox[0].subject == "Hvem tager over efter Lektiecafé?"


def test_a_short_initiative_has_fewer_looks_and_one_without_an_end_none(case):
    case.ends_on = dt.date(2026, 7, 1)
    assert look_due(case, None, dt.date(2025, 7, 1)) is None
    assert look_due(case, None, dt.date(2026, 4, 1)) == 3
    case.ends_on = None
    assert look_due(case, None, dt.date(2026, 4, 1)) is None


def test_the_page_asks_who_and_what_it_costs(case, staff):
    where = reverse("evaluation:continuation", args=[case.pk])
    missing = page(staff.post(where, {"bearer": "board", "yearly_cost": "9.000"}))
    assert "Skriv, hvem der tager over" in missing
    assert "Skriv, hvor pengene kommer fra" in missing
    sent = {"bearer": "board", "who": "Køkkengruppen", "yearly_cost": "9.000", "money_from": "Afdelingen"}
    assert staff.post(where, sent).status_code == 302
    plan = Continuation.objects.get()
    assert (plan.who, plan.yearly_cost, plan.looked_at_on) == ("Køkkengruppen", 9000, TODAY)
    assert staff.post(where, {"bearer": "nobody", "who": "x"}).status_code == 302
    assert Continuation.objects.get().who == ""


# --- Pilots ---------------------------------------------------------------------------------------
@pytest.fixture
def pilot(case):
    Initiative.objects.filter(pk=case.pk).update(is_pilot=True)
    return Initiative.objects.get(pk=case.pk)


def test_a_pilot_asks_for_a_stop_date_and_reminds_of_it_twice(pilot, staff, clock, mailoutbox):
    assert titles(pilot, TODAY) == ["Sæt en stopdato for forsøget Lektiecafé"]
    where = reverse("evaluation:pilot", args=[pilot.pk])
    date = {"stop_date": "1", "stop_on_day": 15, "stop_on_month": 9, "stop_on_year": 2026}
    assert staff.post(where, date).status_code == 302
    assert titles(pilot, TODAY) == []
    for day in range(1, 31):
        clock.set(dt.date(2026, 9, day))
        plan_reminders(factories.today(), only="pilots")
        outbox.sweep()
    assert [m.subject for m in mailoutbox] == [
        "14 dage til stopdatoen: Lektiecafé",
        "Stopdatoen er her: Lektiecafé",
    ]
    assert titles(pilot, dt.date(2026, 9, 2)) == ["Afgør forsøget Lektiecafé"]


def test_a_stop_date_lies_within_the_time_of_the_initiative(pilot, staff):
    where = reverse("evaluation:pilot", args=[pilot.pk])
    late = {"stop_date": "1", "stop_on_day": 15, "stop_on_month": 9, "stop_on_year": 2028}
    assert "Vælg en dag, mens indsatsen kører." in page(staff.post(where, late))
    assert not PilotPlan.objects.exists()


@pytest.mark.parametrize("verdict", PilotPlan.Verdict.values)
def test_the_verdict_takes_a_reason_and_is_given_once(pilot, staff, verdict, clock):
    pilots.set_stop_date(pilot, stop_on=dt.date(2026, 9, 15), by=pilot.responsible)
    where = reverse("evaluation:pilot", args=[pilot.pk])
    assert "Skriv, hvorfor I gør det" in page(staff.post(where, {"verdict": verdict}))
    assert staff.post(where, {"verdict": verdict, "words": "Børnene kommer."}).status_code == 302
    plan = PilotPlan.objects.get()
    assert (plan.verdict, plan.verdict_words) == (verdict, "Børnene kommer.")
    with pytest.raises(Refused, match="har afgjort forsøget"):
        pilots.decide_pilot(plan, verdict="stop", words="Nej.", by=pilot.responsible)
    with pytest.raises(Refused, match="kan ikke flyttes"):
        pilots.set_stop_date(pilot, stop_on=dt.date(2026, 10, 1), by=pilot.responsible)
    clock.set(dt.date(2026, 9, 15))
    plan_reminders(factories.today(), only="pilots")
    assert not OutgoingMail.objects.filter(kind__startswith="pilot").exists()
    assert "Børnene kommer." in page(browser_of(pilot.responsible).get(where))


def test_what_is_no_pilot_has_no_stop_date(case, staff):
    with pytest.raises(Refused, match="ikke et forsøg"):
        pilots.set_stop_date(case, stop_on=dt.date(2026, 9, 15), by=case.responsible)
    assert "Indsatsen er ikke et forsøg" in page(staff.get(reverse("evaluation:pilot", args=[case.pk])))


# --- Learning -------------------------------------------------------------------------------------
def told(**fields) -> Told:
    plain = {
        "title": "Børn lærer bedst sammen",
        "verdict": "did_not_work",
        "problem": "Børn fik ikke lavet lektier.",
        "what_was_done": "En café to dage om ugen.",
        "what_happened": "For få frivillige.",
        "again": "differently",
        "cost": "under_100",
        "ground": "own_figures",
    }
    return Told(**(plain | fields))


def lesson(case, *, share=True, **fields) -> Lesson:
    return write_lesson(case, told=told(**fields), share=share, by=case.responsible)


def test_a_lesson_begins_from_what_the_case_says_and_is_shared_on_purpose(case, staff):
    where = reverse("evaluation:lesson_write", args=[case.pk])
    assert "Frivillige hjælper børn med lektier" in page(staff.get(where))
    sent = {name: getattr(told(), name) for name in Told.__dataclass_fields__ if name != "is_anonymous"}
    response = staff.post(where, sent)
    kept = Lesson.objects.get()
    assert (response.url, kept.shared_at) == (kept.get_absolute_url(), None)
    reader = browser_of(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    assert reader.get(kept.get_absolute_url()).status_code == 404
    staff.post(where, sent | {"share": "1"})
    assert reader.get(kept.get_absolute_url()).status_code == 200
    assert "Børn lærer bedst sammen" in page(reader.get("/laering/"))


def test_an_anonymous_lesson_names_neither_case_nor_department_nor_person(case, staff):
    shown = lesson(case, is_anonymous=True)
    reader = browser_of(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    for address in ("/laering/", shown.get_absolute_url()):
        text = page(reader.get(address))
        found = [w for w in (case.name, "Afdeling 58", case.responsible.name) if w in text]
        assert found == [], address


def test_lessons_are_found_by_area_verdict_and_price(case, staff):
    lesson(case)
    for query, number in (
        ("", 1),
        ("?omraade=uddannelse", 1),
        ("?omraade=tryghed", 0),
        ("?svar=did_not_work&pris=under_100", 1),
        ("?svar=worked", 0),
        ("?svar=vrøvl", 1),
    ):
        assert len(staff.get(f"/laering/{query}").context["page"].object_list) == number, query


def test_use_as_template_opens_a_new_case_with_its_answers(case, staff):
    shown = lesson(case)
    link = f"{reverse('initiatives:create')}?skabelon={case.pk}"
    assert link in page(staff.get(shown.get_absolute_url()))
    form = staff.get(link).context["form"]
    assert form["summary"].value() == case.summary
    assert form["areas"].value() == [area.pk for area in case.areas.all()]
    assert (form["name"].value(), form["departments"].value()) == (None, None)
    assert staff.get(f"{reverse('initiatives:create')}?skabelon=vrøvl").status_code == 200


def test_the_author_of_a_similar_case_and_its_decider_are_shown_it(case, staff):
    shown = lesson(case)
    draft = factories.make_initiative(
        by=case.responsible, name="Lektiehjælp", departments=[factories.make_department("33")]
    )
    assert similar_lessons(draft) == [shown]
    assert shown.title in page(staff.get(draft.get_absolute_url()))
    submission = factories.submitted_case(by=case.responsible, departments=[factories.make_department("33")])
    decider = factories.make_decider(kind=submission.body.kind)
    assert shown.title in page(browser_of(decider).get(reverse("decide", args=[submission.pk])))
    apart = factories.make_initiative(
        by=case.responsible,
        name="Altaner",
        summary="Blomster på alle altaner.",
        areas=[factories.area("tryghed")],
    )
    assert similar_lessons(apart) == []


def test_a_case_that_has_not_begun_teaches_nothing_yet(clock):
    draft = factories.make_initiative()
    with pytest.raises(Refused, match="ikke begyndt"):
        lesson(draft)
    with pytest.raises(ValidationError):
        lesson(running(), problem="")


def test_whoever_gave_leave_to_share_is_reminded_to_tell(case):
    factories.close_case(case)
    assert [t.title for t in waiting_for(case.responsible, TODAY)] == [
        "Skriv, hvad andre kan lære af Lektiecafé"
    ]
    closed = Initiative.objects.get(pk=case.pk)
    assert "De store børn hjælper gerne de små." in page(
        browser_of(case.responsible).get(reverse("evaluation:lesson_write", args=[case.pk]))
    )
    lesson(closed)
    assert waiting_for(case.responsible, TODAY) == []


# --- Numbers across initiatives -------------------------------------------------------------------
def test_only_approved_figures_count_across_initiatives(case, staff):
    goal = case.criteria.get()
    measure(goal, value=Decimal(41), measured_on=TODAY, by=case.responsible)
    found = overview.goals_across(Initiative.objects.all(), TODAY)
    assert [g.verdict for g in found] == [Verdict.NOT_MEASURED]
    assert "1 tal er ikke godkendt og er holdt ude." in page(staff.get("/overblik/maal/"))
    approve_figures(case, by=case.responsible)
    assert [g.verdict for g in overview.goals_across(Initiative.objects.all(), TODAY)] == [Verdict.REACHED]
    assert [g.criterion for g in staff.get("/overblik/maal/?svar=naaet").context["found"]] == [goal]
    assert staff.get("/overblik/maal/?svar=vrøvl").status_code == 404


# --- Truths in the database -----------------------------------------------------------------------
def _now(case):
    return {"written_by": case.responsible, "written_at": timezone.now()}


BROKEN = {
    "continuation_says_who": lambda c: Continuation(
        initiative=c, bearer="board", yearly_cost=0, looked_at_on=TODAY, **_now(c)
    ),
    "continuation_that_costs_says_who_pays": lambda c: Continuation(
        initiative=c, bearer="board", who="x", yearly_cost=5, looked_at_on=TODAY, **_now(c)
    ),
    "answered_follow_up_says_by_whom": lambda c: FollowUp(initiative=c, months=6, due_on=TODAY, answer="as_is"),
    "follow_up_months_are_known": lambda c: FollowUp(initiative=c, months=7, due_on=TODAY),
    "pilot_verdict_says_why_and_by_whom": lambda c: PilotPlan(
        initiative=c, stop_on=TODAY, set_by=c.responsible, set_at=timezone.now(), verdict="stop"
    ),
    "lesson_is_told_in_full": lambda c: Lesson(
        initiative=c, title="x", verdict="worked", again="yes", cost="under_25", ground="pilot", **_now(c)
    ),
    "lesson_has_a_verdict": lambda c: Lesson(
        initiative=c, title="x", problem="x", what_was_done="x", what_happened="x", verdict="maybe", again="yes",
        cost="under_25", ground="pilot", **_now(c)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_it(case, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](case).save()


def test_every_constraint_is_broken_above():
    found = {
        constraint.name
        for model in (Continuation, FollowUp, Lesson, PilotPlan)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert found == set(BROKEN)
