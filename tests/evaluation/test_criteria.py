"""Writing goals and measurements: what is stored, what is kept, what is refused."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from evaluation.criteria import CriterionFacts, add_criterion, change_criterion, remove_criterion
from evaluation.measuring import correct, measure
from evaluation.models import Measurement, SuccessCriterion
from evaluation.results import goals_of
from initiatives.models import HistoryEntry, Initiative
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def facts(initiative, **changes):
    plain = CriterionFacts(
        name="Flere deltager",
        baseline=Decimal(12),
        target=Decimal(40),
        target_on=initiative.ends_on,
        method="Vi tæller ved døren.",
        counted="personer",
    )
    return replace(plain, **changes)


@pytest.fixture
def mette():
    return factories.make_staff()


@pytest.fixture
def draft(mette):
    factories.make_policy()
    return factories.make_initiative(by=mette)


def last_entry(initiative):
    return HistoryEntry.objects.filter(initiative=initiative).first()


def test_a_goal_is_added_with_its_history_and_prepares_the_case(draft, mette):
    criterion = add_criterion(draft, facts=facts(draft), by=mette)
    assert goals_of(draft)[0].criterion == criterion
    entry = last_entry(draft)
    assert (entry.text, entry.prepares, entry.by) == ("Nyt mål: Flere deltager", True, mette)
    assert entry.changes["target"] == ["", "40"]
    assert "target_high" not in entry.changes


def test_goals_keep_the_order_in_which_they_were_written(draft, mette):
    names = ["Første", "Anden", "Tredje"]
    for name in names:
        add_criterion(draft, facts=facts(draft, name=name), by=mette)
    assert [goal.name for goal in goals_of(draft)] == names


def test_what_a_goal_was_is_kept_when_it_is_changed(draft, mette):
    criterion = add_criterion(draft, facts=facts(draft), by=mette)
    change_criterion(criterion, facts=facts(draft, target=Decimal("52.5")), by=mette)
    assert last_entry(draft).changes == {"target": ["40", "52,5"]}
    assert SuccessCriterion.objects.get().target == Decimal("52.5")


def test_saving_a_goal_unchanged_leaves_no_trace(draft, mette):
    criterion = add_criterion(draft, facts=facts(draft), by=mette)
    before = HistoryEntry.objects.count()
    change_criterion(criterion, facts=facts(draft), by=mette)
    assert HistoryEntry.objects.count() == before


def test_a_removed_goal_can_be_read_in_the_history(draft, mette):
    criterion = add_criterion(draft, facts=facts(draft), by=mette)
    remove_criterion(criterion, by=mette)
    assert goals_of(draft) == []
    assert last_entry(draft).changes["name"] == ["Flere deltager", ""]


def test_a_goal_that_leads_nowhere_is_refused(draft, mette):
    with pytest.raises(ValidationError):
        add_criterion(draft, facts=facts(draft, target=Decimal(12)), by=mette)
    assert goals_of(draft) == []


def test_after_the_approval_a_change_takes_a_reason(mette):
    case = factories.approved_case(by=mette)
    criterion = case.criteria.get()
    with pytest.raises(Refused, match="Skriv, hvorfor"):
        change_criterion(criterion, facts=facts(case), by=mette)
    change_criterion(criterion, facts=facts(case), by=mette, reason="Vi talte forkert i starten.")
    assert last_entry(case).words == "Vi talte forkert i starten."
    with pytest.raises(Refused):
        remove_criterion(criterion, by=mette)


def test_nothing_changes_while_the_case_is_being_decided(mette):
    case = factories.submitted_case(by=mette).initiative
    with pytest.raises(Refused):
        add_criterion(case, facts=facts(case), by=mette, reason="En god grund.")
    with pytest.raises(Refused):
        change_criterion(case.criteria.get(), facts=facts(case), by=mette, reason="En god grund.")
    with pytest.raises(Refused):
        remove_criterion(case.criteria.get(), by=mette)


# --- Measurements ---------------------------------------------------------------------------------
@pytest.fixture
def running(mette):
    return factories.running_case(by=mette, starts_on=factories.in_days(-90), ends_on=factories.in_days(90))


def test_the_latest_figure_counts_whatever_the_order_it_was_written_in(running, mette):
    criterion = running.criteria.get()
    measure(criterion, value=Decimal(31), measured_on=factories.in_days(-2), by=mette)
    measure(criterion, value=Decimal(20), measured_on=factories.in_days(-40), by=mette)
    goal = goals_of(running)[0]
    assert (goal.now, goal.verdict, len(goal.series)) == (Decimal(31), "on_track", 2)


def test_a_second_figure_for_a_day_corrects_the_first_and_keeps_it(running, mette):
    criterion = running.criteria.get()
    first = measure(criterion, value=Decimal(31), measured_on=factories.today(), by=mette)
    second = measure(criterion, value=Decimal(13), measured_on=factories.today(), by=mette, note="Byttet om")
    first.refresh_from_db()
    assert first.superseded_at
    assert second.replaces == first
    assert goals_of(running)[0].series == (second,)
    assert last_entry(running).changes == {"value": ["31", "13"], "note": ["", "Byttet om"]}


def test_writing_the_same_figure_twice_changes_nothing(running, mette):
    criterion = running.criteria.get()
    first = measure(criterion, value=Decimal(31), measured_on=factories.today(), by=mette)
    assert measure(criterion, value=Decimal(31), measured_on=factories.today(), by=mette) == first
    assert Measurement.objects.count() == 1


def test_a_wrong_day_can_be_corrected_but_only_once(running, mette):
    wrong = measure(running.criteria.get(), value=Decimal(31), measured_on=factories.today(), by=mette)
    correct(wrong, value=Decimal(31), measured_on=factories.in_days(-7), by=mette)
    with pytest.raises(Refused, match="rettet i mellemtiden"):
        correct(wrong, value=Decimal(30), measured_on=factories.in_days(-7), by=mette)
    assert [m.measured_on for m in goals_of(running)[0].series] == [factories.in_days(-7)]


def test_two_days_cannot_be_corrected_into_one(running, mette):
    criterion = running.criteria.get()
    measure(criterion, value=Decimal(20), measured_on=factories.in_days(-7), by=mette)
    wrong = measure(criterion, value=Decimal(31), measured_on=factories.today(), by=mette)
    with pytest.raises(ValidationError, match="allerede en måling"):
        correct(wrong, value=Decimal(31), measured_on=factories.in_days(-7), by=mette)
    assert len(goals_of(running)[0].series) == 2


def test_nobody_measures_the_future_or_a_case_that_is_not_approved(running, draft, mette):
    with pytest.raises(ValidationError, match="fremtiden"):
        measure(running.criteria.get(), value=Decimal(1), measured_on=factories.in_days(1), by=mette)
    criterion = add_criterion(draft, facts=facts(draft), by=mette)
    with pytest.raises(Refused, match="ikke godkendt"):
        measure(criterion, value=Decimal(1), measured_on=factories.today(), by=mette)


def test_figures_may_come_after_the_end(running, mette):

    factories.close_case(running, by=mette)
    measure(running.criteria.get(), value=Decimal(44), measured_on=factories.today(), by=mette)
    assert goals_of(Initiative.objects.get(pk=running.pk))[0].verdict == "reached"


def test_goals_cost_two_queries_however_many_there_are(running, mette, django_assert_num_queries):
    for day in range(3):
        measure(
            running.criteria.get(), value=Decimal(20 + day), measured_on=factories.in_days(-day), by=mette
        )
    with django_assert_num_queries(2):
        assert len([goal.sentence for goal in goals_of(running)]) == 1
    for number in range(2):
        criterion = factories.add_criterion(running, name=f"Mål {number}", target_on=dt.date(2030, 1, 1))
        measure(criterion, value=Decimal(20), measured_on=factories.today(), by=mette)
    with django_assert_num_queries(2):
        assert len([goal.sentence for goal in goals_of(running)]) == 3
