"""The life of an initiative: every move from every status, the decision, and what it keeps."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from initiatives import case_file, deciding, workflow
from initiatives.checklist import assess
from initiatives.history import preparers_of, record
from initiatives.models import Decision, Initiative, Status
from initiatives.people import board_members_of
from initiatives.workflow import MOVES, STAFF_MOVES, Changed, GateClosed, Refused
from tests import factories as make

pytestmark = pytest.mark.django_db

ALLOWED = {
    (Status.SUBMITTED, Status.SUBMITTED),  # one step of the route has said yes, the next is to come
    ("draft", "submitted"),
    ("returned", "submitted"),
    ("submitted", "approved"),
    ("submitted", "returned"),
    ("submitted", "declined"),
    ("approved", "running"),
    ("running", "paused"),
    ("paused", "running"),
    ("approved", "closed"),
    ("running", "closed"),
    ("paused", "closed"),
    ("draft", "withdrawn"),
    ("submitted", "withdrawn"),
    ("returned", "withdrawn"),
}


@pytest.fixture
def anne():
    return make.make_decider("Anne Lund")


@pytest.fixture
def submission(mette, anne):
    return make.submitted_case(by=mette, departments=[make.make_department("52"), make.make_department("58")])


def in_status(status, *, by):
    """A case that has come to a status the way cases do."""
    if status == Status.DRAFT:
        return make.make_initiative(by=by)
    if status == Status.SUBMITTED:
        return make.submitted_case(by=by).initiative
    if status == Status.RETURNED:
        return make.returned_case(by=by)
    if status == Status.DECLINED:
        return make.decided_case(by=by, outcome=Decision.Outcome.DECLINED).submission.initiative
    case = make.make_initiative(by=by) if status == Status.WITHDRAWN else make.approved_case(by=by)
    steps = {
        Status.WITHDRAWN: ["withdraw"],
        Status.APPROVED: [],
        Status.RUNNING: ["start"],
        Status.PAUSED: ["start", "pause"],
        Status.CLOSED: ["start", "close"],
    }[status]
    for step in steps:
        if step == "close":
            make.close_case(case, by=by)
        else:
            workflow.move(case, step, by=by, words="Derfor.")
    return Initiative.objects.get(pk=case.pk)


def test_the_table_holds_exactly_the_moves_of_an_initiatives_life():
    assert {(source, move.target) for move in MOVES.values() for source in move.sources} == ALLOWED


@pytest.mark.parametrize("name", STAFF_MOVES)
@pytest.mark.parametrize("status", Status.values)
def test_a_staff_move_works_where_it_exists_and_is_refused_with_a_sentence_elsewhere(mette, status, name):
    case = in_status(status, by=mette)
    exists = status in MOVES[name].sources
    assert (name in workflow.possible_moves(case)) is exists
    if exists:
        workflow.move(case, name, by=mette, words="Derfor.")
        after = Initiative.objects.get(pk=case.pk)
        assert (after.status, after.history.first().to_status) == (MOVES[name].target, MOVES[name].target)
        assert after.status_since > case.status_since
    else:
        with pytest.raises(
            Refused, match=r"Det kan ikke lade sig gøre\. Indsatsen er .+ ændrede den sidst\."
        ):
            workflow.move(case, name, by=mette, words="Derfor.")
        assert Initiative.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize("name", ["submit", "approve", "return", "decline", "close", "delete", ""])
def test_what_is_no_staff_move_cannot_be_done_as_one(mette, name):
    with pytest.raises(Refused, match="Det skridt findes ikke"):
        workflow.move(make.make_initiative(by=mette), name, by=mette)


@pytest.mark.parametrize("name", ["pause", "withdraw"])
def test_some_moves_need_a_reason(mette, name):
    case = in_status(Status.DRAFT if name == "withdraw" else Status.RUNNING, by=mette)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        workflow.move(case, name, by=mette, words="  ")


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(mette):
    case = in_status(Status.RUNNING, by=mette)
    stale = Initiative.objects.get(pk=case.pk)
    workflow.move(case, "pause", by=make.make_staff("Jonas Bech"), words="Ferie")
    with pytest.raises(Refused, match=r"Indsatsen er på pause\. Jonas Bech ændrede den sidst\."):
        workflow.move(stale, "pause", by=mette, words="Ferie")
    assert case.history.filter(kind="pause").count() == 1


# --- Sending --------------------------------------------------------------------------------
def test_sending_is_refused_with_every_point_that_blocks_and_its_principle(mette):
    case = make.complete_case(by=mette)
    case.criteria.all().delete()
    case.resident_decisions.all().delete()
    make.make_body("leader")
    with pytest.raises(GateClosed) as refused:
        workflow.submit(case, by=mette)
    assert [point.key for point in refused.value.assessment.blocking] == ["1.1", "6.2"]
    assert str(refused.value) == (
        "Politikken er ikke opfyldt. Der mangler: 1. At være lokalt forankret: Beboernes beslutning, "
        "6. At tage udgangspunkt i dokumenterede indsatser og effekter: Mål for effekt."
    )


def test_a_submission_keeps_the_assessment_and_the_policy_version(mette):
    submission = make.submitted_case(by=mette)
    assert submission.policy_version == make.make_policy() == submission.initiative.policy_version
    kept = {point["key"]: point["status"] for point in submission.assessment["points"]}
    assert kept == {p.key: p.status for p in assess(submission.initiative).points}
    assert submission.initiative.first_submitted_at is not None


def test_a_meeting_of_another_body_is_left_out(mette):
    meeting = make.make_meeting()
    case = make.complete_case(by=mette)
    make.make_body("leader")
    assert workflow.submit(case, by=mette, meeting=meeting).meeting is None


def test_a_case_is_sent_again_only_after_it_was_returned(submission, mette):
    with pytest.raises(Refused, match="til godkendelse"):
        workflow.submit(submission.initiative, by=mette)


# --- Deciding -------------------------------------------------------------------------------
def approve(submission, by, **options):
    return deciding.decide(submission, outcome="approved", by=by, amount=Decimal("20000"), **options)


def test_nobody_decides_a_case_they_prepared(submission, mette, anne):
    jonas = make.make_staff("Jonas Bech")
    for person in (mette, jonas):
        submission.body.seats.create(person=person, from_on=make.LONG_AGO)
    record(submission.initiative, by=jonas, kind="edited", sentence="x", prepares=True)
    assert preparers_of(submission.initiative) == {mette.pk, jonas.pk}
    for person in (mette, jonas):
        with pytest.raises(Refused, match="Du har selv arbejdet på sagen"):
            approve(submission, person)
    assert approve(submission, anne).outcome == "approved"


def test_only_members_in_office_of_that_body_decide(submission):
    outsiders = [
        make.make_staff("Jonas Bech"),
        make.make_decider("Lars Krogh", kind="leader"),
        make.make_decider("Former Member", until_on=make.in_days(-1)),
        make.make_board_member(make.make_department("58")),
    ]
    for person in outsiders:
        with pytest.raises(Refused, match=r"Kun medlemmer af .+ kan beslutte\."):
            approve(submission, person)


def test_approval_is_refused_while_a_point_blocks_and_works_once_it_is_mended(submission, mette, anne):
    case = submission.initiative
    case.resident_decisions.filter(department__number="58").delete()
    with pytest.raises(GateClosed, match=r"1\. At være lokalt forankret: Beboernes beslutning"):
        approve(submission, anne)
    assert Initiative.objects.get().status == Status.SUBMITTED
    case.board_requests.all().delete()
    make.answer_for_residents(case, make.make_department("58"), asked_by=mette)
    assert approve(submission, anne).outcome == "approved"


def test_a_no_or_a_return_needs_no_complete_case(submission, anne):
    submission.initiative.criteria.all().delete()
    assert deciding.decide(submission, outcome="declined", by=anne, words="Vi vil noget andet.").words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"outcome": "declined"}, "Skriv hvorfor"),
        ({"outcome": "returned", "words": " ", "points": ["Ø.1"]}, "Skriv hvorfor"),
        ({"outcome": "returned", "words": "Ret det", "points": ["9.9"]}, "Vælg punkter fra listen"),
    ],
)
def test_a_decision_that_lacks_its_reasons_is_refused(submission, anne, options, said):
    with pytest.raises(Refused, match=said):
        deciding.decide(submission, by=anne, **options)
    assert Initiative.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"outcome": "returned", "words": "Ret det"}, "Vælg mindst ét punkt"),
        ({"outcome": "approved"}, "Skriv beløbet fra AAB"),
        ({"outcome": "approved", "amount": Decimal(-1)}, "0"),
    ],
)
def test_a_decision_that_cannot_be_stored_changes_nothing(submission, anne, options, said):
    with pytest.raises(ValidationError, match=said), transaction.atomic():
        deciding.decide(submission, by=anne, **options)
    assert (Initiative.objects.get().status, Decision.objects.count()) == (Status.SUBMITTED, 0)


def test_a_case_is_decided_once(submission, anne):
    per = make.make_decider("Per Dahl")
    approve(submission, anne)
    with pytest.raises(Refused, match=r"Indsatsen er godkendt\. Anne Lund ændrede den sidst\."):
        approve(submission, per)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            submission=submission,
            outcome="declined",
            words="Nej",
            decided_by=per,
            decided_at=submission.submitted_at,
            case_file={},
            case_file_sha256="",
        )


def test_a_case_that_changed_while_it_was_read_is_not_decided(submission, anne):
    read = Initiative.objects.get().version
    Initiative.objects.update(version=read + 1)
    with pytest.raises(Changed, match="rettede sagen, mens du læste"):
        approve(submission, anne, seen_version=read)
    assert approve(submission, anne, seen_version=read + 1)


def test_the_decision_keeps_everything_it_rested_on(submission, anne):
    case = submission.initiative
    case.evidence.create(
        requirement_key="1.1",
        file="evidence/referat.pdf",
        name="referat.pdf",
        content_type="application/pdf",
        size=7,
        sha256="a" * 64,
        uploaded_by=case.created_by,
        uploaded_at=case.created_at,
    )
    decision = approve(submission, anne)
    kept = decision.case_file
    assert decision.case_file_sha256 == case_file.fingerprint(kept)
    assert kept["assessment"]["policy_version"] == 1
    assert {p["status"] for p in kept["assessment"]["points"]} == {"met", "not_relevant"}
    assert kept["evidence"] == [
        {
            "name": "referat.pdf",
            "point": "1.1",
            "points": ["1.1"],
            "version": 1,
            "valid_until": None,
            "link": "",
            "size": 7,
            "sha256": "a" * 64,
        }
    ]
    assert (kept["facts"]["departments"], kept["facts"]["aab_amount"]) == (2, "20000.00")
    assert kept["budget"]["cost_kr"] == "20000.00"
    assert kept["goals"]["criteria"][0]["name"] == "Børn, der kommer hver uge"
    again = Decision.objects.get(pk=decision.pk)
    assert again.case_file_sha256 == case_file.fingerprint(again.case_file)


def test_a_changed_record_no_longer_fits_its_fingerprint(submission, anne):
    decision = approve(submission, anne)
    changed = {
        **decision.case_file,
        "initiative": {**decision.case_file["initiative"], "name": "Noget andet"},
    }
    assert case_file.fingerprint(changed) != decision.case_file_sha256


def test_a_member_of_a_board_who_wants_paper_gets_no_mail_about_a_decision(submission, anne):
    department = make.own_departments_of(submission.initiative)[0]
    paper = make.make_board_member(department, "Poul Papir")
    paper.board_seats.update(wants_paper=True)
    mailed = make.make_board_member(department, "Karen Juhl")
    approve(submission, anne)
    told = {mail.recipient for mail in OutgoingMail.objects.filter(kind="case_approved")}
    assert mailed in told
    assert paper not in told


def test_a_board_is_told_by_mail_only_where_a_mail_reaches_somebody(submission, anne):
    """The term, the paper, the closed account and the address that does not work; a pause only delays."""
    department = submission.initiative.departments.first()
    for person in board_members_of(submission.initiative):
        person.board_seats.update(until_on=make.in_days(-1))
    former = make.make_board_member(department, "Inge Toft", until_on=make.in_days(-1))
    later = make.make_board_member(department, "Kim Kommer", from_on=make.in_days(1))
    closed = make.make_board_member(department, "Lis Lukket", is_active=False)
    bounced = make.make_board_member(department, "Rie Retur")
    bounced.returned_address, bounced.returned_at = bounced.email.lower(), timezone.now()
    bounced.save()
    mended = make.make_board_member(
        department, "Mia Mendet", returned_address="old@example.dk", returned_at=timezone.now()
    )
    paused = make.make_board_member(department, "Per Pause", mails_paused_until=make.in_days(20))
    assert board_members_of(submission.initiative) == [mended, paused]
    approve(submission, anne)
    told = {mail.recipient for mail in OutgoingMail.objects.filter(kind="case_approved")}
    assert told & {former, later, closed, bounced, mended, paused} == {mended, paused}


def test_staff_are_told_of_every_decision_and_boards_of_a_yes(submission, mette, anne):
    members = {p.name for p in board_members_of(submission.initiative)}
    approve(submission, anne)
    told = {mail.recipient.name for mail in OutgoingMail.objects.filter(kind="case_approved")}
    assert told == {"Mette Holm"} | members
    other = make.submitted_case(
        by=mette, departments=[make.make_department("33"), make.make_department("34")]
    )
    deciding.decide(other, outcome="declined", by=anne, words="Nej tak.")
    assert [m.recipient for m in OutgoingMail.objects.filter(kind="case_declined")] == [mette]


def test_both_rounds_of_a_returned_case_stay(mette, anne):
    case = make.returned_case(by=mette)
    workflow.submit(case, by=mette)
    assert [entry.to_status for entry in case.history.exclude(to_status="").order_by("pk")] == [
        "submitted",
        "returned",
        "submitted",
    ]
    assert [submission.round for submission in case.submissions.all()] == [1, 2]
    assert case.history.get(to_status="returned").words == "Vi mangler et tilbud på leje af lokalet."


# --- The pages of the staff moves ---------------------------------------------------------------
def url(case, name):
    return reverse("initiatives:move", args=[case.pk, name])


@pytest.mark.parametrize(
    ("status", "name", "said"),
    [
        ("approved", "start", "Indsatsen er sat i gang."),
        ("running", "pause", "Indsatsen er sat på pause."),
        ("paused", "resume", "Indsatsen er sat i gang igen."),
        ("draft", "withdraw", "Indsatsen er trukket tilbage."),
    ],
)
def test_each_move_has_a_page_that_says_what_follows_and_then_what_happened(
    client, mette, status, name, said
):
    case = in_status(status, by=mette)
    client.force_login(mette)
    page = client.get(url(case, name))
    assert (page.status_code, page.context["exists"]) == (200, True)
    assert str(page.context["consequence"]) in page.text
    assert ("<textarea" in page.text) is MOVES[name].needs_words
    done = client.post(url(case, name), {"words": "Børnene er blevet store."})
    assert done.url == case.get_absolute_url()
    after = Initiative.objects.get(pk=case.pk)
    assert after.status == MOVES[name].target
    assert after.history.first().words == ("Børnene er blevet store." if MOVES[name].needs_words else "")
    assert said in client.get(reverse("initiatives:checklist", args=[case.pk])).text


def test_a_reason_left_out_is_asked_for(client, mette):
    case = in_status(Status.RUNNING, by=mette)
    client.force_login(mette)
    page = client.post(url(case, "pause"), {"words": ""})
    assert (page.status_code, page.context["form"].errors) == (200, {"words": ["Skriv hvorfor"]})


def test_a_move_that_does_not_exist_now_says_why_and_who_changed_it(client, mette):
    case = in_status(Status.RUNNING, by=mette)
    client.force_login(mette)
    page = client.get(url(case, "withdraw"))
    assert page.status_code == 200
    said = "Indsatsen er i gang. Det kan kun ske, når den er en kladde, til godkendelse eller sendt tilbage."
    assert said in page.text
    assert "Mette Holm ændrede den sidst" in page.text
    assert '<form method="post" novalidate>' not in page.text
    late = client.post(url(case, "withdraw"), {"words": "Derfor."})
    assert (late.status_code, Initiative.objects.get(pk=case.pk).status) == (409, Status.RUNNING)
    assert "Det kan ikke lade sig gøre. Indsatsen er i gang." in late.text


def test_moves_are_for_staff_alone(client, mette):
    case = in_status(Status.RUNNING, by=mette)
    client.force_login(make.make_board_member(make.make_department("58")))
    assert client.get(url(case, "pause")).status_code == 403
    assert client.post(url(case, "pause"), {"words": "x"}).status_code == 403
    client.force_login(make.make_board_member(make.make_department("7")))
    assert client.get(url(case, "pause")).status_code == 404


@pytest.mark.parametrize("name", ["approve", "submit", "x"])
def test_other_words_are_no_pages(client, mette, name):
    client.force_login(mette)
    assert client.get(url(make.make_initiative(by=mette), name)).status_code == 404
