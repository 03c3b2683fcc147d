"""The approval route as data: which bodies decide a case, in which order, who sits there, and the check of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OutgoingMail
from initiatives import deciding, rules, workflow
from initiatives.bodies import free_members, members_of
from initiatives.checklist import case_of
from initiatives.deciding import AtMeeting
from initiatives.mails.decided import prepare_to_decide
from initiatives.models import (
    Body,
    BodySeat,
    Decision,
    Deputy,
    Initiative,
    PartInRound,
    PlannedStep,
    RouteCondition,
    RouteStep,
    Submission,
)
from initiatives.route import bodies_for, write_default_route
from initiatives.route_check import route_problems
from initiatives.todo import waiting_for, waiting_on_others
from initiatives.workflow import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
Kind = Body.Kind


def step(order: int, kind: str, *conditions: tuple) -> RouteStep:
    """A step of the route; conditions are (fact, operator, value) and must all hold."""
    row = RouteStep.objects.create(order=order, body=make.make_body(kind))
    for fact, operator, value in conditions:
        RouteCondition.objects.create(step=row, fact=fact, operator=operator, value=value)
    return row


@pytest.fixture
def two_steps():
    """The direktion for cases of more than 40,000 kr., and then the organisationsbestyrelse for all."""
    step(1, Kind.MANAGEMENT, ("aab_amount", "above", "40000"))
    step(2, Kind.ORGANISATION_BOARD)
    return make.make_decider("Dan Direktør", kind=Kind.MANAGEMENT), make.make_decider("Anne Lund")


def kinds(initiative) -> list[str]:
    return [body.kind for body in bodies_for(case_of(initiative))]


def approve(submission, by, **options):
    return deciding.decide(submission, outcome="approved", by=by, amount=20_000, **options)


# --- Which bodies ---------------------------------------------------------------------------
@pytest.mark.parametrize("as_rows", [False, True])
@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"cost": 50_000}, Kind.LEADER),
        ({"cost": 50_001}, Kind.ORGANISATION_BOARD),
        ({"cost": 20_000, "expects_outside_money": True}, Kind.ORGANISATION_BOARD),
        ({"cost": 20_000, "departments": 2}, Kind.ORGANISATION_BOARD),
    ],
)
def test_the_default_route_is_the_leader_for_small_cases_and_the_board_for_others(
    mette, facts, kind, as_rows
):
    make.make_body(Kind.LEADER)
    make.make_body(Kind.ORGANISATION_BOARD)
    if as_rows:
        assert [str(row) for row in write_default_route()] == [
            "1. Boligsocial leder",
            "2. Organisationsbestyrelsen",
        ]
        assert write_default_route() == []
    departments = [make.make_department() for _number in range(facts.get("departments", 1))]
    assert kinds(make.complete_case(by=mette, **(facts | {"departments": departments}))) == [kind]


def test_a_case_follows_every_step_whose_conditions_hold_in_order(mette, two_steps):
    step(3, Kind.COUNCIL, ("is_pilot", "is_true", ""))
    assert kinds(make.complete_case(by=mette, cost=40_000)) == [Kind.ORGANISATION_BOARD]
    assert kinds(make.complete_case(by=mette, cost=40_001)) == [Kind.MANAGEMENT, Kind.ORGANISATION_BOARD]
    pilot = make.complete_case(by=mette, cost=50_000)
    make.answer_knowledge(pilot, by=mette, is_pilot=True)
    pilot = Initiative.objects.get(pk=pilot.pk)
    assert kinds(pilot) == [Kind.MANAGEMENT, Kind.ORGANISATION_BOARD, Kind.COUNCIL]


def test_it_is_enough_that_one_group_of_conditions_holds(mette):
    row = step(1, Kind.MANAGEMENT, ("departments", "at_least", "3"))
    RouteCondition.objects.create(
        step=row, group=2, fact="department_numbers", operator="contains", value="58"
    )
    make.make_body()
    assert kinds(make.make_initiative(by=mette, departments=[make.make_department("58")])) == [
        Kind.MANAGEMENT
    ]
    assert kinds(make.make_initiative(by=mette, departments=[make.make_department("52")])) == []


def test_a_condition_that_cannot_be_read_never_makes_the_route_shorter(mette):
    step(1, Kind.MANAGEMENT, ("no_such_fact", "is_true", ""))
    assert kinds(make.make_initiative(by=mette)) == [Kind.MANAGEMENT]


def test_a_case_no_step_applies_to_is_not_sent(mette):
    step(1, Kind.MANAGEMENT, ("departments", "above", "5"))
    with pytest.raises(Refused, match="Der er intet organ, der kan godkende"):
        workflow.submit(make.complete_case(by=mette), by=mette)


# --- Several steps --------------------------------------------------------------------------
def test_the_status_stays_until_the_last_step_and_each_step_has_its_decision(mette, two_steps):
    dan, anne = two_steps
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    assert first.body.kind == Kind.MANAGEMENT
    approve(first, dan, words="Se på leje.")
    case = Initiative.objects.get(pk=first.initiative_id)
    second = case.submissions.last()
    assert (case.status, second.round, second.step, second.body.kind) == (
        "submitted",
        1,
        2,
        Kind.ORGANISATION_BOARD,
    )
    assert case.history.filter(kind="pass_on").get().text == (
        "Godkendt af direktionen. Sagen går videre til organisationsbestyrelsen"
    )
    approve(second, anne)
    case.refresh_from_db()
    assert case.status == "approved"
    assert [(d.submission.step, d.decided_by) for d in Decision.objects.order_by("pk")] == [
        (1, dan),
        (2, anne),
    ]


def test_a_yes_that_is_not_the_last_is_told_to_the_next_body_alone(mette, two_steps):
    dan, anne = two_steps
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    assert deciding.people_to_tell(first, "approved") == [anne]
    assert mette in deciding.people_to_tell(first, "declined")
    OutgoingMail.objects.all().delete()
    approve(first, dan)
    assert [(m.kind, m.recipient) for m in OutgoingMail.objects.all()] == [("case_to_decide", anne)]


@pytest.mark.parametrize("outcome", ["returned", "declined"])
def test_a_return_or_a_no_ends_the_round_at_any_step(mette, two_steps, outcome):
    dan, _anne = two_steps
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    points = ["Ø.1"] if outcome == "returned" else None
    deciding.decide(first, outcome=outcome, by=dan, words="Nej.", points=points)
    case = Initiative.objects.get(pk=first.initiative_id)
    assert (case.status, case.submissions.count()) == (outcome, 1)
    if outcome == "returned":
        again = workflow.submit(case, by=mette)
        assert (again.round, again.step, again.body.kind) == (2, 1, Kind.MANAGEMENT)


def test_a_sent_case_keeps_the_steps_it_was_sent_with(mette, two_steps):
    dan, _anne = two_steps
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    RouteStep.objects.get(order=2).delete()
    assert deciding.next_body(first).kind == Kind.ORGANISATION_BOARD
    approve(first, dan)
    assert Submission.objects.get(step=2).body.kind == Kind.ORGANISATION_BOARD
    assert [p.number for p in PlannedStep.objects.all()] == [1, 2]


def test_two_steps_are_decided_by_two_people(mette, two_steps):
    dan, anne = two_steps
    BodySeat.objects.create(body=make.make_body(), person=dan, from_on=make.LONG_AGO)
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    approve(first, dan)
    second = Submission.objects.get(step=2)
    assert [member.person for member in free_members(second.initiative, second.body, round_=1)] == [anne]
    assert not rules.may_decide(dan, second)
    with pytest.raises(Refused, match="To trin kræver to forskellige personer"):
        approve(second, dan)
    assert approve(second, anne)


# --- Deputies -------------------------------------------------------------------------------
def make_deputy(member, name="Stine Stedfortræder", *, kind=Kind.ORGANISATION_BOARD, first=-1, last=10):
    person = make.make_user(name)
    Deputy.objects.create(
        body=make.make_body(kind),
        person=person,
        for_person=member,
        from_on=make.in_days(first),
        until_on=make.in_days(last),
    )
    return person


def test_a_deputy_decides_on_behalf_of_a_member_between_two_dates(mette):
    anne = make.make_decider("Anne Lund")
    submission = make.submitted_case(by=mette, cost=90_000)
    late, early = (
        make_deputy(anne, "For Sent", first=-9, last=-1),
        make_deputy(anne, "For Tidligt", first=1, last=5),
    )
    stine = make_deputy(anne, first=0, last=0)
    assert [rules.may_decide(person, submission) for person in (late, early, stine)] == [False, False, True]
    assert Initiative.objects.visible_to(stine, make.today()).count() == 1
    assert Initiative.objects.visible_to(late, make.today()).count() == 0
    decision = approve(submission, stine)
    assert (decision.decided_by, decision.on_behalf_of) == (stine, anne)
    parts = {p.person.name: p.part for p in PartInRound.objects.exclude(part="prepared")}
    assert parts == {"Stine Stedfortræder": "decided", "Anne Lund": "represented"}


def test_a_deputy_steps_in_for_a_member_who_prepared_the_case(mette):
    lars = make.make_staff("Lars Krogh", employment="leader")
    BodySeat.objects.create(body=make.make_body(Kind.LEADER), person=lars, from_on=make.LONG_AGO)
    eva = make_deputy(lars, "Eva Storm", kind=Kind.LEADER)
    submission = make.submitted_case(by=lars)
    assert approve(submission, eva).on_behalf_of == lars
    assert {p.person.name: p.part for p in PartInRound.objects.all()} == {
        "Lars Krogh": "prepared",
        "Eva Storm": "decided",
    }


def test_a_deputy_of_somebody_whose_seat_has_ended_has_no_say():
    stine = make_deputy(make.make_decider("Gerda Gammel", until_on=make.in_days(-1)))
    assert rules.deciding_bodies(stine) == []
    assert members_of(make.make_body(), make.today()) == []


def test_a_deputy_cannot_give_one_person_two_steps(mette, two_steps):
    dan, _anne = two_steps
    BodySeat.objects.create(body=make.make_body(), person=dan, from_on=make.LONG_AGO)
    stine = make_deputy(dan)
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    approve(first, dan)
    with pytest.raises(Refused, match="Dan Direktør har været med til at godkende et tidligere trin"):
        approve(Submission.objects.get(step=2), stine)


def test_the_members_of_a_department_board_as_a_body_are_the_boards_own(mette):
    d58 = make.make_department("58")
    karen = make.make_board_member(d58, "Karen Juhl")
    make.make_board_member(d58, "Inge Toft", until_on=make.in_days(-1))
    body = Body.objects.create(kind=Kind.DEPARTMENT_BOARD, name="Bestyrelsen i Afdeling 58", department=d58)
    RouteStep.objects.create(order=1, body=body)
    assert [member.person for member in members_of(body, make.today())] == [karen]
    submission = workflow.submit(make.complete_case(by=mette, departments=[d58]), by=mette)
    # She answered for the residents and so prepared nothing: she may decide as a member of the body.
    assert submission.body == body
    assert rules.deciding_bodies(karen) == [body.pk]
    other = make.submitted_case(by=mette, departments=[make.make_department("52")], name="Andres")
    assert not Initiative.objects.visible_to(karen, make.today()).filter(pk=other.initiative_id).exists()


def test_the_mail_to_the_next_body_says_who_said_yes_and_for_whom_a_deputy_acts(mette, two_steps):
    dan, anne = two_steps
    stine = make_deputy(anne)
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    approve(first, dan)
    second = Submission.objects.get(step=2)
    mails = {m.recipient: m for m in OutgoingMail.objects.about(second)}
    lines = {person: prepare_to_decide(mails[person]).lines_before for person in (anne, stine)}
    assert "Det er godkendt af direktionen." in lines[anne]
    assert lines[stine][-1] == "Du er stedfortræder og beslutter på vegne af Anne Lund."


def test_the_sender_sees_every_step_before_sending(client, mette, two_steps):
    case = make.complete_case(by=mette, cost=60_000)
    client.force_login(mette)
    page = client.get(reverse("initiatives:send", args=[case.pk]))
    assert (
        "Den skal godkendes i flere trin, ét ad gangen: Direktionen og Organisationsbestyrelsen." in page.text
    )


def decide_tasks(person) -> list[str]:
    return [task.title for task in waiting_for(person, make.today()) if task.key.startswith("decide:")]


def test_the_task_to_decide_is_for_members_and_deputies_and_not_for_who_is_out(mette, two_steps):
    dan, anne = two_steps
    per, stine = make.make_decider("Per Dahl"), make_deputy(anne)
    BodySeat.objects.create(body=make.make_body(), person=dan, from_on=make.LONG_AGO)
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    assert [len(decide_tasks(person)) for person in (dan, anne, per, stine, mette)] == [1, 0, 0, 0, 0]
    approve(first, dan)
    deciding.declare_interest(Submission.objects.get(step=2), by=per, words="Min søster leder den.")
    assert [len(decide_tasks(person)) for person in (dan, anne, per, stine, mette)] == [0, 1, 0, 1, 0]
    [waits] = [task for task in waiting_on_others(mette, make.today()) if task.key.startswith("decision:")]
    assert waits.waits_on == "Organisationsbestyrelsen"


# --- Own interest ---------------------------------------------------------------------------
def test_whoever_declares_an_interest_is_out_of_the_case_for_good(mette):
    anne, per = make.make_decider("Anne Lund"), make.make_decider("Per Dahl")
    submission = make.submitted_case(by=mette, cost=90_000)
    version = Initiative.objects.get(pk=submission.initiative_id).version
    deciding.declare_interest(submission, by=anne, words="Min søn skal lede caféen.")
    assert not rules.may_decide(anne, submission)
    with pytest.raises(Refused, match="Du har sagt, at du er inabil"):
        approve(submission, anne)
    # The others did not read another case because of it.
    assert approve(submission, per, seen_version=version)
    with pytest.raises(Refused, match="Du skal ikke beslutte sagen"):
        deciding.declare_interest(submission, by=anne, words="Igen")


# --- At a meeting ---------------------------------------------------------------------------
def test_a_decision_taken_at_a_meeting_keeps_day_item_and_who_was_there_and_out(mette):
    anne, per, olga = (make.make_decider(name) for name in ("Anne Lund", "Per Dahl", "Olga Out"))
    submission = make.submitted_case(by=mette, cost=90_000)
    held = make.in_days(-2)
    decision = approve(submission, anne, at_meeting=AtMeeting(held, "7.2", True, (anne, per), (olga,)))
    assert (decision.held_on, decision.item_number, decision.is_closed_item) == (held, "7.2", True)
    parts = {p.person.name: p.part for p in submission.parts.all()}
    assert parts == {"Anne Lund": "decided", "Per Dahl": "present", "Olga Out": "out"}


def test_a_member_who_is_out_of_the_case_cannot_have_been_present(mette):
    anne = make.make_decider("Anne Lund")
    BodySeat.objects.create(body=make.make_body(), person=mette, from_on=make.LONG_AGO)
    submission = make.submitted_case(by=mette, cost=90_000)
    with pytest.raises(Refused, match="Mette Holm kan ikke have været med til at beslutte sagen"):
        approve(submission, anne, at_meeting=AtMeeting(make.today(), "7", False, (mette,)))


def test_a_deputy_at_the_meeting_is_there_for_the_member(mette):
    anne, per = make.make_decider("Anne Lund"), make.make_decider("Per Dahl")
    stine = make_deputy(per)
    submission = make.submitted_case(by=mette, cost=90_000)
    approve(submission, anne, at_meeting=AtMeeting(make.today(), "7", False, (stine,)))
    parts = {p.person.name: p.part for p in submission.parts.all()}
    assert parts == {"Anne Lund": "decided", "Stine Stedfortræder": "present", "Per Dahl": "represented"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (
            lambda anne, per, mette: AtMeeting(make.in_days(1), "7", False, (per,)),
            "Mødet er ikke holdt endnu",
        ),
        (lambda anne, per, mette: AtMeeting(make.today(), "7", False, (per,), (per,)), "kan ikke både"),
        (
            lambda anne, per, mette: AtMeeting(make.today(), "7", False, (per,), (anne,)),
            "som du selv var ude",
        ),
        (lambda anne, per, mette: AtMeeting(make.today(), "7", False, (mette,)), "Mette Holm sad ikke i"),
    ],
)
def test_a_meeting_that_cannot_have_been_so_is_refused(mette, record, said):
    anne, per = make.make_decider("Anne Lund"), make.make_decider("Per Dahl")
    submission = make.submitted_case(by=mette, cost=90_000)
    with pytest.raises(Refused, match=said):
        approve(submission, anne, at_meeting=record(anne, per, mette))
    assert (Decision.objects.count(), PartInRound.objects.count()) == (0, 0)


# --- What the database itself refuses -------------------------------------------------------
def part(sent, person, part, **fields):
    defaults = {"initiative": sent.initiative, "round": sent.round, "at": sent.submitted_at}
    return PartInRound.objects.create(**(defaults | {"person": person, "part": part} | fields))


def broken(name: str):
    """The constraint `name` is broken within; SQLite names the columns of a unique one instead."""
    return pytest.raises(IntegrityError, match=name)


ONE_PART = r"one_part_in_a_round|initiatives_partinround\.initiative_id"


@pytest.mark.parametrize("before", ["prepared", "interested"])
@pytest.mark.parametrize("role", PartInRound.DECIDING)
def test_the_database_keeps_preparers_and_the_inabil_from_deciding(mette, before, role):
    submission = make.submitted_case(by=mette, cost=90_000)
    part(submission, mette, before)
    with broken(ONE_PART), transaction.atomic():
        part(submission, mette, role, submission=submission)


def test_the_database_itself_refuses_the_preparer_when_the_check_in_the_code_is_gone(mette, monkeypatch):
    submission = make.submitted_case(by=mette, cost=90_000)
    monkeypatch.setattr(deciding, "_who_decides", lambda submission, by: None)
    with broken(ONE_PART), transaction.atomic():
        approve(submission, mette)
    assert (Initiative.objects.get().status, Decision.objects.count()) == ("submitted", 0)


def test_the_database_itself_refuses_one_person_for_two_steps_when_the_check_is_gone(
    mette, two_steps, monkeypatch
):
    dan, _anne = two_steps
    first = workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)
    approve(first, dan)
    monkeypatch.setattr(deciding, "_who_decides", lambda submission, by: None)
    with broken(ONE_PART), transaction.atomic():
        approve(Submission.objects.get(step=2), dan)


def test_the_database_keeps_a_step_to_one_who_decides(mette):
    submission = make.submitted_case(by=mette, cost=90_000)
    part(submission, make.make_user("A"), "decided", submission=submission)
    with (
        broken(r"one_who_decides_a_step|initiatives_partinround\.submission_id"),
        transaction.atomic(),
    ):
        part(submission, make.make_user("B"), "decided", submission=submission)


def test_the_other_truths_of_the_route_hold_in_the_database(mette):
    anne = make.make_decider("Anne Lund")
    submission = make.submitted_case(by=mette, cost=90_000)
    body, d58 = submission.body, make.make_department("58")
    day = {"from_on": make.today(), "until_on": make.in_days(-1)}
    case = {"initiative": submission.initiative, "round": 1}
    breaking = {
        "part_in_decision_names_the_step": lambda: part(submission, anne, "decided"),
        "deputy_dates_in_order": lambda: Deputy.objects.create(
            body=body, person=mette, for_person=anne, **day
        ),
        "deputy_is_somebody_else": lambda: Deputy.objects.create(
            body=body, person=anne, for_person=anne, **(day | {"until_on": make.today()})
        ),
        "board_of_department_names_it": lambda: Body.objects.create(kind=Kind.DEPARTMENT_BOARD, name="x"),
        r"body_kind_once|initiatives_body\.kind": lambda: Body.objects.create(kind=body.kind, name="x"),
        r"planned_step_once|plannedstep\.number": lambda: PlannedStep.objects.create(
            number=1, body=make.make_body(Kind.COUNCIL), **case
        ),
        r"planned_body_once|plannedstep\.body_id": lambda: PlannedStep.objects.create(
            number=2, body=body, **case
        ),
        r"submission_step_once|submission\.step": lambda: Submission.objects.create(
            body=body,
            policy_version=submission.policy_version,
            assessment={},
            submitted_by=mette,
            submitted_at=submission.submitted_at,
            **case,
        ),
    }
    for name, act in breaking.items():
        with broken(name), transaction.atomic():
            act()
    Body.objects.create(kind=Kind.DEPARTMENT_BOARD, name="B", department=d58)
    with broken(r"body_of_department_once|body\.department_id"), transaction.atomic():
        Body.objects.create(kind=Kind.DEPARTMENT_BOARD, name="C", department=d58)
    for name, fields in {
        "decision_at_meeting_is_whole": {"held_on": make.today(), "decided_by": anne},
        "nobody_is_their_own_deputy": {"on_behalf_of": anne, "decided_by": anne},
    }.items():
        with broken(name), transaction.atomic():
            Decision.objects.create(
                submission=submission,
                outcome="approved",
                amount=1,
                decided_at=submission.submitted_at,
                case_file={},
                case_file_sha256="",
                **fields,
            )


# --- The route check ------------------------------------------------------------------------
SPRING = dt.date(2026, 4, 1)


def seat(kind, name, **fields):
    return BodySeat.objects.create(
        body=make.make_body(kind), person=make.make_user(name), from_on=make.LONG_AGO, **fields
    ).person


def test_a_route_that_can_always_decide_raises_no_warning():
    write_default_route()
    for kind in (Kind.LEADER, Kind.ORGANISATION_BOARD):
        seat(kind, f"En {kind}")
        seat(kind, f"To {kind}")
    assert route_problems(SPRING) == []


def test_a_step_without_a_member_is_told():
    write_default_route()
    seat(Kind.ORGANISATION_BOARD, "Anne Lund")
    seat(Kind.ORGANISATION_BOARD, "Per Dahl")
    assert route_problems(SPRING) == [
        "Boligsocial leder har ingen medlemmer i dag. Ingen kan beslutte de sager, der kommer dertil."
    ]


def test_the_same_person_in_two_steps_is_told():
    write_default_route()
    anne = seat(Kind.ORGANISATION_BOARD, "Anne Lund")
    seat(Kind.ORGANISATION_BOARD, "Per Dahl")
    seat(Kind.LEADER, "Lars Krogh")
    BodySeat.objects.create(body=make.make_body(Kind.LEADER), person=anne, from_on=make.LONG_AGO)
    assert route_problems(SPRING) == [
        "Anne Lund kan beslutte både hos boligsocial leder og organisationsbestyrelsen. Skal en sag igennem "
        "begge, må det være to forskellige personer."
    ]


def test_a_preparer_as_the_only_decider_is_told(mette):
    step(1, Kind.LEADER)
    BodySeat.objects.create(body=make.make_body(Kind.LEADER), person=mette, from_on=make.LONG_AGO)
    deputy = make.make_user("Stine")
    for month in (7, 12):
        Deputy.objects.create(
            body=make.make_body(Kind.LEADER),
            person=deputy,
            for_person=mette,
            from_on=dt.date(2026, month, 1),
            until_on=dt.date(2027, 1, 3) if month == 12 else dt.date(2026, 7, 31),
        )
    make.make_initiative(by=mette)
    make.submitted_case(by=mette, name="Sendt")
    assert route_problems(SPRING) == [
        "2 sager kan ingen hos boligsocial leder beslutte, fordi alle dér selv har arbejdet på dem: Mette Holm. "
        "Skriv flere medlemmer eller en stedfortræder ind."
    ]


def test_a_holiday_month_with_one_person_or_nobody_is_told_until_a_deputy_stands_in():
    step(1, Kind.LEADER)
    lars = seat(Kind.LEADER, "Lars Krogh", until_on=dt.date(2026, 12, 1))
    assert route_problems(SPRING) == [
        "Kun Lars Krogh kan beslutte hos boligsocial leder i juli 2026. Skriv en stedfortræder ind, så sagerne "
        "ikke ligger stille i ferien.",
        "Ingen kan beslutte hos boligsocial leder i december 2026.",
    ]
    Deputy.objects.create(
        body=make.make_body(Kind.LEADER),
        person=make.make_user("Stine"),
        for_person=lars,
        from_on=dt.date(2026, 7, 1),
        until_on=dt.date(2026, 7, 31),
    )
    assert route_problems(SPRING) == ["Ingen kan beslutte hos boligsocial leder i december 2026."]


# --- The desk -------------------------------------------------------------------------------
@pytest.fixture
def ada(client):
    client.force_login(make.make_administrator())


def test_the_desk_shows_the_default_until_it_is_written_in(client, ada):
    desk = reverse("admin:initiatives_routestep_changelist")
    assert "Når antal afdelinger er højst 1, penge udefra i kroner er højst 0" in client.get(desk).text
    page = client.post(reverse("admin:initiatives_routestep_default"), follow=True)
    assert "Standardvejen er skrevet ind. Nu kan du rette den." in page.text
    assert "Boligsocial leder har ingen medlemmer i dag." in page.text
    assert RouteStep.objects.count() == 2


def test_a_step_is_saved_with_conditions_that_fit_and_the_check_warns_at_once(client, ada):
    body = make.make_body(Kind.MANAGEMENT)
    data = {
        "order": "1",
        "body": str(body.pk),
        "conditions-TOTAL_FORMS": "1",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-group": "1",
        "conditions-0-fact": "aab_amount",
        "conditions-0-operator": "above",
        "conditions-0-value": "mange penge",
    }
    add = reverse("admin:initiatives_routestep_add")
    assert "Skriv et helt tal, for eksempel 50000." in client.post(add, data).text
    page = client.post(add, data | {"conditions-0-value": "300.000"}, follow=True)
    assert RouteCondition.objects.get().value == "300000"
    assert "Direktionen har ingen medlemmer i dag." in page.text


def test_a_deputy_for_somebody_who_is_no_member_is_refused_with_a_sentence():
    deputy = Deputy(
        body=make.make_body(),
        person=make.make_user("A"),
        for_person=make.make_user("B"),
        from_on=make.today(),
        until_on=make.today(),
    )
    with pytest.raises(Exception, match="Vælg en person, der sidder i organet"):
        deputy.full_clean()
