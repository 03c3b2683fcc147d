"""One small world in which every address of the portal leads to something, and seven people who ask for it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.tasklinks import link_for
from evaluation.models import Evaluation, Measurement
from initiatives.models import Evidence, HistoryEntry
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
    submission = factories.submitted_case(cost=90_000, **common)
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
    token = (
        link_for(karen, "resident_decision", request.pk, expires_on=factories.today() + dt.timedelta(days=30))
        .path.strip("/")
        .split("/")[-1]
    )
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
            arguments[name] = draft_case
        if "key" in wanted and name.startswith("initiatives:"):
            arguments[name] = {**draft_case, "key": "4.1" if name.endswith("explain") else "1.3"}
        if not wanted:
            arguments[name] = {}
    arguments |= {
        "initiative": {**running_case, "slug": running.slug},
        "initiative_short": running_case,
        "decide": {"pk": submission.pk},
        "decide_check": {"pk": submission.pk},
        "task_link": {"token": token},
        "task_link_not_me": {"token": token},
        "demo_mail": {"key": "no-such-mail"},
        "demo_mail_html": {"key": "no-such-mail"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
        "initiatives:evidence": {"pk": evidence.pk},
        "initiatives:evidence_mark": {"pk": evidence.pk},
        "initiatives:move": {**running_case, "name": "pause"},
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
