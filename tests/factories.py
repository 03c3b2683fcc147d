"""People, departments and cases for tests: plain functions that use the portal's own write functions.

Each makes one thing with sensible answers; name what the test is about and leave out the rest.

    mette = make_staff("Mette Holm")
    department = make_department("58")
    karen = make_board_member(department, "Karen Juhl")
    draft = make_initiative(by=mette, departments=[department])
    case = complete_case(by=mette)              # every point is met; may be sent
    submission = submitted_case(by=mette)       # sent, waits for its body
    running_case(by=mette)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.models import Employment, User
from evaluation import criteria
from evaluation.models import EvaluationPlan, SuccessCriterion
from evaluation.plans import set_plan
from evaluation.promising import promise
from funding.models import FundingSource
from funding.plans import save_budget
from initiatives import deciding, evictions, partners, stories, workflow
from initiatives.amendments import propose
from initiatives.answers import choose_knowledge, write_statements
from initiatives.checklist import requirements_of
from initiatives.closing import ClosingFacts, close
from initiatives.displacement import review_volunteer_work
from initiatives.drafts import CaseFacts, create_draft, edit_case
from initiatives.models import (
    BoardRequest,
    BoardSeat,
    Body,
    BodySeat,
    Closing,
    Decision,
    Department,
    DisplacementReview,
    EvictionCalculation,
    EvictionCount,
    FocusArea,
    HousingOrganisation,
    Initiative,
    Meeting,
    Participation,
    Partner,
    Partnership,
    PhysicalProject,
    PolicyVersion,
    Requirement,
    ResidentDecision,
    ResultContract,
    Story,
    Submission,
    SupportService,
    UnitCost,
    VolunteerActivity,
)
from initiatives.policy_data import load_version_1

_numbers = count(1)
LONG_AGO = dt.date(2020, 1, 1)


def today() -> dt.date:
    return timezone.localdate()


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


# --- People ---------------------------------------------------------------------------------
def make_user(name: str = "Nils Nielsen", **fields) -> User:
    """Somebody with a log-in and no role."""
    local = name.lower().replace(" ", ".").encode("ascii", "ignore").decode()
    email = fields.pop("email", f"{local}.{next(_numbers)}@example.dk")
    return User.objects.create_user(email, fields.pop("password", None), name=name, **fields)


def make_staff(name: str = "Mette Holm", *, employment: str = Employment.CONSULTANT, **fields) -> User:
    return make_user(name, employment=employment, phone=fields.pop("phone", "00 00 00 00"), **fields)


def make_administrator(name: str = "Ada Admin", **fields) -> User:
    return make_user(name, is_staff=True, is_superuser=True, **fields)


def make_board_member(
    department: Department | None = None,
    name: str = "Karen Juhl",
    *,
    from_on: dt.date = LONG_AGO,
    until_on: dt.date | None = None,
    **fields,
) -> User:
    """A member of a department's board; `until_on` in the past makes a former member."""
    person = make_user(name, **fields)
    BoardSeat.objects.create(
        department=department or make_department(), person=person, from_on=from_on, until_on=until_on
    )
    return person


def make_decider(
    name: str = "Anne Lund",
    *,
    kind: str = Body.Kind.ORGANISATION_BOARD,
    until_on: dt.date | None = None,
    **fields,
) -> User:
    """A member of a body that decides: the organisationsbestyrelse unless told otherwise."""
    person = make_user(name, **fields)
    BodySeat.objects.create(body=make_body(kind), person=person, from_on=LONG_AGO, until_on=until_on)
    return person


def make_person_of_every_role(name: str = "Bo Lind") -> User:
    """Works for AAB, sits on a department's board and on the organisationsbestyrelse, and administers."""
    person = make_staff(name, is_staff=True, is_superuser=True)
    BoardSeat.objects.create(department=make_department(), person=person, from_on=LONG_AGO)
    BodySeat.objects.create(body=make_body(), person=person, from_on=LONG_AGO)
    return person


def make_body(kind: str = Body.Kind.ORGANISATION_BOARD) -> Body:
    return Body.objects.get_or_create(kind=kind, defaults={"name": Body.Kind(kind).label})[0]


def make_meeting(
    *, kind: str = Body.Kind.ORGANISATION_BOARD, held_in: int = 30, cut_off_in: int = 16
) -> Meeting:
    """A meeting of a body some days from now, and the last day on which cases can be sent to it."""
    return Meeting.objects.create(
        body=make_body(kind), held_on=in_days(held_in), cut_off_on=in_days(cut_off_in)
    )


# --- Departments, partners, policy ----------------------------------------------------------
def own_organisation() -> HousingOrganisation:
    return HousingOrganisation.objects.get_or_create(is_own=True, defaults={"name": "AAB"})[0]


def make_organisation(name: str = "fsb") -> HousingOrganisation:
    return HousingOrganisation.objects.get_or_create(name=name)[0]


def make_department(number: str | None = None, *, organisation=None, **fields) -> Department:
    """A department of AAB, or of `organisation`. Asking for the same number again gives the same one."""
    number = number or str(200 + next(_numbers))
    return Department.objects.get_or_create(
        organisation=organisation or own_organisation(), number=number, defaults=fields
    )[0]


def make_partner(name: str | None = None, *, kind: str = Partner.Kind.VOLUNTARY) -> Partner:
    return Partner.objects.get_or_create(name=name or f"Forening {next(_numbers)}", defaults={"kind": kind})[
        0
    ]


def make_activity(department: Department, name: str = "Strikkeklubben", **fields) -> VolunteerActivity:
    return VolunteerActivity.objects.create(
        **{"department": department, "name": name, "what": "Vi mødes og strikker."} | fields
    )


def make_service(
    department: Department | None = None,
    kind: str = SupportService.Kind.DEBT_COUNSELLING,
    *,
    reviewed_on: dt.date | None = None,
    **fields,
) -> SupportService:
    """A service that supports daily operation; a contact-person scheme takes `municipality` instead."""
    defaults = {
        "who": "AAB's gældsrådgiver",
        "when": "Torsdage kl. 15-17",
        "reviewed_on": reviewed_on or today(),
    }
    return SupportService.objects.create(kind=kind, department=department, **(defaults | fields))


def make_project(
    *departments: Department,
    name: str = "Nye altaner",
    starts_in: int = 100,
    ends_in: int | None = 400,
    **fields,
) -> PhysicalProject:
    """A building project that starts in some days."""
    project = PhysicalProject.objects.create(
        name=name,
        starts_on=in_days(starts_in),
        ends_on=None if ends_in is None else in_days(ends_in),
        **fields,
    )
    project.departments.set(departments)
    return project


def count_evictions(
    department: Department, *, by: User, year: int | None = None, quarter: int = 1, **counts: int
) -> EvictionCount:
    """The counts of one quarter; last year's first unless told otherwise."""
    year = year or today().year - 1
    return evictions.record_counts(
        department, year=year, quarter=quarter, counts=counts, source="Restancelisten", by=by
    )


def calculate_evictions(department: Department, *, by: User) -> EvictionCalculation:
    """A calculation from ten years ago to last year, with one price."""
    count_evictions(department, by=by, year=today().year - 11, evictions=40)
    UnitCost.objects.get_or_create(
        payer="department",
        valid_from=LONG_AGO,
        defaults={"low": 40_000, "middle": 50_000, "high": 55_000, "source": "Slagelse 2016, KAB 2013"},
    )
    return evictions.calculate(
        title="Rådgivningen",
        from_year=today().year - 11,
        to_year=today().year - 1,
        municipality="",
        cost_of_work=Decimal(500_000),
        trend_name="Hele landet",
        trend_percent=Decimal(-34),
        trend_source="Domstolsstyrelsen",
        payers=["department"],
        by=by,
    )


def make_story(
    department: Department | None = None,
    *,
    title: str = "Suppe i opgangen",
    published: bool = False,
    by: User | None = None,
) -> Story:
    """A story that waits to be looked through; or one everybody can read."""
    department = department or make_department("58")
    texts = {"title": title, "what_happened": "Seks naboer laver mad.", "how_it_began": "Med én gryde."}
    story = stories.save_story(
        Story(), department=department, texts=texts, by=by or make_board_member(department)
    )
    stories.send_story(story, by=story.written_by)
    if published:
        stories.publish_story(story, by=make_staff())
    return Story.objects.get(pk=story.pk)


def make_policy() -> PolicyVersion:
    """Version 1, published, with the focus areas. Stands there already but after a test with real transactions."""
    return PolicyVersion.objects.filter(number=1).first() or load_version_1()


def area(key: str = "uddannelse") -> FocusArea:
    make_policy()
    return FocusArea.objects.get(key=key)


def requirement(key: str) -> Requirement:
    """A point of version 1, such as "1.3"."""
    return Requirement.objects.select_related("principle").get(principle__version=make_policy(), key=key)


# --- Cases ----------------------------------------------------------------------------------
def make_facts(**facts) -> CaseFacts:
    """The eight answers of a small case: one department, half a year, no money from outside."""
    defaults = {
        "name": "Lektiecafé",
        "summary": "Frivillige hjælper børn med lektier to dage om ugen.",
        "starts_on": in_days(60),
        "ends_on": in_days(240),
        "expects_outside_money": False,
        "involves_municipality": False,
    }
    make_policy()
    facts = defaults | facts
    departments = facts.pop("departments", None) or [make_department("58")]
    areas = facts.pop("areas", None)
    areas = [area()] if areas is None else areas
    return CaseFacts(departments=tuple(departments), areas=tuple(areas), **facts)


def make_initiative(*, by: User | None = None, **facts) -> Initiative:
    """A draft as it is right after it was created: nothing but its facts. See `make_facts`."""
    initiative, _is_new = create_draft(by=by or make_staff(), facts=make_facts(**facts))
    return initiative


def complete_case(*, by: User | None = None, cost: int = 20_000, **facts) -> Initiative:
    """A draft whose every point is met, whatever its facts; it can be sent.

    `cost` is paid by AAB, half of it by a foundation when money from outside is expected.
    """
    by = by or make_staff()
    initiative = make_initiative(by=by, **facts)
    # Before the answers that rest on them: a partner more would make those "Skal ses igen".
    add_partner(initiative, by=by)
    if initiative.involves_municipality:
        add_municipal_partner(initiative, by=by)
    for department in own_departments_of(initiative):
        answer_for_residents(initiative, department, asked_by=by)
    if initiative.expects_outside_money:
        for department in initiative.departments.all():
            examine_volunteer_work(initiative, department, by=by)
    for point in requirements_of(make_policy()):
        if point.proof in ("stated", "debt_help_offered"):
            answer_point(initiative, point.key, by=by)
    answer_knowledge(initiative, by=by)
    add_criterion(initiative)
    promise_goals(initiative, by=by)
    plan_evaluations(initiative)
    add_budget(initiative, cost=cost)
    return Initiative.objects.get(pk=initiative.pk)


def submitted_case(*, by: User | None = None, **facts) -> Submission:
    """A complete case, sent to the body that decides it."""
    initiative = complete_case(by=by, **facts)
    make_body(Body.Kind.LEADER)
    make_body()
    return workflow.submit(initiative, by=initiative.created_by)


def decided_case(
    *, by: User | None = None, decider: User | None = None, outcome: str = Decision.Outcome.APPROVED, **facts
) -> Decision:
    """A case that was sent and decided; a return names point Ø.1."""
    submission = submitted_case(by=by, **facts)
    decider = decider or make_user("Doris Decider")
    BodySeat.objects.get_or_create(body=submission.body, person=decider, defaults={"from_on": LONG_AGO})
    return deciding.decide(
        submission,
        outcome=outcome,
        by=decider,
        amount=Decimal("20000") if outcome == Decision.Outcome.APPROVED else None,
        words="" if outcome == Decision.Outcome.APPROVED else "Vi mangler et tilbud på leje af lokalet.",
        points=["Ø.1"] if outcome == Decision.Outcome.RETURNED else None,
    )


def approved_case(**options) -> Initiative:
    return Initiative.objects.get(pk=decided_case(**options).submission.initiative_id)


def returned_case(**options) -> Initiative:
    decision = decided_case(outcome=Decision.Outcome.RETURNED, **options)
    return Initiative.objects.get(pk=decision.submission.initiative_id)


def running_case(**options) -> Initiative:
    """An approved case that has been set in motion."""
    initiative = approved_case(**options)
    workflow.move(initiative, "start", by=initiative.responsible)
    return Initiative.objects.get(pk=initiative.pk)


def make_closing_facts(**facts) -> ClosingFacts:
    """Carried through, worked, nothing left; and why there is no final figure and no final evaluation."""
    defaults = {
        "outcome": Closing.Outcome.CARRIED_THROUGH,
        "verdict": Closing.Verdict.WORKED,
        "learnt": "De store børn hjælper gerne de små.",
        "self_sustaining": Closing.SelfSustaining.NO,
        "may_share": True,
        "not_measured": "Vi nåede det ikke.",
        "not_evaluated": "Bestyrelsen er skiftet.",
    }
    return ClosingFacts(**(defaults | facts))


def close_case(initiative: Initiative, *, by: User | None = None, **facts) -> Closing:
    return close(initiative, by=by or initiative.responsible, facts=make_closing_facts(**facts))


# --- What proves each point -----------------------------------------------------------------
def own_departments_of(initiative: Initiative) -> list[Department]:
    return list(initiative.departments.filter(organisation__is_own=True))


def ask_board(
    initiative: Initiative, department: Department, *, by: User, deadline_in: int = 21
) -> BoardRequest:
    """The board has been asked whether the residents were involved; nobody has answered."""
    Participation.objects.filter(initiative=initiative, department=department).update(asked_on=today())
    return BoardRequest.objects.create(
        initiative=initiative,
        department=department,
        asked_at=timezone.now(),
        asked_by=by,
        deadline_on=in_days(deadline_in),
    )


def answer_for_residents(
    initiative: Initiative,
    department: Department,
    *,
    asked_by: User,
    result: str = ResidentDecision.Result.YES,
    person: User | None = None,
    **fields,
) -> ResidentDecision:
    """The board was asked and has answered in the portal: yes, at a department meeting last month."""
    request = ask_board(initiative, department, by=asked_by)
    BoardRequest.objects.filter(pk=request.pk).update(closed_at=timezone.now())
    defaults = {
        "form": ResidentDecision.Form.DEPARTMENT_MEETING,
        "held_on": in_days(-30),
        "sentence": "Afdelingsmødet stemte for.",
    }
    return ResidentDecision.objects.create(
        initiative=initiative,
        department=department,
        request=request,
        result=result,
        answered_by=person or make_board_member(department),
        answered_at=timezone.now(),
        **(defaults | fields),
    )


def examine_volunteer_work(initiative: Initiative, department: Department, *, by: User) -> DisplacementReview:
    """The department's register has been looked at; the case supports every activity there is."""
    review_volunteer_work(
        initiative,
        notes={department: "Bestyrelsen er spurgt. Der er ikke noget, indsatsen tager over for."},
        effects=dict.fromkeys(department.volunteer_activities.filter(ended_on__isnull=True), "supplements"),
        by=by,
    )
    return initiative.displacement_reviews.get(department=department)


def answer_point(
    initiative: Initiative, key: str, *, by: User, text: str = "Det har vi aftalt med bestyrelsen."
) -> None:
    """Answer every question of a point that is proven by words."""
    point = requirement(key)
    write_statements(
        initiative, by=by, requirement=point, answers={prompt["key"]: text for prompt in point.prompts}
    )


def answer_knowledge(initiative: Initiative, *, by: User, is_pilot: bool = False) -> None:
    point = requirement("6.1")
    track = "pilot" if is_pilot else "proven"
    choose_knowledge(
        initiative,
        by=by,
        requirement=point,
        is_pilot=is_pilot,
        answers={p["key"]: "En rapport fra 2021." for p in point.prompts if p.get("when") == track},
    )


def add_partner(initiative: Initiative, *, by: User, partner: Partner | None = None) -> Partnership:
    return partners.add_partner(
        initiative,
        partner=partner or make_partner(),
        role="Finder de frivillige",
        contact="Lederen af frivilligcentret",
        by=by,
    )


def add_municipal_partner(
    initiative: Initiative, *, by: User, state: str | None = ResultContract.State.SIGNED
) -> Partnership:
    """A municipal authority among the partners, with a result contract in `state` (None: no contract)."""
    partner = make_partner(f"Forvaltning {next(_numbers)}", kind=Partner.Kind.MUNICIPAL_AUTHORITY)
    partnership = add_partner(initiative, by=by, partner=partner)
    if state is not None:
        partners.record_contract(
            partnership,
            state=state,
            signed_on=today() if state == ResultContract.State.SIGNED else None,
            what_was_tried="Vi har holdt to møder." if state == ResultContract.State.NOT_OBTAINED else "",
            by=by,
        )
    return partnership


def add_criterion(initiative: Initiative, *, by: User | None = None, **facts) -> SuccessCriterion:
    defaults = {
        "name": "Børn, der kommer hver uge",
        "baseline": Decimal(12),
        "target": Decimal(40),
        "target_on": initiative.ends_on or in_days(365),
        "method": "Vi tæller ved døren.",
    }
    return criteria.add_criterion(
        initiative,
        facts=criteria.CriterionFacts(**(defaults | facts)),
        by=by or initiative.responsible,
        reason="" if initiative.is_editable else "Vi vil også måle det her.",
    )


def promise_goals(initiative: Initiative, *, by: User) -> None:
    """Every signed result contract promises all of the initiative's goals."""
    signed = ResultContract.objects.filter(
        partnership__initiative=initiative, state=ResultContract.State.SIGNED
    )
    for contract in signed.select_related("partnership__partner", "partnership__initiative"):
        promise(contract, initiative.criteria.all(), by=by)


def plan_evaluations(initiative: Initiative, *, by: User | None = None, **fields) -> EvaluationPlan:
    defaults = {
        "rhythm": EvaluationPlan.Rhythm.HALF_YEARLY,
        "first_on": initiative.starts_on + dt.timedelta(days=90),
        "answered_by_role": EvaluationPlan.Role.BOARD,
    }
    return set_plan(initiative, by=by or initiative.responsible, **(defaults | fields))


def add_budget(initiative: Initiative, *, by: User | None = None, cost: int = 20_000) -> None:
    """One cost, paid by AAB; half of it by a foundation when money from outside is expected."""
    outside = cost // 2 if initiative.expects_outside_money else 0
    parts = [
        ("AAB", FundingSource.Kind.AAB, cost - outside),
        ("En fond", FundingSource.Kind.FOUNDATION, outside),
    ]
    save_budget(
        initiative,
        costs=[{"text": "Materialer og mad", "amount": Decimal(cost)}],
        funding=[
            {
                "source": FundingSource.objects.get_or_create(name=name, defaults={"kind": kind})[0],
                "amount": Decimal(amount),
            }
            for name, kind, amount in parts
            if amount
        ],
        by=by or initiative.responsible,
    )


# --- Changes to approved cases ----------------------------------------------------------------
def proposed_change(
    initiative: Initiative, *, by: User | None = None, reason: str = "Vi når det ikke."
) -> Initiative:
    """A proposal to change an approved case: the copy, with nothing changed on it yet."""
    return propose(initiative, by=by or initiative.responsible, reason=reason).draft


def change_facts(initiative: Initiative, *, by: User | None = None, **facts) -> None:
    """Other answers to some of the questions about a case that may be edited."""
    standing = CaseFacts.of(initiative)
    edit_case(initiative, by=by or initiative.responsible, facts=replace(standing, **facts))


def decide_next(
    initiative: Initiative, *, decider: User | None = None, outcome: str = "approved"
) -> Decision:
    """The body before which the case lies decides it."""
    submission = Submission.objects.filter(initiative=initiative, decision__isnull=True).latest("pk")
    decider = decider or make_user("Dorte Decider")
    BodySeat.objects.get_or_create(body=submission.body, person=decider, defaults={"from_on": LONG_AGO})
    return deciding.decide(
        submission,
        outcome=outcome,
        by=decider,
        amount=Decimal("20000") if outcome == Decision.Outcome.APPROVED else None,
        words="" if outcome == Decision.Outcome.APPROVED else "Skriv mere.",
        points=["Ø.1"] if outcome == Decision.Outcome.RETURNED else None,
    )
