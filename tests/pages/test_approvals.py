"""Deciding (G1, G2): who may, what is shown first, what is kept, and what happens when two press at once."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import OutgoingMail
from funding.budget import budget_of
from funding.frames import purses_for
from funding.models import FundingLine, FundingSource, YearFrame
from initiatives import deciding, workflow
from initiatives.answers import write_explanation
from initiatives.case_file import fingerprint
from initiatives.deciding import decide
from initiatives.history import record
from initiatives.models import Decision, HistoryEntry, Initiative, SavedAnswer
from initiatives.wording import listed
from initiatives.workflow import Changed, GateClosed, Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    """A case sent to the organisationsbestyrelse: it is too dear for the leader."""
    return factories.submitted_case(cost=90_000)


@pytest.fixture
def anne(submission):
    return factories.make_decider("Anne Lund")


def answer(client, submission, **data):
    url = reverse("decide", args=[submission.pk])
    form = {
        "outcome": "approved",
        "amount": "85.000",
        "words": "",
        "seen_version": submission.initiative.version,
    }
    return client.post(url, form | data)


def status_of(submission):
    return Initiative.objects.get(pk=submission.initiative_id).status


def test_approving_takes_a_form_a_check_and_a_confirmation(client, submission, anne):
    client.force_login(anne)
    submission.initiative.refresh_from_db()
    check_url = reverse("decide_check", args=[submission.pk])
    assert answer(client, submission).url == check_url
    assert client.get(check_url).status_code == 200
    assert status_of(submission) == "submitted"
    assert client.post(check_url).url == submission.initiative.get_absolute_url()
    assert status_of(submission) == "approved"
    decision = Decision.objects.get()
    assert (decision.outcome, decision.amount, decision.decided_by) == ("approved", Decimal("85000.00"), anne)


def test_the_decision_keeps_the_whole_case_and_its_fingerprint(submission, anne):
    decision = decide(submission, outcome="approved", by=anne, amount=Decimal(85000))
    case_file = decision.case_file
    assert sorted(case_file) == ["assessment", "budget", "evidence", "facts", "goals", "initiative"]
    assert len(case_file["assessment"]["points"]) == 16
    assert case_file["assessment"]["policy_version"] == 1
    assert case_file["budget"]["cost_kr"] == "90000.00"
    assert len(case_file["goals"]["criteria"]) == 1
    assert decision.case_file_sha256 == fingerprint(case_file)


def test_whoever_worked_on_the_case_cannot_decide_it(client, submission):
    preparer = submission.submitted_by
    factories.BodySeat.objects.create(body=submission.body, person=preparer, from_on=factories.LONG_AGO)
    factories.make_decider("Per Dahl")
    with pytest.raises(Refused) as refusal:
        decide(submission, outcome="approved", by=preparer, amount=Decimal(0))
    assert str(refusal.value) == "Du har selv arbejdet på sagen. Derfor skal en anden godkende den."
    client.force_login(preparer)
    page = client.get(reverse("decide", args=[submission.pk])).content.decode()
    assert (
        page.count("Du har selv arbejdet på sagen. Derfor skal en anden godkende den. Per Dahl kan gøre det.")
        == 1
    )
    assert answer(client, submission).status_code == 403
    assert status_of(submission) == "submitted"


def test_approval_is_refused_when_the_gate_no_longer_holds(client, submission, anne):
    submission.initiative.resident_decisions.all().delete()
    with pytest.raises(GateClosed) as refusal:
        decide(submission, outcome="approved", by=anne, amount=Decimal(85000))
    assert str(refusal.value) == (
        "Politikken er ikke opfyldt. Der mangler: 1. At være lokalt forankret: Beboernes beslutning."
    )
    client.force_login(anne)
    submission.initiative.refresh_from_db()
    answer(client, submission)
    response = client.post(reverse("decide_check", args=[submission.pk]))
    assert response.status_code == 409
    assert status_of(submission) == "submitted"
    assert Decision.objects.count() == 0


def test_a_case_can_be_declined_while_a_point_is_missing(submission, anne):
    submission.initiative.resident_decisions.all().delete()
    decide(submission, outcome="declined", by=anne, words="Kommunen har allerede et godt tilbud.")
    assert status_of(submission) == "declined"


def test_returning_needs_a_point_and_words(client, submission, anne):
    client.force_login(anne)
    response = answer(client, submission, outcome="returned", amount="")
    assert response.context["form"].errors.as_data().keys() == {"points", "words"}
    answer(client, submission, outcome="returned", amount="", points=["Ø.1"], words="Vi mangler et tilbud.")
    client.post(reverse("decide_check", args=[submission.pk]))
    assert status_of(submission) == "returned"
    entry = HistoryEntry.objects.filter(kind="return").get()
    assert entry.text == "Sendt tilbage af organisationsbestyrelsen: Økonomi"
    assert entry.words == "Vi mangler et tilbud."


def test_a_case_changed_while_it_was_read_must_be_read_again(client, submission, anne):
    client.force_login(anne)
    submission.initiative.refresh_from_db()
    answer(client, submission, words="Vi vil se tal efter tre måneder.")
    record(submission.initiative, by=submission.submitted_by, kind="x", sentence="Rettede noget")
    response = client.post(reverse("decide_check", args=[submission.pk]))
    assert response.status_code == 409
    assert isinstance(response.context["refusal"], Changed)
    assert status_of(submission) == "submitted"
    # What was written is still there when the case is read again.
    page = client.get(reverse("decide", args=[submission.pk]))
    assert page.context["form"].initial["words"] == "Vi vil se tal efter tre måneder."


def test_the_second_decision_meets_the_first(client, submission, anne):
    per = factories.make_decider("Per Dahl")
    client.force_login(per)
    answer(client, submission)
    decide(submission, outcome="approved", by=anne, amount=Decimal(85000))
    response = client.post(reverse("decide_check", args=[submission.pk]))
    assert response.status_code == 409
    assert str(response.context["refusal"]) == (
        "Det kan ikke lade sig gøre. Indsatsen er godkendt. Anne Lund ændrede den sidst."
    )
    assert Decision.objects.count() == 1


def test_an_earlier_round_cannot_be_decided_again(client, submission, anne):
    decide(submission, outcome="returned", by=anne, words="Ret det her.", points=["1.3"])
    again = Initiative.objects.get(pk=submission.initiative_id)
    workflow.submit(again, by=again.responsible)
    again.refresh_from_db()
    client.force_login(anne)
    answer(client, submission, seen_version=again.version)
    assert client.post(reverse("decide_check", args=[submission.pk])).status_code == 409
    assert (status_of(submission), Decision.objects.count()) == ("submitted", 1)


def test_explanations_stand_before_everything_else(client, anne):
    case = factories.complete_case(cost=90_000)
    case.areas.clear()
    write_explanation(
        case,
        requirement=factories.requirement("6.5"),
        text="Den handler om klima i haverne.",
        by=case.created_by,
    )
    submission = workflow.submit(case, by=case.created_by)
    client.force_login(anne)
    page = client.get(reverse("decide", args=[submission.pk])).content.decode()
    assert page.index("Den handler om klima i haverne.") < page.index("Din beslutning")
    assert page.index("Den handler om klima i haverne.") < page.index("Kort fortalt")


def test_each_answer_names_who_is_told(client, submission, anne):
    department = submission.initiative.departments.get()
    factories.make_board_member(department, "Karen Juhl")
    client.force_login(anne)
    page = client.get(reverse("decide", args=[submission.pk])).content.decode()
    staff = submission.submitted_by.name
    told = deciding.people_to_tell(submission, "approved")
    assert {"Karen Juhl", staff} <= {person.name for person in told}
    assert page.count(f"{listed(told)} får besked på mail.") == 1


def test_everybody_named_gets_one_mail(submission, anne):
    department = submission.initiative.departments.get()
    karen = factories.make_board_member(department, "Karen Juhl")
    OutgoingMail.objects.all().delete()
    decide(submission, outcome="approved", by=anne, amount=Decimal(85000))
    told = deciding.people_to_tell(submission, "approved")
    assert {karen, submission.submitted_by} <= set(told)
    queued = OutgoingMail.objects.values_list("kind", "recipient")
    assert sorted(queued) == sorted(("case_approved", person.pk) for person in told)


def test_a_leader_decides_a_small_case_and_the_board_a_large_one():
    assert factories.submitted_case(cost=20_000).body.kind == "leader"
    assert factories.submitted_case(cost=50_001).body.kind == "organisation_board"
    assert factories.submitted_case(cost=20_000, expects_outside_money=True).body.kind == "organisation_board"


def test_a_body_sees_only_its_own_cases(client, submission, anne):
    other = factories.submitted_case(cost=10_000)
    client.force_login(anne)
    assert [s.pk for s in client.get(reverse("approvals")).context["waiting"]] == [submission.pk]
    assert client.get(reverse("decide", args=[other.pk])).status_code == 404


def test_a_former_member_of_the_body_sees_nothing(client, submission):
    former = factories.make_decider("Gerda Gammel", until_on=factories.in_days(-1))
    client.force_login(former)
    assert client.get(reverse("decide", args=[submission.pk])).status_code == 404
    assert client.get(reverse("approvals")).status_code == 403


def test_the_saved_answer_is_gone_once_it_is_confirmed(client, submission, anne):
    client.force_login(anne)
    submission.initiative.refresh_from_db()
    answer(client, submission)
    client.post(reverse("decide_check", args=[submission.pk]))
    assert SavedAnswer.objects.count() == 0


@pytest.mark.parametrize("cases", [1, 3])
def test_the_queue_asks_the_database_the_same_number_of_times(client, anne, cases, django_assert_num_queries):
    for _case in range(cases - 1):
        factories.submitted_case(cost=90_000)
    client.force_login(anne)
    client.get(reverse("approvals"))  # the first visit after log-in writes the session
    with django_assert_num_queries(10):
        client.get(reverse("approvals"))


# --- The frame of the year ----------------------------------------------------------------------
FIRST_YEAR = factories.in_days(60).year
"""The year in which the factories' cases begin."""


def frame_of_year(amount, committed=0, *, year=FIRST_YEAR):
    source = FundingSource.objects.get(name="AAB")
    return YearFrame.objects.create(source=source, year=year, amount=amount, committed=committed)


def test_the_decider_sees_the_frame_what_is_promised_the_case_and_what_is_left(client, submission, anne):
    frame_of_year(500_000, 320_000)
    client.force_login(anne)
    [purse] = client.get(reverse("decide", args=[submission.pk])).context["purses"]
    assert (purse.frame.amount, purse.frame.committed, purse.asked, purse.left_after, purse.lacking) == (
        Decimal(500_000),
        Decimal(320_000),
        Decimal(90_000),
        Decimal(90_000),
        Decimal(0),
    )


def test_a_frame_that_does_not_reach_says_by_how_much(client, submission, anne):
    frame_of_year(500_000, 420_000)
    client.force_login(anne)
    page = client.get(reverse("decide", args=[submission.pk]))
    assert "Der mangler 10.000 kr." in page.text
    assert "Rammen rækker ikke. Giv et mindre beløb, eller vent til næste år." in page.text


def test_a_year_without_a_frame_says_so(client, submission, anne):
    frame_of_year(500_000, year=FIRST_YEAR + 1)
    client.force_login(anne)
    page = client.get(reverse("decide", args=[submission.pk]))
    assert "Ingen har skrevet en ramme ind for" in page.text


def test_a_line_divided_between_years_asks_for_the_part_of_the_year(submission):
    year = FIRST_YEAR
    submission.initiative.funding_lines.update(by_year={str(year): "30000.00", str(year + 1): "60000.00"})
    frame_of_year(40_000)
    case = submission.initiative
    [purse] = purses_for(case, budget_of(case), factories.today())
    assert (purse.asked, purse.left_after) == (Decimal("30000.00"), Decimal("10000.00"))


def test_a_change_asks_for_what_it_adds(django_assert_num_queries):
    case = factories.running_case(cost=90_000)
    copy = factories.proposed_change(case)
    frame_of_year(40_000)
    assert purses_for(copy, budget_of(copy), factories.today()) == []
    copy.funding_lines.update(amount=100_000)
    copy = Initiative.everything.select_related("amends").get(pk=copy.pk)
    asked = budget_of(copy)
    with django_assert_num_queries(3):
        [purse] = purses_for(copy, asked, factories.today())
    assert (purse.asked, purse.left_after) == (Decimal(10_000), Decimal(30_000))


@pytest.mark.parametrize("purses", [1, 3])
def test_the_page_asks_the_database_the_same_however_many_purses(
    client, submission, anne, purses, django_assert_num_queries
):
    frame_of_year(500_000)
    case = submission.initiative
    for number in range(1, purses):
        pool = FundingSource.objects.create(name=f"Pulje {number}", kind=FundingSource.Kind.POOL)
        FundingLine.objects.create(initiative=case, source=pool, amount=10_000)
        YearFrame.objects.create(source=pool, year=FIRST_YEAR, amount=20_000)
    client.force_login(anne)
    url = reverse("decide", args=[submission.pk])
    client.get(url)
    with django_assert_num_queries(54):
        assert len(client.get(url).context["purses"]) == purses
