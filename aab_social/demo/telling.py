"""Making an invented initiative happen, step by step and day by day, with the portal's own write functions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from evaluation.promising import promise
from funding.models import FundingSource
from funding.plans import save_budget
from initiatives import deciding, workflow
from initiatives.answers import choose_knowledge, write_explanation, write_statements
from initiatives.displacement import link_physical_projects, review_volunteer_work
from initiatives.drafts import CaseFacts, create_draft
from initiatives.models import (
    BoardRequest,
    Body,
    Decision,
    Department,
    FocusArea,
    Initiative,
    Meeting,
    Partner,
    PhysicalProject,
    Requirement,
    ResidentDecision,
    ResultContract,
    VolunteerActivity,
)
from initiatives.partners import add_partner, record_contract
from initiatives.residents import (
    Answer,
    Delivery,
    answer_for_residents,
    ask_boards,
    default_deadline,
    enter_answer_for_board,
)
from initiatives.route import next_meeting

from .bookkeeping import what_became_of_the_money
from .clock import at, working_day
from .papers import minutes
from .running import carry_on, plan_evaluations, set_goals
from .spending import spend_along
from .stories import Story

DAY = dt.timedelta(days=1)
MINUTES_TO_FOLLOW = ("Jobklub for mødre", "58")  # its board has not sent them yet
SMALL_KR = 50_000  # what the leader decides alone; see AAB_LEADER_LIMIT_KR
WITH_MINUTES = ("draft", "submitted", "running")  # files enough to look at; each costs a write to the disk
Form = ResidentDecision.Form


@dataclass
class Cast:
    """Everybody and everything the stories speak of, by name or number."""

    today: dt.date
    people: dict[str, User]
    boards: dict[str, list[User]]
    departments: dict[str, Department]
    areas: dict[str, FocusArea]
    partners: dict[str, Partner]
    sources: dict[str, FundingSource]
    projects: dict[str, PhysicalProject]
    requirements: dict[str, Requirement]
    meetings: list[Meeting]

    def day(self, offset: int) -> dt.date:
        return self.today + offset * DAY

    def meeting_before(self, day: dt.date) -> Meeting:
        """The last meeting held on that day or before."""
        return [meeting for meeting in self.meetings if meeting.held_on <= day][-1]


@dataclass(frozen=True)
class Days:
    """When the steps of a story happened; None for steps that have not come."""

    created: dt.date
    asked: dt.date
    filled: dt.date
    answered: dt.date
    sent: dt.date | None
    meeting: Meeting | None
    decided: dt.date | None


def tell(story: Story, cast: Cast) -> Initiative:
    """Make the initiative of a story, as far as it has come."""
    days = _days(story, cast)
    by = cast.people[story.by]
    with at(days.created, 9, 40):
        initiative = _create(story, cast, by)
    with at(days.asked, 10, 15):
        _ask(
            initiative,
            story,
            cast,
            by,
            [n for n in story.departments if _said(story, n) not in ("", "waiting")],
        )
    with at(days.filled, 13, 20):
        _fill(initiative, story, cast, by)
    for number in story.departments:
        with at(days.answered, 19, 5):
            _answer(initiative, story, cast, number, by)
    if story.asked is not None:
        with at(cast.day(story.asked), 8, 30):
            _ask(initiative, story, cast, by, [n for n in story.departments if _said(story, n) == "waiting"])
    if days.sent:
        with at(days.sent, 14, 10):
            submission = workflow.submit(
                Initiative.objects.get(pk=initiative.pk), by=by, meeting=days.meeting
            )
    if days.sent and submission.body.kind == Body.Kind.MANAGEMENT:
        with at(days.sent + DAY, 9, 15):
            submission = _pass_on(submission, story, cast)
    if days.decided:
        with at(days.decided, 20, 30):
            _decide(submission, story, cast)
    if story.status in ("running", "paused", "closed"):
        carry_on(Initiative.objects.get(pk=initiative.pk), story, cast.today, by=by, boards=cast.boards)
        if story.status != "closed":
            spend_along(initiative, cast.today, by=by)
            what_became_of_the_money(initiative, cast.today, by=by)
    elif story.status == "withdrawn":
        with at(cast.day(story.ended), 11, 0):
            workflow.move(Initiative.objects.get(pk=initiative.pk), "withdraw", by=by, words=story.words)
    return initiative


# --- When -----------------------------------------------------------------------------------
def _days(story: Story, cast: Cast) -> Days:
    sent, meeting, decided = None, None, None
    small = _is_small(story, cast)
    if story.status == "submitted" or (story.status == "withdrawn" and story.sent is not None):
        sent = working_day(cast.day(story.sent))
        body = Body.objects.get(kind=Body.Kind.LEADER if small else Body.Kind.ORGANISATION_BOARD)
        meeting = next_meeting(body, sent)
    elif story.status not in ("draft", "withdrawn"):
        latest = cast.day(story.sent if story.sent is not None else min(story.starts - 7, -2))
        if small:
            decided = working_day(latest)
            sent = working_day(decided - 4 * DAY)
        else:
            meeting = cast.meeting_before(latest)
            decided, sent = meeting.held_on, working_day(meeting.cut_off_on - 2 * DAY)
    created = working_day(cast.day(story.created) if story.created is not None else sent - 62 * DAY)
    last = sent or cast.today
    answered = min(created + 24 * DAY, last - DAY)
    return Days(
        created=created,
        asked=min(created + 4 * DAY, last - DAY),
        filled=min(created + 12 * DAY, last - DAY),
        answered=answered,
        sent=sent,
        meeting=meeting,
        decided=decided,
    )


def _is_small(story: Story, cast: Cast) -> bool:
    outside = any(cast.sources[name].is_outside for name, _amount, _state in story.funding)
    return len(story.departments) == 1 and not outside and story.from_aab <= SMALL_KR


# --- The draft ------------------------------------------------------------------------------
def _create(story: Story, cast: Cast, by: User) -> Initiative:
    partners = [cast.partners[name] for name, _role, _contact in story.partners]
    facts = CaseFacts(
        name=story.name,
        departments=tuple(cast.departments[number] for number in story.departments),
        areas=tuple(cast.areas[key] for key in dict.fromkeys((story.kind.area, *story.areas))),
        starts_on=cast.day(story.starts),
        ends_on=None if story.ends is None else cast.day(story.ends),
        summary=story.summary,
        target_group=story.target_group,
        expects_outside_money=any(cast.sources[name].is_outside for name, _amount, _state in story.funding),
        involves_municipality=any(partner.is_municipal for partner in partners),
        concerns_debt=story.kind.area == "forebyggelse" and "restance" in story.kind.daily,
        responsible=by,
    )
    initiative, _is_new = create_draft(by=by, facts=facts)
    Initiative.objects.filter(pk=initiative.pk).update(is_fictitious=True)
    return initiative


def _fill(initiative: Initiative, story: Story, cast: Cast, by: User) -> None:
    """Answer every point that the story does not skip."""
    # Who is in it first: answers given before a new partner came would have to be seen again.
    _name_partners(initiative, story, cast, by)
    kind = story.kind
    words = {
        "1.3": [kind.own],
        "1.4": [kind.volunteers],
        "2.1": [kind.daily],
        "2.2": [kind.debt],
        "5.1": [kind.municipal, kind.ours, kind.bridge],
        "6.4": [kind.carries_on, kind.costs_then] if story.ends is not None else [],
    }
    for key, texts in words.items():
        if key not in (*story.skip, *story.explanations) and any(texts):
            point = cast.requirements[key]
            prompts = [prompt["key"] for prompt in point.prompts]
            answers = dict(zip(prompts, texts, strict=True))
            write_statements(initiative, by=by, requirement=point, answers=answers)
    for key, text in story.explanations.items():
        write_explanation(initiative, by=by, requirement=cast.requirements[key], text=text)
    if "6.1" not in story.skip:
        _say_what_is_known(initiative, story, cast, by)
    if "1.2" not in story.skip and initiative.expects_outside_money:
        _look_at_volunteer_work(initiative, story, cast, by)
    if story.links:
        how = {cast.projects[name]: text for name, text in story.links.items()}
        link_physical_projects(initiative, how=how, by=by)
    set_goals(initiative, story, by=by)
    _promise_the_first_goal(initiative, by)
    if "6.3" not in story.skip:
        plan_evaluations(initiative, story, cast.today, by=by)
    if story.costs:
        _write_budget(initiative, story, cast, by)


def _say_what_is_known(initiative: Initiative, story: Story, cast: Cast, by: User) -> None:
    learn, stop = story.pilot or ("", "")
    answers = {"learn": learn, "stop": stop} if story.pilot else {"source": story.kind.source}
    choose_knowledge(
        initiative, by=by, requirement=cast.requirements["6.1"], is_pilot=bool(story.pilot), answers=answers
    )


def _look_at_volunteer_work(initiative: Initiative, story: Story, cast: Cast, by: User) -> None:
    departments = [cast.departments[number] for number in story.departments]
    activities = list(VolunteerActivity.objects.filter(department__in=departments))
    busy = {activity.department_id for activity in activities}
    review_volunteer_work(
        initiative,
        notes={
            department: "Vi har talt med dem, der står for det. De får flere med."
            if department.pk in busy
            else "Vi har spurgt bestyrelsen. Der er ikke noget i gang, som ligner."
            for department in departments
        },
        effects={
            activity: "supplements" if activity.area_id == cast.areas[story.kind.area].pk else "not_relevant"
            for activity in activities
        },
        by=by,
    )


def _name_partners(initiative: Initiative, story: Story, cast: Cast, by: User) -> None:
    for name, role, contact in story.partners:
        partnership = add_partner(
            initiative,
            partner=cast.partners[name],
            role=role,
            contact=contact,
            contact_phone="00 00 00 00",
            by=by,
        )
        state = story.contracts.get(name)
        if state:
            signed = state == ResultContract.State.SIGNED
            tried = state == ResultContract.State.NOT_OBTAINED
            record_contract(
                partnership,
                state=state,
                signed_on=initiative.starts_on - 60 * DAY if signed else None,
                they_signed_on=initiative.starts_on - 53 * DAY if signed else None,
                ends_on=initiative.ends_on if signed else None,
                what_was_tried="Vi har holdt to møder. Kommunen vil ikke skrive under på tal i år."
                if tried
                else "",
                by=by,
            )


def _promise_the_first_goal(initiative: Initiative, by: User) -> None:
    signed = ResultContract.objects.filter(
        partnership__initiative=initiative, state=ResultContract.State.SIGNED
    )
    for contract in signed.select_related("partnership__partner", "partnership__initiative"):
        promise(contract, initiative.criteria.order_by("pk")[:1], by=by)


CATEGORIES = (
    ("staff", ("løn", "timer", "leder", "konsulent", "vejled", "rådgiv", "undervis", "træner", "projekt")),
    ("staff", ("koordinator", "honorar", "instruktør", "voksne")),
    ("premises", ("lokale", "leje", "bane", "husleje")),
    ("materials", ("materiale", "udstyr", "værktøj", "jord", "frø", "bøger", "jakker", "møbler", "tøj")),
    ("information", ("opslag", "plakat", "trykning", "annonce")),
    ("activities", ("mad", "kaffe", "tur", "arrangement", "bus", "aktivitet", "kursus", "kurser", "fest")),
)


def category_of(text: str) -> str:
    """The kind of cost that a cost's own words tell of."""
    words = text.lower()
    return next((key for key, signs in CATEGORIES if any(sign in words for sign in signs)), "other")


def _write_budget(initiative: Initiative, story: Story, cast: Cast, by: User) -> None:
    save_budget(
        initiative,
        costs=[
            {"text": text, "amount": Decimal(amount), "category": category_of(text)}
            for text, amount in story.costs
        ],
        funding=[
            {"source": cast.sources[name], "amount": Decimal(amount), "state": state}
            for name, amount, state in story.funding
        ],
        by=by,
    )


# --- The residents --------------------------------------------------------------------------
def _said(story: Story, number: str) -> str:
    return story.residents.get(number, "yes")


def _ask(initiative: Initiative, story: Story, cast: Cast, by: User, numbers: list[str]) -> None:
    departments = [cast.departments[number] for number in numbers]
    if departments:
        ask_boards(initiative, departments=departments, deadline_on=default_deadline(), by=by)


def _answer(initiative: Initiative, story: Story, cast: Cast, number: str, by: User) -> None:
    said = _said(story, number)
    if said in ("", "waiting"):
        return
    request = BoardRequest.objects.get(initiative=initiative, department=cast.departments[number])
    answered_on = timezone.localdate()
    minutes_follow = (story.name, number) == MINUTES_TO_FOLLOW
    if said == "later":
        answer = Answer(form=Form.NOT_ASKED, will_ask_on=cast.day(25))
    else:
        place = story.departments.index(number)
        answer = Answer(
            form=Form.RESIDENTS_MEETING if place % 3 == 1 else Form.DEPARTMENT_MEETING,
            held_on=answered_on - 8 * DAY,
            result=said,
            wishes=_reasons(story, said),
            sentence="Mødet stemte for." if said != "no" else "Mødet stemte imod.",
            attendance=24 + 13 * place,
            minutes_follow=minutes_follow,
        )
    member = cast.boards[number][0]
    if number == "20":  # its chair wants paper
        delivery = Delivery(channel="paper", received_on=answered_on, answered_by=member)
        enter_answer_for_board(
            initiative, department=cast.departments[number], answer=answer, delivery=delivery, by=by
        )
    else:
        upload = None
        if said.startswith("yes") and not minutes_follow:
            upload = minutes(cast.departments[number], answer.held_on, story.name)
        answer_for_residents(request, answer=answer, by=member, upload=upload)


def _reasons(story: Story, said: str) -> str:
    if said == "no":
        return "Beboerne synes, der er gymnastik nok i nærheden."
    return story.wishes if said == "yes_with_wishes" else ""


# --- The decision ---------------------------------------------------------------------------
OUTCOMES = {"returned": Decision.Outcome.RETURNED, "declined": Decision.Outcome.DECLINED}


def _pass_on(submission, story: Story, cast: Cast):
    """The direktion says yes to a case of much money, which then lies before the board."""
    deciding.decide(
        submission, outcome=Decision.Outcome.APPROVED, by=cast.people["hans"], amount=Decimal(story.from_aab)
    )
    return submission.initiative.submissions.last()


def _decide(submission, story: Story, cast: Cast) -> None:
    by_leader = submission.body.kind == Body.Kind.LEADER
    outcome = OUTCOMES.get(story.status, Decision.Outcome.APPROVED)
    approved = outcome == Decision.Outcome.APPROVED
    deciding.decide(
        submission,
        outcome=outcome,
        by=cast.people["lars" if by_leader else "anne"],
        amount=Decimal(story.from_aab) if approved else None,
        words="" if approved else story.words,
        points=list(story.points) or None,
    )
