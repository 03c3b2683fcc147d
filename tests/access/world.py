"""One small world in which every address of the portal leads to something, and seven people who ask for it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.dates import make_link
from accounts.models import User
from accounts.outbox.health import beat
from accounts.tasklinks import link_for
from evaluation.models import Evaluation, FollowUp, Invitation, Lesson, Measurement
from funding.models import FundingGuideline
from funding.money import spend
from initiatives.departments.advice import ask_for_help
from initiatives.displacement import ask_board_about_volunteers
from initiatives.models import (
    Evidence,
    HistoryEntry,
    JoinRequest,
    MainAgreement,
    StrategicAgreement,
    Submission,
)
from tests import factories

CANARY = "KANARIEFUGL"
"""A word that stands in every text of the case; whoever may not see the case must never meet it."""

PEOPLE = ("anonymous", "own_board", "other_board", "former_member", "staff", "decider", "administrator")
TABLE = Path(__file__).with_name("table.txt")


@dataclass
class World:
    """The people, and the arguments that every address needs."""

    people: dict[str, User | None]
    arguments: dict[str, dict]
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, name: str, **other) -> str:
        return reverse(name, kwargs=self.arguments[name] | other)

    def client_of(self, person: str) -> Client:
        if person not in self.clients:
            client = Client(raise_request_exception=False)
            if self.people[person] is not None:
                client.force_login(self.people[person])
            self.clients[person] = client
        return self.clients[person]

    def ask(self, name: str, person: str, method: str, **other) -> Answer:
        """One request; the database and the browser are afterwards as they were before."""
        client = self.client_of(person)
        cookies = client.cookies.copy()
        acts = HistoryEntry.objects.count()
        before = transaction.savepoint()
        data = {"start": "1"} if name == "task_link" and method == "post" else {}
        response = getattr(client, method)(self.path(name, **other), data)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answer = Answer(response, body.decode(errors="replace"), HistoryEntry.objects.count() - acts)
        transaction.savepoint_rollback(before)
        client.cookies = cookies
        return answer


@dataclass
class Answer:
    """What came back, and how many acts on a case the request left in the history."""

    response: HttpResponse
    body: str
    acts: int

    @property
    def outcome(self) -> str:
        """What a person meets: a number, "login", or "→" for another redirect."""
        if self.response.status_code in (301, 302, 303):
            return "login" if self.response.url.startswith("/log-ind/") else "→"
        return str(self.response.status_code)

    @property
    def bare(self) -> tuple[int, str]:
        """The page without what differs from one request to the next."""
        return self.response.status_code, re.sub(r'value="[A-Za-z0-9]{64}"', "", self.body)


def build() -> World:
    """Three cases of Afdeling 58: a draft whose board was asked, one sent, one running."""
    staff = factories.make_staff("Mette Holm")
    department = factories.make_department("58")
    karen = factories.make_board_member(department, "Karen Juhl")
    other = factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    former = factories.make_board_member(department, "Inge Toft", until_on=factories.in_days(-1))
    administrator = factories.make_administrator()
    texts = {"name": f"Lektiecafé {CANARY}", "summary": f"Kort om {CANARY}"}
    common = {"by": staff, "departments": [department], **texts}
    draft = factories.make_initiative(**common)
    request = factories.ask_board(draft, department, by=staff)
    refused = factories.make_initiative(**(common | {"departments": [department]}))
    no = factories.answer_for_residents(refused, department, asked_by=staff, person=karen, result="no")
    submission = factories.submitted_case(cost=90_000, **common)
    meeting = factories.make_meeting(held_in=0, cut_off_in=0)
    Submission.objects.filter(pk=submission.pk).update(meeting=meeting)
    decider = factories.make_decider("Anne Lund")
    running = factories.running_case(decider=decider, **common)
    criterion = running.criteria.get()
    measurement = Measurement.objects.create(
        criterion=criterion,
        value=20,
        measured_on=factories.today(),
        recorded_by=staff,
        recorded_at=timezone.now(),
    )
    Evaluation.objects.filter(initiative=running).delete()
    evaluation = Evaluation.objects.create(
        initiative=running,
        department=department,
        due_on=factories.in_days(7),
        opens_on=factories.in_days(-7),
    )
    evidence = Evidence.objects.create(
        initiative=draft,
        requirement_key="1.1",
        department=department,
        file=ContentFile(b"%PDF-1.7 referat", name="referat.pdf"),
        name=f"referat {CANARY}.pdf",
        content_type="application/pdf",
        size=16,
        sha256="0" * 64,
        uploaded_by=staff,
        uploaded_at=timezone.now(),
    )
    closed = factories.running_case(decider=decider, **common)
    factories.close_case(closed)
    follow_up = FollowUp.objects.create(initiative=closed, months=6, due_on=factories.today())
    follow_up_token = link_for(karen, "follow_up", follow_up.pk).token
    lesson = Lesson.objects.create(
        initiative=closed,
        title="Børn lærer bedst sammen",
        verdict="worked",
        problem="Børn var alene.",
        what_was_done="En café.",
        what_happened="De kom.",
        again="yes",
        cost="under_25",
        ground="pilot",
        is_anonymous=True,
        written_by=staff,
        written_at=timezone.now(),
        shared_at=timezone.now(),
    )
    invitation = Invitation.objects.create(
        partnership=running.partnerships.get(),
        person=factories.make_user("Teamlederen"),
        expires_on=factories.in_days(30),
        invited_by=staff,
        invited_at=timezone.now(),
    )
    invitation.criteria.set([criterion])
    service = factories.make_service(department)
    project = factories.make_project(department)
    factories.count_evictions(department, by=staff, evictions=12)
    factories.count_evictions(department, by=staff, evictions=6, year=factories.today().year)
    made = factories.calculate_evictions(department, by=staff)
    story = factories.make_story(department, title=f"Historie {CANARY}", by=karen)
    told = factories.make_story(department, title="Suppe i opgangen", published=True, by=karen)
    money_line = running.funding_lines.first()
    entry = spend(
        running,
        amount=Decimal(10),
        on=factories.today(),
        category="staff",
        text=CANARY,
        by=staff,
        key="canary",
    )
    guideline = FundingGuideline.objects.create(
        title="Retningslinjer",
        adopted_by="Organisationsbestyrelsen",
        in_force_from=factories.LONG_AGO,
        file=ContentFile(b"%PDF-1.7", name="retningslinje.pdf"),
    )
    token = (
        link_for(karen, "resident_decision", request.pk, expires_on=factories.today() + dt.timedelta(days=30))
        .path.strip("/")
        .split("/")[-1]
    )
    ask_board_about_volunteers(draft, department=department, by=staff)
    advice = ask_for_help(department, topic="conflict", text=f"Uro {CANARY}", by=karen)
    main = MainAgreement.objects.create(title="Hovedaftale", municipality="Ballerup", state="draft")
    strategic = StrategicAgreement.objects.create(title=f"Aftale {CANARY}", initiative=running, state="draft")
    paper = strategic.files.create(
        number=1,
        file=ContentFile(b"%PDF-1.7 aftale", name="aftale.pdf"),
        name=f"aftale {CANARY}.pdf",
        content_type="application/pdf",
        size=15,
        sha256="1" * 64,
        uploaded_by=staff,
        uploaded_at=timezone.now(),
    )
    activity = factories.make_activity(department, f"Strikkeklubben {CANARY}")
    wants_to_join = JoinRequest.objects.create(
        activity=activity, name="Ali", contact="ali@example.dk", message=CANARY, sent_at=timezone.now()
    )
    own_department = {"number": department.number}
    draft_case = {"pk": draft.pk}
    running_case = {"pk": running.pk}
    of_department = {**draft_case, "department_pk": department.pk}
    of_criterion = {**running_case, "criterion": criterion.pk}
    of_evaluation = {**running_case, "eid": evaluation.pk}
    arguments: dict[str, dict] = {}
    for name, pattern in patterns():
        wanted = set(pattern.pattern.converters)
        if name.startswith("initiatives:"):
            arguments[name] = of_department if "department_pk" in wanted else dict(draft_case)
        elif name.startswith("evaluation:"):
            arguments[name] = (
                of_criterion if "criterion" in wanted else of_evaluation if "eid" in wanted else running_case
            )
        elif name.startswith("funding:"):
            arguments[name] = {
                "version": {"version": guideline.pk},
                "line": {**running_case, "line": money_line.pk},
                "entry": {**running_case, "entry": entry.pk},
            }.get(
                next((part for part in ("version", "line", "entry") if part in wanted), ""),
                running_case if "money" in name else draft_case,
            )
        if "key" in wanted and name.startswith("initiatives:"):
            arguments[name] = {**draft_case, "key": "4.1" if name.endswith("explain") else "1.3"}
        if not wanted:
            arguments[name] = {}
        if "calculation_pk" in wanted:
            arguments[name] = {"calculation_pk": made.pk}
        if "quarter" in wanted:
            arguments[name] = {"department_pk": department.pk, "year": factories.today().year, "quarter": 1}
        if "project_pk" in wanted:
            arguments[name] = {"project_pk": project.pk, "department_pk": department.pk}
            arguments[name] = {key: value for key, value in arguments[name].items() if key in wanted}
        if name.startswith("initiatives:service"):
            arguments[name] = {"department_pk": department.pk, "service_pk": service.pk}
            arguments[name] = {key: value for key, value in arguments[name].items() if key in wanted}
    for name in ("story_review", "story_edit", "story_preview", "story_draft_photo"):
        arguments[f"initiatives:{name}"] = {"pk": story.pk}
    out = told.published.get()
    arguments |= {
        "initiatives:story_down": {"pk": out.pk},
        "initiatives:story": {"address": out.address},
        "initiatives:story_poster": {"address": out.address},
        "initiatives:story_photo": {"address": out.address, "pk": out.pk},
        "initiatives:join_activity_named": {"pk": activity.pk, "slug": "aktivitet"},
    }
    for name in ("activity", "ask", "sent", "poster", "calendar"):
        arguments[f"initiatives:join_{name}"] = {"pk": activity.pk}
    for name, pattern in patterns():
        if name == "initiatives:policy_version":
            arguments[name] = {"number": 1}
            continue
        if "number" in pattern.pattern.converters:
            row = department.board_seats.first() if name == "initiatives:seat" else activity
            of_row = {"pk": row.pk} if "pk" in pattern.pattern.converters else {}
            arguments[name] = own_department | of_row
    arguments |= {
        "guide": {"slug": "log-ind"},
        "paper_form": {"slug": "beboernes-beslutning"},
        "initiatives:activity_message": own_department | {"pk": activity.pk, "message_pk": wants_to_join.pk},
        "initiatives:advice": {"pk": advice.pk},
        "initiatives:main_agreement": {"agreement": main.pk},
        "initiatives:partner": {"partner": running.partnerships.get().partner_id},
        "initiatives:strategic_agreement": {**running_case, "agreement": strategic.pk},
        "initiatives:agreement_file": {"pk": paper.pk},
        "initiative": {**running_case, "slug": running.slug},
        "initiative_short": running_case,
        "initiatives:amend": running_case,
        "initiatives:correct": running_case,
        "initiatives:versions": running_case,
        "short": draft_case,
        "short_typed": draft_case,
        "track": draft_case,
        "close": running_case,
        "succession": running_case,
        "close_typed": running_case,
        "initiatives:resident_council": {"pk": no.initiative_id, "department_pk": no.department_id},
        "decide": {"pk": submission.pk},
        "decide_check": {"pk": submission.pk},
        "stand_back": {"pk": submission.pk},
        "remind_body": {"pk": submission.pk},
        "meeting": {"pk": meeting.pk},
        "meeting_pack": {"pk": meeting.pk},
        "meeting_make_pack": {"pk": meeting.pk},
        "meeting_decide": {"pk": meeting.pk},
        "meeting_check": {"pk": meeting.pk},
        "task_link": {"token": token},
        "calendar_feed": {
            "token": make_link(person=administrator, by=administrator).path.split("/")[-1][:-4]
        },
        "task_link_not_me": {"token": token},
        "demo_mail": {"key": "no-such-mail"},
        "demo_mail_html": {"key": "no-such-mail"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
        "initiatives:evidence": {"pk": evidence.pk},
        "initiatives:evidence_mark": {"pk": evidence.pk},
        "initiatives:evidence_about": {"pk": evidence.pk},
        "initiatives:evidence_points": {"pk": evidence.pk},
        "initiatives:move": {**running_case, "name": "pause"},
        "evaluation:measurement_approve": {**of_criterion, "measurement": measurement.pk},
        "evaluation:invitation_close": {**running_case, "invitation": invitation.pk},
        "evaluation:partner_figures": {**running_case, "invitation": invitation.pk},
        "evaluation:follow_ups": {"pk": closed.pk},
        "evaluation:follow_up": {"pk": closed.pk, "fid": follow_up.pk},
        "evaluation:follow_up_link": {"token": follow_up_token},
        "evaluation:lesson": {"pk": lesson.pk, "slug": lesson.slug},
        "evaluation:measurement_correct": {**of_criterion, "measurement": measurement.pk},
    }
    people = {
        "anonymous": None,
        "own_board": karen,
        "other_board": other,
        "former_member": former,
        "staff": staff,
        "decider": decider,
        "administrator": administrator,
    }
    beat()
    return World(people, arguments)


def patterns() -> list[tuple[str, URLPattern]]:
    """Every named address of the portal and of what it includes, the administration's own apart."""
    return [(name, pattern) for name, pattern in _walk(get_resolver()) if not name.startswith("admin:")]


def admin_patterns() -> list[tuple[str, URLPattern]]:
    return [(name, pattern) for name, pattern in _walk(get_resolver()) if name.startswith("admin:")]


def _walk(resolver: URLResolver, namespace: str = ""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern
