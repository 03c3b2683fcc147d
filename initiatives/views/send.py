"""See the whole case through, and send it (K10): can it be sent now, and what happens then?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.amendments import check_proposal
from initiatives.checklist import Assessment, Point, PointStatus, assess, case_of
from initiatives.forms.send import SendForm
from initiatives.models import Body, Initiative, Meeting, Status
from initiatives.proofs import statements
from initiatives.proving import Case
from initiatives.route import bodies_for, deciding_body
from initiatives.wording import in_sentence
from initiatives.workflow import Changed, GateClosed, Refused, people_to_ask, submit

from .amendments import proposal_of
from .case import case_to_write, not_now

MOST_MEETINGS = 3


@dataclass(frozen=True)
class Answer:
    """One point as it will be read: what it is about, and what the case says to it."""

    point: Point
    texts: tuple[tuple[str, str], ...]  # (question, answer); the question is "" when there is only one

    @property
    def mend_url(self) -> str:
        return self.point.url


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers, what is missing, who gets a mail, and the button."""
    initiative = case_to_write(request, pk)
    if initiative.status == Status.SUBMITTED:
        # Also the second of two quick presses: the first has sent it.
        return redirect("initiatives:checklist", pk)
    if response := not_now(request, initiative):
        return response
    problem = form = None
    if request.method == "POST":
        body = deciding_body(case_of(initiative))
        today = timezone.localdate()
        meetings = [meeting for meeting in _coming(body, today) if meeting.cut_off_on >= today]
        form = SendForm(request.POST, meetings=meetings[:MOST_MEETINGS])
        if form.is_valid():
            try:
                check_proposal(initiative)
                submission = submit(
                    initiative,
                    by=request.user,
                    meeting=form.chosen,
                    seen_version=form.seen_version,
                )
            except (GateClosed, Changed, Refused) as refusal:
                problem = refusal
            else:
                messages.success(
                    request,
                    gettext("Indsatsen er sendt til %(body)s. Du får en mail, når der er svaret.")
                    % {"body": in_sentence(submission.body.name)},
                )
                return redirect(Initiative.everything.get(pk=pk))
    if problem is not None:
        initiative = case_to_write(request, pk)  # as it stands now
    return _page(request, initiative, problem, form if form is not None and form.errors else None)


def _page(
    request: HttpRequest, initiative: Initiative, problem: Refused | None, form: SendForm | None
) -> HttpResponse:
    """The page as the case stands now, also after a press that was refused."""
    today = timezone.localdate()
    case = case_of(initiative, on=today)
    assessment = assess(initiative, case=case)
    route = bodies_for(case)
    body = next(iter(route), None)
    coming = _coming(body, today)
    meetings = [meeting for meeting in coming if meeting.cut_off_on >= today][:MOST_MEETINGS]
    people = people_to_ask(initiative, body, sender=request.user) if body else []
    context = {
        "initiative": initiative,
        "assessment": assessment,
        "answers": _answers(case, assessment),
        "body": body,
        "route": route,
        "people": people,
        "meetings": meetings,
        "missed": next((meeting for meeting in coming if meeting.cut_off_on < today), None),
        "own_case": body is not None and body.pk in rules.deciding_bodies(request.user, today),
        "reader_id": request.user.pk,
        "proposal": proposal_of(initiative),
        "problem": None if isinstance(problem, GateClosed) else problem,
        "form": form or SendForm(meetings=meetings, initial={"version": initiative.version}),
    }
    return render(request, "initiatives/send.html", context, status=409 if problem else 200)


def _answers(case: Case, assessment: Assessment) -> list[Answer]:
    written = statements(case)
    track = "pilot" if case.initiative.is_pilot else "proven"
    answers = []
    for point in assessment.relevant:
        if point.status == PointStatus.EXPLAINED:
            continue
        prompts = [p for p in point.requirement.reader_prompts() if p.get("when", track) == track]
        texts = [
            (p["label"], written[point.key, p["key"]]) for p in prompts if written.get((point.key, p["key"]))
        ]
        if len(prompts) == 1:
            texts = [("", text) for _label, text in texts]
        answers.append(Answer(point, tuple(texts)))
    return answers


def _coming(body: Body | None, today: dt.date) -> list[Meeting]:
    """The meetings to come, the nearest first; also one that takes no more cases, so that nobody waits for it."""
    return list(body.meetings.filter(held_on__gte=today).order_by("held_on")) if body else []
