"""See it through and send it: what blocks is said, who gets a mail is shown, and it is sent once."""

import pytest
from django.urls import reverse

from accounts.models import OutgoingMail
from initiatives import workflow
from initiatives.models import Body, Initiative, Status, Submission
from tests import factories as make
from tests.sent import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mette):
    """A complete case for the organisationsbestyrelse: two departments."""
    make.make_body()
    return make.complete_case(by=mette, departments=[make.make_department("52"), make.make_department("58")])


def url(case):
    return reverse("initiatives:send", args=[case.pk])


def test_a_case_that_is_not_ready_says_how_many_things_are_missing_and_who_can_mend_each(as_mette, case):
    case.criteria.all().delete()
    case.resident_decisions.filter(department__number="58").delete()
    page = as_mette.get(url(case))
    assert "<h1>Du kan ikke sende indsatsen endnu. Der mangler 2 ting.</h1>" in page.text
    assert "Afdeling 58 er ikke spurgt endnu. AAB kan kun starte en indsats, når beboerne" in page.text
    assert "Skriv mindst ét mål, der kan måles." in page.text
    assert page.text.count("Mette Holm (dig)") == 2
    assert "Send til godkendelse" not in page.text


def test_pressing_send_anyway_is_refused_with_the_same_list_and_nothing_happens(as_mette, case):
    sent = as_sent(as_mette.get(url(case)), having="version")
    case.criteria.all().delete()
    refused = as_mette.post(url(case), sent)
    assert refused.status_code == 409
    assert "Der mangler 1 ting." in refused.text
    assert "Skriv mindst ét mål, der kan måles. Vi skal vide, hvor I starter" in refused.text
    case.refresh_from_db()
    assert (case.status, Submission.objects.count(), OutgoingMail.objects.count()) == (Status.DRAFT, 0, 0)


def test_every_answer_is_there_with_a_way_to_mend_it(as_mette, case):
    page = as_mette.get(url(case))
    assert "<h1>Klar til at sende</h1>" in page.text
    assert [answer.point.key for answer in page.context["answers"]] == [
        "1.1", "1.3", "1.4", "2.1", "4.1", "5.1", "6.1", "6.2", "6.3", "6.4", "6.5", "Ø.1",
    ]  # fmt: skip
    questions = {
        question for answer in page.context["answers"] for question, _text in answer.texts if question
    }
    assert questions >= {prompt["label"] for prompt in make.requirement("5.1").prompts}
    for key in ("1.3", "Ø.1"):
        assert reverse("initiatives:point", args=[case.pk, key]) in page.text


def test_the_answers_of_the_track_not_chosen_are_left_out(as_mette, mette, case):
    make.answer_knowledge(case, by=mette, is_pilot=True)
    page = as_mette.get(url(case))
    [knowledge] = [answer for answer in page.context["answers"] if answer.point.key == "6.1"]
    labels = [prompt["label"] for prompt in make.requirement("6.1").prompts if prompt.get("when") == "pilot"]
    assert [question for question, _text in knowledge.texts] == labels


def test_explanations_stand_together_before_the_rest(as_mette, mette, case):
    case.partnerships.all().delete()
    case.explanations.create(
        requirement_key="4.1", text="Vi er nok selv.", written_by=mette, written_at=case.created_at
    )
    page = as_mette.get(url(case))
    assert "“Vi er nok selv.”" in page.text
    assert page.text.index("Det har I forklaret") < page.text.index("Se det hele igennem")
    assert "4.1" not in [answer.point.key for answer in page.context["answers"]]


def test_those_who_get_a_mail_are_named_before_it_is_pressed(as_mette, mette, case):
    make.make_decider("Anne Lund")
    make.make_decider("Per Dahl")
    make.make_decider("Former Member", until_on=make.in_days(-1))
    page = as_mette.get(url(case))
    assert [person.name for person in page.context["people"]] == ["Anne Lund", "Per Dahl"]
    assert "Disse 2 personer får en mail:" in page.text
    as_mette.post(url(case), as_sent(page, having="version"))
    mails = OutgoingMail.objects.filter(kind="case_to_decide")
    assert sorted(mail.recipient.name for mail in mails) == ["Anne Lund", "Per Dahl"]


def test_whoever_prepared_the_case_is_not_asked_and_reads_why(as_mette, mette, case):
    Body.objects.get(kind="organisation_board").seats.create(person=mette, from_on=make.LONG_AGO)
    make.make_decider("Anne Lund")
    page = as_mette.get(url(case))
    assert [person.name for person in page.context["people"]] == ["Anne Lund"]
    said = "Du har selv lavet denne indsats. Derfor skal en anden godkende den. Anne Lund kan gøre det."
    assert said in page.text


def test_a_body_without_members_is_said_plainly(as_mette, case):
    page = as_mette.get(url(case))
    assert "Lige nu er der ingen hos Organisationsbestyrelsen, som kan svare." in page.text


def test_it_is_sent_and_told(as_mette, mette, case):
    meeting = make.make_meeting()
    response = as_mette.post(url(case), as_sent(as_mette.get(url(case)), having="version"))
    case.refresh_from_db()
    assert response.url == case.get_absolute_url()
    submission = Submission.objects.get()
    assert (case.status, submission.submitted_by, submission.meeting) == (Status.SUBMITTED, mette, meeting)
    assert case.history.first().text == "Sendt til godkendelse hos organisationsbestyrelsen"
    page = as_mette.get(reverse("initiatives:checklist", args=[case.pk]))
    assert "Indsatsen er sendt til organisationsbestyrelsen. Du får en mail, når der er svaret." in page.text


def test_the_next_open_meeting_is_chosen_beforehand_and_another_may_be_chosen(as_mette, case):
    missed = make.make_meeting(held_in=3, cut_off_in=-4)
    first, second = make.make_meeting(held_in=30, cut_off_in=16), make.make_meeting(held_in=60, cut_off_in=46)
    page = as_mette.get(url(case))
    assert page.context["form"]["meeting"].value() == str(first.pk)
    assert list(page.context["form"].meetings.values()) == [first, second]
    assert page.context["missed"] == missed
    assert "er gået. Indsatsen kommer med på mødet" in page.text
    as_mette.post(url(case), as_sent(page, having="version", meeting=str(second.pk)))
    assert Submission.objects.get().meeting == second


@pytest.mark.parametrize("meeting", ["", "0", "x", "999999", "\x00"])
def test_a_meeting_that_cannot_be_had_is_refused_at_the_question(as_mette, case, meeting):
    make.make_meeting()
    page = as_mette.post(url(case), {"version": str(case.version), "meeting": meeting})
    said = "Vælg et møde" if not meeting else "Fristen for det møde er gået. Vælg et andet"
    assert page.context["form"].errors == {"meeting": [said]}
    assert Submission.objects.count() == 0


def test_a_small_case_goes_to_the_leader_without_a_meeting(as_mette, mette):
    make.make_body("leader")
    make.make_meeting()
    small = make.complete_case(by=mette)
    page = as_mette.get(url(small))
    assert "Boligsocial leder svarer selv. Den skal ikke på et møde." in page.text
    assert "meeting" not in page.context["form"].fields
    as_mette.post(url(small), as_sent(page, having="version"))
    submission = Submission.objects.get()
    assert (submission.body.kind, submission.meeting) == ("leader", None)


@pytest.mark.parametrize(
    "facts",
    [{"cost": 50_001}, {"expects_outside_money": True}, {"departments": 2}],
    ids=["over the limit", "money from outside", "two departments"],
)
def test_what_makes_a_case_go_to_the_board(as_mette, mette, facts):
    make.make_body("leader")
    make.make_body()
    if "departments" in facts:
        facts["departments"] = [make.make_department("52"), make.make_department("58")]
    page = as_mette.get(url(make.complete_case(by=mette, **facts)))
    assert page.context["body"].kind == "organisation_board"


def test_a_case_that_changed_while_it_was_read_is_shown_again(as_mette, case):
    page = as_mette.get(url(case))
    make.answer_point(case, "1.3", by=make.make_staff("Jonas Bech"), text="Noget nyt")
    changed = as_mette.post(url(case), as_sent(page, having="version"))
    assert changed.status_code == 409
    assert "Jonas Bech rettede sagen, mens du læste." in changed.text
    assert "Noget nyt" in changed.text
    assert Submission.objects.count() == 0
    assert as_mette.post(url(case), as_sent(changed, having="version")).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9999999999", "²"])
def test_a_page_that_does_not_say_what_was_read_sends_nothing(as_mette, case, version):
    assert as_mette.post(url(case), {"version": version}).status_code == 409
    assert Submission.objects.count() == 0


def test_pressing_twice_sends_once(as_mette, case):
    make.make_decider("Anne Lund")
    sent = as_sent(as_mette.get(url(case)), having="version")
    first, second = as_mette.post(url(case), sent), as_mette.post(url(case), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert (Submission.objects.count(), OutgoingMail.objects.filter(kind="case_to_decide").count()) == (1, 1)


def test_a_returned_case_is_sent_again_as_round_two(as_mette, mette):
    case = make.returned_case(by=mette)
    page = as_mette.get(url(case))
    assert as_mette.post(url(case), as_sent(page, having="version")).status_code == 302
    assert [s.round for s in case.submissions.all()] == [1, 2]


@pytest.mark.parametrize("name", ["withdraw", "start"])
def test_a_case_past_sending_says_so(as_mette, mette, name):
    case = make.approved_case(by=mette) if name == "start" else make.make_initiative(by=mette)
    workflow.move(case, name, by=mette, words="Derfor.")
    response = as_mette.get(url(case))
    assert response.url == reverse("initiatives:checklist", args=[case.pk])
    assert "kan ikke rettes nu." in as_mette.get(response.url).text


def test_only_staff_may_send(client, mette, case):
    client.force_login(make.make_board_member(make.make_department("58")))
    assert client.get(url(case)).status_code == 403
    assert client.post(url(case), {}).status_code == 403
    client.force_login(make.make_board_member(make.make_department("7")))
    assert client.get(url(case)).status_code == 404


def test_without_a_body_that_decides_the_page_says_whom_to_ask(as_mette, mette):
    small = make.complete_case(by=mette)
    page = as_mette.get(url(small))
    assert "Der er intet organ, der kan godkende. En administrator skal oprette det." in page.text


@pytest.mark.parametrize("departments", [1, 3])
def test_the_page_costs_the_same_however_many_departments(
    as_mette, mette, departments, django_assert_num_queries
):
    make.make_decider("Anne Lund")
    make.make_meeting()
    found = [make.make_department(str(number)) for number in range(1, departments + 1)]
    case = make.complete_case(
        by=mette, departments=found, expects_outside_money=True, involves_municipality=True
    )
    assert Initiative.objects.count() == 1
    as_mette.get(url(case))
    with django_assert_num_queries(32):
        as_mette.get(url(case))
