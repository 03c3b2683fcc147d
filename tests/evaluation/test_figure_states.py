"""Figures come in as reported, are approved by AAB, and locked when they have left the portal."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.comparing import compare
from evaluation.criteria import PLENTY, TooMany
from evaluation.figure_states import approve_figures, lock_figures
from evaluation.measuring import correct, measure
from evaluation.models import Measurement, SuccessCriterion
from evaluation.results import Verdict, goals_of
from initiatives.models import BoardSeat, HistoryEntry
from initiatives.workflow import Refused
from tests import factories

from .conftest import running
from .test_pages import browser_of, page

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 10)


@pytest.fixture
def case(clock):
    return running()


@pytest.fixture
def goal(case):
    return case.criteria.get()


@pytest.fixture
def staff(case):
    return browser_of(case.responsible)


def states(goal):
    return [(row.value, row.state) for row in goal.measurements.standing()]


def url(case, name, *args):
    return reverse(f"evaluation:{name}", args=[case.pk, *args])


def test_a_figure_goes_from_reported_to_approved_to_locked(case, goal):
    measure(goal, value=Decimal(20), measured_on=MARCH, by=case.responsible)
    assert states(goal) == [(20, "reported")]
    assert approve_figures(case, by=case.responsible) == 1
    assert approve_figures(case, by=case.responsible) == 0
    assert states(goal) == [(20, "approved")]
    assert lock_figures(case, by=case.responsible) == 1
    assert lock_figures(case, by=case.responsible) == 0
    assert states(goal) == [(20, "locked")]
    told = list(HistoryEntry.objects.filter(kind="measurement").values_list("sentence", flat=True))
    assert sorted(told) == [
        "Godkendte tallet for %(goal)s: %(value)s, %(day)s",
        "Låste tallet for %(goal)s: %(value)s, %(day)s",
        "Målte %(goal)s: %(value)s",
    ]


def test_an_unapproved_figure_is_not_locked_and_not_counted(case, goal):
    measure(goal, value=Decimal(20), measured_on=MARCH, by=case.responsible)
    assert lock_figures(case, by=case.responsible) == 0
    assert list(Measurement.objects.approved()) == []


def test_a_board_may_report_and_not_approve(case, goal):
    member = BoardSeat.objects.get().person
    row = measure(goal, value=Decimal(20), measured_on=MARCH, by=member)
    with pytest.raises(Refused, match="Kun AAB's ansatte"):
        approve_figures(case, by=member)
    answer = browser_of(member).post(url(case, "measurement_approve", goal.pk, row.pk))
    assert (answer.status_code, states(goal)) == (403, [(20, "reported")])


def test_the_correction_of_a_locked_figure_is_a_new_row_that_says_why(case, goal):
    row = measure(goal, value=Decimal(20), measured_on=MARCH, by=case.responsible)
    approve_figures(case, by=case.responsible)
    lock_figures(case, by=case.responsible)
    row = Measurement.objects.get(pk=row.pk)
    with pytest.raises(ValidationError, match="hvorfor det er forkert"):
        correct(row, value=Decimal(21), measured_on=MARCH, by=case.responsible)
    new = correct(row, value=Decimal(21), measured_on=MARCH, by=case.responsible, note="Talt forkert.")
    old = Measurement.objects.get(pk=row.pk)
    assert (old.value, old.state, old.superseded_at is None) == (20, "locked", False)
    assert (new.replaces, states(goal)) == (old, [(21, "reported")])


def test_late_register_data_comes_in_for_earlier_periods_and_after_the_end(case, goal, clock):
    before = case.starts_on - dt.timedelta(100)
    measure(goal, value=Decimal(9), measured_on=before, by=case.responsible)
    factories.close_case(case)
    clock.set(MARCH + dt.timedelta(800))
    measure(goal, value=Decimal(41), measured_on=MARCH + dt.timedelta(700), by=case.responsible)
    assert [value for value, _state in states(goal)] == [9, 41]
    assert goals_of(case)[0].verdict == Verdict.REACHED


def test_a_milestone_is_yes_or_no_on_the_page_and_in_words(case, staff, clock):
    factories.add_criterion(
        case, name="Beboerhuset er åbnet", unit="milestone", baseline=Decimal(0), target=Decimal(1)
    )
    found = next(g for g in goals_of(case) if g.is_milestone)
    assert (found.verdict, found.sentence.split(" inden")[0]) == (Verdict.NOT_MEASURED, "Skal være sket")
    where = url(case, "measure", found.criterion.pk)
    day = {"measured_on_day": 10, "measured_on_month": 3, "measured_on_year": 2026}
    assert "Vælg, om det er sket" in page(staff.post(where, day))
    assert staff.post(where, {"value": "0", **day}).status_code == 302
    assert next(g for g in goals_of(case) if g.is_milestone).verdict == Verdict.ON_TRACK
    assert staff.post(where, {"value": "1", **day}).status_code == 302
    reached = next(g for g in goals_of(case) if g.is_milestone)
    assert (reached.verdict, reached.now_words) == (Verdict.REACHED, "sket")
    assert staff.get(url(case, "goal", found.criterion.pk)).status_code == 200
    with pytest.raises(ValidationError, match="Vælg, om det er sket"):
        measure(found.criterion, value=Decimal(2), measured_on=MARCH, by=case.responsible)


def test_a_figure_can_be_split_and_proven_in_one_go(case, staff):
    goal = factories.add_criterion(case, name="Børn på holdet", groups="piger, drenge", counts="people")
    sent = {
        "value": "21",
        "measured_on_day": 10,
        "measured_on_month": 3,
        "measured_on_year": 2026,
        "part_0": "12",
        "part_1": "9",
        "evidence": SimpleUploadedFile("liste.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF"),
    }
    response = staff.post(url(case, "measure", goal.pk), sent)
    row = goal.measurements.get()
    assert (response.status_code, row.parts) == (302, {"piger": "12.00", "drenge": "9.00"})
    assert (row.evidence.name, row.evidence.requirement_key) == ("liste.pdf", "6.2")
    shown = page(staff.get(url(case, "goal", goal.pk)))
    assert "liste.pdf" in shown
    assert "Den samme person tæller kun én gang." in shown


def test_a_figure_that_is_refused_leaves_no_file(case, staff, goal):
    sent = {
        "value": "21",
        "measured_on_day": 11,
        "measured_on_month": 3,
        "measured_on_year": 2026,
        "evidence": SimpleUploadedFile("liste.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF"),
    }
    assert "Datoen ligger i fremtiden" in page(staff.post(url(case, "measure", goal.pk), sent))
    assert case.evidence.count() == 0


def test_staff_approve_all_and_are_asked_before_they_lock(case, staff, goal):
    measure(goal, value=Decimal(20), measured_on=MARCH, by=BoardSeat.objects.get().person)
    assert "Godkend 1 tal" in page(staff.get(url(case, "criteria")))
    assert staff.post(url(case, "approve_figures")).status_code == 302
    assert "Lås de godkendte tal" in page(staff.get(url(case, "criteria")))
    assert "1 godkendt tal bliver låst" in page(staff.get(url(case, "lock_figures")))
    assert states(goal) == [(20, "approved")]
    assert staff.post(url(case, "lock_figures")).status_code == 302
    assert states(goal) == [(20, "locked")]
    assert "Der er ingen godkendte tal at låse." in page(staff.get(url(case, "lock_figures")))


def test_the_municipality_and_the_country_stand_beside(case, staff, goal):
    day = {"measured_on_day": 1, "measured_on_month": 3, "measured_on_year": 2026}
    sent = {"whose": "municipality", "value": "74", "source": "Danmarks Statistik", **day}
    assert "Skriv, hvor tallet er fra" in page(
        staff.post(url(case, "comparison", goal.pk), sent | {"source": ""})
    )
    for _ in range(2):
        assert staff.post(url(case, "comparison", goal.pk), sent).status_code == 302
    compare(
        goal,
        whose="country",
        value=Decimal(70),
        measured_on=MARCH,
        source="Danmarks Statistik",
        by=case.responsible,
    )
    assert goal.comparisons.count() == 2
    for days, value in ((0, 20), (-1, 18), (-2, 15)):
        measure(goal, value=Decimal(value), measured_on=MARCH + dt.timedelta(days), by=case.responsible)
    for shown in (page(staff.get(url(case, "goal", goal.pk))), page(staff.get(url(case, "criteria")))):
        # Once in the drawing and once in the key beside it, each with its newest figure; on the list of goals too.
        assert [shown.count(f'class="andre {whose}"') for whose in ("municipality", "country")] == [2, 2]
        assert [word in shown for word in ("Kommunen: ", "Hele landet: 70")] == [True, True]
    with pytest.raises(Refused):
        compare(
            goal,
            whose="country",
            value=Decimal(1),
            measured_on=MARCH,
            source="x",
            by=BoardSeat.objects.get().person,
        )


def test_a_sixth_goal_must_be_insisted_on(case, staff):
    for number in range(1, PLENTY):
        factories.add_criterion(case, name=f"Mål {number}")
    with pytest.raises(TooMany, match="Sæt kryds"):
        factories.add_criterion(case, name="Det sjette")
    end = case.ends_on
    sent = {
        "name": "Det sjette", "baseline": "1", "target": "2", "method": "Vi tæller.", "unit": "count", "direction": "",
        "target_on_day": end.day, "target_on_month": end.month, "target_on_year": end.year, "reason": "Vi vil det.",
    }  # fmt: skip
    asked = page(staff.post(url(case, "criterion_add"), sent))
    assert "Sæt kryds, hvis I har brug for flere end 5 mål" in asked
    assert staff.post(url(case, "criterion_add"), sent | {"insists": "on"}).status_code == 302
    assert SuccessCriterion.objects.filter(initiative=case).count() == PLENTY + 1


def test_advice_is_given_on_request_and_saves_nothing(case, staff):
    sent = {"name": "Vi holder lektiecafé", "baseline": "", "target": "", "unit": "count", "advise": "1"}
    shown = page(staff.post(url(case, "criterion_add"), sent))
    assert "Det ligner noget, I vil gøre." in shown
    assert "Skriv to tal" in shown
    assert "Fejl:" not in shown
    assert 'value="Vi holder lektiecafé"' in shown
    assert case.criteria.count() == 1
