"""Closing an initiative (K11): the final steps, what was learnt, and what cannot be left out."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluation.measuring import measure
from evaluation.models import Evaluation
from initiatives import workflow
from initiatives.closing import steps_left
from initiatives.models import Closing, Initiative, Status
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm")


@pytest.fixture
def running(mette):
    return factories.running_case(by=mette)


def url(case):
    return reverse("close", args=[case.pk])


def answers(case, **other):
    """What Mette writes on the page when everything went well."""
    return {
        f"goal_{case.criteria.get().pk}": "41",
        "not_evaluated": "Bestyrelsen er skiftet.",
        "outcome": "carried_through",
        "verdict": "worked",
        "learnt": "De store børn hjælper gerne de små.",
        "self_sustaining": "yes",
        "carried_on_by": "Fire forældre",
        "money_left": "1.250",
        "money_left_use": "Går til bøger",
        "share": "1",
    } | other


def test_the_page_asks_for_the_last_figures_and_closes_with_everything_at_once(client, mette, running):
    client.force_login(mette)
    page = client.get(url(running))
    assert (page.status_code, list(page.context["form"].goals)) == (
        200,
        [f"goal_{running.criteria.get().pk}"],
    )
    done = client.post(url(running), answers(running))
    assert done.url == reverse("evaluation:lesson_write", args=[running.pk])
    closing = Closing.objects.get(initiative=running)
    assert (closing.outcome, closing.closed_on, closing.may_share) == (
        "carried_through",
        factories.today(),
        True,
    )
    assert (closing.money_left, closing.carried_on_by) == (Decimal("1250.00"), "Fire forældre")
    assert closing.not_measured == ""
    assert running.criteria.get().measurements.standing().get().value == 41
    assert Initiative.objects.get(pk=running.pk).status == Status.CLOSED
    entry = running.history.first()
    assert entry.text == "Afsluttet: gennemført"
    assert entry.changes["learnt"] == ["", "De store børn hjælper gerne de små."]


def test_closing_without_sharing_is_the_other_button(client, mette, running):
    client.force_login(mette)
    client.post(url(running), {k: v for k, v in answers(running).items() if k != "share"})
    assert Closing.objects.get().may_share is False


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"not_evaluated": ""}, "not_evaluated", "Svar på evalueringen, eller skriv, hvorfor den mangler"),
        ({"outcome": "stopped_early"}, "stop_reason", "Skriv, hvorfor den stoppede før tid"),
        ({"learnt": ""}, "learnt", "Skriv, hvad I lærte"),
        ({"carried_on_by": ""}, "carried_on_by", "Skriv, hvem der fører den videre"),
        (
            {"money_left": ""},
            "money_left",
            "Skriv, hvor mange penge der er tilbage. Skriv 0, hvis alt er brugt",
        ),
        ({"money_left_use": ""}, "money_left_use", "Skriv, hvad der sker med de penge, der er tilbage"),
        ({"verdict": "fine"}, "verdict", "Vælg en af mulighederne"),
    ],
)
def test_what_is_left_out_is_asked_for_and_nothing_is_stored(client, mette, running, changed, field, said):
    client.force_login(mette)
    page = client.post(url(running), answers(running, **changed))
    assert (page.status_code, page.context["form"].errors) == (200, {field: [said]})
    assert "De store børn" in page.text or field == "learnt"
    assert (Closing.objects.count(), running.criteria.get().measurements.count()) == (0, 0)


def test_a_goal_without_a_figure_needs_a_reason(client, mette, running):
    client.force_login(mette)
    goal = f"goal_{running.criteria.get().pk}"
    page = client.post(url(running), answers(running, **{goal: ""}))
    assert page.context["form"].errors == {
        "not_measured": ["Skriv tallene, eller skriv, hvorfor det ikke kan måles"]
    }
    client.post(url(running), answers(running, **{goal: "", "not_measured": "Døren er lukket."}))
    assert Closing.objects.get().not_measured == "Døren er lukket."


def test_a_fault_in_a_question_of_the_way_not_chosen_is_no_fault(client, mette, running):
    """Nobody sees that question, so nobody could mend it; what stood in it is not kept."""
    client.force_login(mette)
    number = "Bo 010190-1234"
    kept = answers(running, stop_reason=number, self_sustaining="no", carried_on_by=number)
    assert client.post(url(running), kept).status_code == 302
    closing = Closing.objects.get()
    assert (closing.stop_reason, closing.carried_on_by) == ("", "")


def test_a_fault_in_a_question_of_the_way_chosen_is_said(client, mette, running):
    client.force_login(mette)
    page = client.post(url(running), answers(running, outcome="stopped_early", stop_reason="Bo 010190-1234"))
    assert list(page.context["form"].errors) == ["stop_reason"]
    assert Closing.objects.count() == 0


def test_what_was_measured_and_evaluated_lately_is_not_asked_for_again(client, mette, running):
    measure(running.criteria.get(), value=Decimal(40), measured_on=factories.in_days(-3), by=mette)
    assert [step.reason for step in steps_left(running, factories.today())] == ["not_evaluated"]
    Evaluation.objects.create(
        initiative=running,
        due_on=factories.today(),
        opens_on=factories.in_days(-14),
        going="well",
        channel="portal",
        answered_by=mette,
        answered_at=running.changed_at,
        received_on=factories.today(),
    )
    assert steps_left(running, factories.today()) == []
    client.force_login(mette)
    form = client.get(url(running)).context["form"]
    assert {"not_measured", "not_evaluated"} & set(form.fields) == set()


def test_a_paused_initiative_can_be_stopped_early_with_its_reason(mette, running):
    workflow.move(running, "pause", by=mette, words="Sommer.")
    factories.close_case(running, by=mette, outcome="stopped_early", stop_reason="Lokalet er lukket.")
    assert running.history.first().words == "Lokalet er lukket."
    assert Closing.objects.get().outcome == "stopped_early"


def test_an_approved_initiative_that_never_began_can_only_be_stopped(client, mette):
    approved = factories.approved_case(by=mette)
    with pytest.raises(Refused, match="Den kan kun stoppes før tid"):
        factories.close_case(approved, by=mette)
    client.force_login(mette)
    form = client.get(url(approved)).context["form"]
    assert [value for value, _label in form.fields["outcome"].choices] == ["stopped_early"]
    client.post(
        url(approved),
        answers(approved, outcome="stopped_early", stop_reason="Fonden sagde nej.", self_sustaining="no"),
    )
    assert (Initiative.objects.get(pk=approved.pk).status, Closing.objects.get().carried_on_by) == (
        "closed",
        "",
    )


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("not_measured", "Skriv de sidste målinger, eller skriv, hvorfor det ikke kan måles."),
        ("not_evaluated", "Svar på den sidste evaluering, eller skriv, hvorfor den mangler."),
    ],
)
def test_the_function_itself_refuses_a_step_left_out(mette, running, left_out, said):
    with pytest.raises(Refused, match=said):
        factories.close_case(running, by=mette, **{left_out: " "})
    assert Initiative.objects.get(pk=running.pk).status == Status.RUNNING


def test_an_initiative_is_closed_once(mette, running):
    factories.close_case(running, by=mette)
    with pytest.raises(Refused, match="Indsatsen er afsluttet"):
        factories.close_case(running, by=mette)


def test_what_cannot_be_closed_says_why_and_who_changed_it(client, mette):
    draft = factories.make_initiative(by=mette)
    client.force_login(mette)
    page = client.get(url(draft))
    assert "Den kan kun afsluttes, når den er godkendt, i gang eller på pause." in page.text
    assert client.post(url(draft), {}).status_code == 409


def test_boards_do_not_close(client, running):
    client.force_login(factories.make_board_member(factories.make_department("58")))
    assert client.get(url(running)).status_code == 403


def test_what_is_typed_is_kept(client, mette, running):
    client.force_login(mette)
    client.post(reverse("close_typed", args=[running.pk]), {"learnt": "Halvt skrevet"})
    page = client.get(url(running))
    assert "Halvt skrevet" in page.text
    assert page.context["form"].errors == {}


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"outcome": "stopped_early"}, "stopped_initiative_says_why"),
        ({"learnt": ""}, "closed_initiative_says_what_was_learnt"),
        ({"money_left": 5}, "money_left_says_what_becomes_of_it"),
        ({"self_sustaining": "yes"}, "carried_on_initiative_says_by_whom"),
    ],
)
def test_the_database_keeps_the_final_steps_whole(mette, running, broken, constraint):
    closing = factories.close_case(running, by=mette)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Closing.objects.filter(pk=closing.pk).update(**broken)


def test_facts_that_do_not_go_together_are_refused_in_words(mette, running):
    with pytest.raises(ValidationError, match="Skriv, hvem der fører den videre"):
        factories.close_case(running, by=mette, self_sustaining="with_help")
    assert Initiative.objects.get(pk=running.pk).status == Status.RUNNING
