"""The initiative (L6) and the tasks (L1): what is next, for whom, and at what price."""

import pytest
from django.urls import reverse

from initiatives import workflow
from initiatives.models import Partnership
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, person, initiative):
    client.force_login(person)
    return client.get(initiative.get_absolute_url())


def test_a_draft_says_how_much_is_missing_and_leads_to_the_checklist(client):
    draft = factories.make_initiative()
    step = page_of(client, draft.created_by, draft).context["next_step"]
    assert step.url == reverse("initiatives:checklist", args=[draft.pk])
    missing = len(page_of(client, draft.created_by, draft).context["assessment"].blocking)
    assert step.text == f"Der mangler {missing} ting, før den kan sendes."


def test_a_complete_draft_leads_to_sending(client):
    draft = factories.complete_case()
    step = page_of(client, draft.created_by, draft).context["next_step"]
    assert (step.text, step.url) == (
        "Alt er på plads. Den er ikke sendt endnu.",
        reverse("initiatives:send", args=[draft.pk]),
    )


def test_a_sent_case_leads_only_its_decider_to_the_decision(client):
    submission = factories.submitted_case(cost=90_000)
    anne = factories.make_decider("Anne Lund")
    mine = page_of(client, anne, submission.initiative).context["next_step"]
    assert mine.url == reverse("decide", args=[submission.pk])
    others = page_of(client, submission.submitted_by, submission.initiative).context["next_step"]
    assert (others.text, others.url) == ("Den har ventet på organisationsbestyrelsen siden i dag.", "")


def test_a_paused_case_can_be_resumed_by_staff_alone(client):
    running = factories.running_case()
    workflow.move(running, "pause", by=running.responsible, words="Lokalet er lukket.")
    karen = factories.make_board_member(running.departments.get(), "Karen Juhl")
    staff_step = page_of(client, running.responsible, running).context["next_step"]
    assert staff_step.url == reverse("initiatives:move", args=[running.pk, "resume"])
    assert page_of(client, karen, running).context["next_step"].url == ""


def test_an_old_name_in_the_address_leads_to_the_present_one(client):
    draft = factories.make_initiative()
    client.force_login(draft.created_by)
    response = client.get(reverse("initiative", args=[draft.pk, "et-gammelt-navn"]))
    assert (response.status_code, response.url) == (302, draft.get_absolute_url())


def test_nothing_to_do_says_so_and_offers_somewhere_to_go(client):
    nobody = factories.make_user("Nils Nielsen")
    client.force_login(nobody)
    page = client.get(reverse("tasks")).content.decode()
    assert page.count("Der venter ikke noget på dig. Du får en mail, når der gør.") == 1
    assert page.count(f'href="{reverse("initiatives:list")}"') >= 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_initiative_costs_the_same_however_much_it_holds(client, rows, django_assert_num_queries):
    initiative = factories.running_case()
    for number in range(rows - 1):
        factories.add_criterion(initiative, name=f"Mål {number}")
        Partnership.objects.create(
            initiative=initiative, partner=factories.make_partner(), role="Hjælper", contact="Lederen"
        )
    page_of(client, initiative.created_by, initiative)
    with django_assert_num_queries(25):
        client.get(initiative.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tasks_cost_the_same_however_many_there_are(client, rows, django_assert_num_queries):
    staff = factories.make_staff()
    for _row in range(rows):
        factories.returned_case(by=staff)
    client.force_login(staff)
    client.get(reverse("tasks"))
    with django_assert_num_queries(32):
        client.get(reverse("tasks"))


def test_a_case_without_a_department_says_so_and_no_line_begins_with_a_dot(client):
    initiative = factories.complete_case()
    initiative.departments.clear()
    client.force_login(initiative.created_by)
    for url in (
        initiative.get_absolute_url(),
        *(
            reverse(f"initiatives:{name}", args=[initiative.pk])
            for name in ("checklist", "partners", "history", "send")
        ),
    ):
        page = client.get(url).text
        assert ("Ingen afdeling valgt" in page, '<p class="meta"> ·' in page) == (True, False), url
