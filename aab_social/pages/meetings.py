"""A meeting (G3): its cases, its papers, and afterwards all its decisions in one form."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from initiatives import rules
from initiatives.bodies import members_of
from initiatives.checklist import case_of
from initiatives.deciding import Answered, OneRefused, decide_meeting, people_to_tell
from initiatives.models import Decision, Meeting, MeetingPack, SavedAnswer, Status, Submission
from initiatives.packs import make_pack, paper_fingerprint

from .approvals import case_context, rows_of, submissions_of
from .deciding import pressed_twice
from .forms import MeetingCaseForm, MeetingForm

DRAFT_KIND = "meeting"


def _meeting(request, pk: int) -> tuple[Meeting, list[int]]:
    """The meeting for its body's members and for staff; for everybody else there is none."""
    mine = rules.deciding_bodies(request.user)
    found = Meeting.objects.select_related("body")
    if not rules.works_for_aab(request.user):
        found = found.filter(body__in=mine)
    return get_object_or_404(found, pk=pk), mine


def _on_the_agenda(request, meeting: Meeting, mine: list[int]):
    """The cases that were laid before the meeting, decided ones and withdrawn ones too."""
    shown = Q(initiative__status=Status.SUBMITTED) | Q(decision__isnull=False)
    shown |= Q(initiative__status=Status.WITHDRAWN)
    return submissions_of(request, mine).filter(shown, meeting=meeting)


@require_safe
def meeting(request, pk):
    """What is on the meeting, what has been decided, and the papers."""
    found, mine = _meeting(request, pk)
    agenda = _on_the_agenda(request, found, mine)
    rows = rows_of(agenda, mine)
    open_rows = [row for row in rows if not row.is_struck]
    context = {
        "meeting": found,
        "rows": rows,
        "open_rows": open_rows,
        "total": sum((row.aab_amount for row in open_rows), Decimal(0)),
        "decided": list(
            Decision.objects.filter(submission__meeting=found, submission__in=agenda).select_related(
                "submission__initiative", "decided_by", "on_behalf_of"
            )
        ),
        "pack": found.packs.select_related("made_by").last(),
        "may_write": bool(open_rows) and found.body_id in mine,
        "is_held": found.held_on <= timezone.localdate(),
        "today": timezone.localdate(),
    }
    return render(request, "pages/meeting.html", context)


def _papers(request, meeting: Meeting, mine: list[int]) -> list[dict]:
    """Each open case of the meeting with all that its two pages say, and their fingerprint."""
    cases = _on_the_agenda(request, meeting, mine).filter(
        decision__isnull=True, initiative__status=Status.SUBMITTED
    )
    papers = []
    for number, submission in enumerate(cases.order_by("submitted_at"), start=1):
        context = case_context(request, submission)
        print_ = paper_fingerprint(case_of(submission.initiative), context["assessment"])
        papers.append({**context, "number": number, "fingerprint": print_})
    return papers


@require_safe
def pack(request, pk):
    """The papers as the cases stand now; what has changed since they were made ready says so on top."""
    found, mine = _meeting(request, pk)
    papers = _papers(request, found, mine)
    last: MeetingPack | None = found.packs.last()
    printed = {case.submission_id: case.fingerprint for case in last.cases.all()} if last else {}
    for paper in papers:
        before = printed.get(paper["submission"].pk)
        paper["is_changed"] = bool(before) and before != paper["fingerprint"]
        paper["is_new"] = last is not None and before is None
    withdrawn = _on_the_agenda(request, found, mine).filter(initiative__status=Status.WITHDRAWN)
    context = {"meeting": found, "papers": papers, "pack": last, "withdrawn": rows_of(withdrawn, mine)}
    return render(request, "pages/meeting_pack.html", context)


@require_POST
def make_ready(request, pk):
    """The button "Lav mødepakken": from now on a change is told on the paper."""
    found, mine = _meeting(request, pk)
    papers = _papers(request, found, mine)
    make_pack(found, {paper["submission"]: paper["fingerprint"] for paper in papers}, by=request.user)
    return redirect("meeting_pack", pk=found.pk)


# --- All the decisions of a meeting ---------------------------------------------------------
def _to_decide(request, found: Meeting, mine: list[int]) -> list[Submission]:
    """The open cases of the meeting that the person may decide."""
    if found.body_id not in mine:
        raise PermissionDenied(gettext("Kun organets medlemmer kan skrive beslutningerne ind."))
    open_ones = _on_the_agenda(request, found, mine).filter(
        decision__isnull=True, initiative__status=Status.SUBMITTED
    )
    return [s for s in open_ones.order_by("submitted_at") if rules.may_decide(request.user, s)]


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request, pk):
    """One form with a row for each case: what was decided, how much, and who was out."""
    found, mine = _meeting(request, pk)
    cases = _to_decide(request, found, mine)
    members = members_of(found.body, timezone.localdate())
    saved = SavedAnswer.objects.filter(person=request.user, kind=DRAFT_KIND, object_id=found.pk).first()
    data = request.POST if request.method == "POST" else None
    common = MeetingForm(
        data,
        initial={"present": saved.data["present"]} if saved else None,
        members=members,
        decider=request.user,
    )
    rows = []
    for submission in cases:
        context = case_context(request, submission)
        kept = saved.data["cases"].get(str(submission.pk)) if saved else None
        initial = MeetingCaseForm.initial_from(kept) if kept else {"amount": context["aab_amount"]}
        initial["seen_version"] = submission.initiative.version
        form = MeetingCaseForm(
            data,
            prefix=f"s{submission.pk}",
            initial=initial,
            assessment=context["assessment"],
            told=context["told"],
            follows=context["follows"],
            members=members,
            decider=request.user,
        )
        rows.append({**context, "form": form})
    is_held = found.held_on <= timezone.localdate()
    if data is not None and is_held and all([common.is_valid(), *(row["form"].is_valid() for row in rows)]):
        answered = {str(r["submission"].pk): r["form"].as_saved() for r in rows if r["form"].is_answered}
        if answered:
            SavedAnswer.objects.update_or_create(
                person=request.user,
                kind=DRAFT_KIND,
                object_id=found.pk,
                defaults={
                    "data": {"present": common.chosen_people(), "cases": answered},
                    "saved_at": timezone.now(),
                },
            )
            return redirect("meeting_check", pk=found.pk)
        common.add_error(None, gettext("Vælg, hvad I besluttede om mindst én af sagerne."))
    context = {"meeting": found, "rows": rows, "common": common, "is_held": is_held}
    return render(request, "pages/meeting_decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """All the decisions as they will be kept, and who gets mails; they are kept together or not at all."""
    found, mine = _meeting(request, pk)
    saved = SavedAnswer.objects.filter(person=request.user, kind=DRAFT_KIND, object_id=found.pk).first()
    if saved is None:
        return redirect("meeting", pk=found.pk)
    if found.body_id not in mine:
        raise PermissionDenied(gettext("Kun organets medlemmer kan skrive beslutningerne ind."))
    present, answers = _answers(request, saved, mine)
    refusal = None
    if request.method == "POST":
        try:
            decide_meeting(answers, held_on=found.held_on, present=present, by=request.user)
        except OneRefused as error:
            if all(pressed_twice(a.submission, request.user, a.outcome) for a in answers):
                SavedAnswer.objects.filter(pk=saved.pk).delete()
                return redirect("meeting", pk=found.pk)
            refusal = error
        else:
            SavedAnswer.objects.filter(pk=saved.pk).delete()
            messages.success(request, gettext("Beslutningerne er gemt. Alle har fået besked."))
            return redirect("meeting", pk=found.pk)
    rows = [
        {
            "answer": answer,
            "outcome": Decision.Outcome(answer.outcome),
            "people": people_to_tell(answer.submission, answer.outcome),
        }
        for answer in answers
    ]
    context = {"meeting": found, "rows": rows, "present": present, "refusal": refusal}
    return render(request, "pages/meeting_check.html", context, status=409 if refusal else 200)


def _answers(request, saved: SavedAnswer, mine: list[int]) -> tuple[tuple[User, ...], list[Answered]]:
    """What was written, with its people and cases read anew."""
    cases = saved.data["cases"]
    ids = {*saved.data["present"], *(pk for kept in cases.values() for pk in kept["out"])}
    people = User.objects.in_bulk(list(ids))
    answers = []
    for submission in submissions_of(request, mine).filter(pk__in=cases).order_by("submitted_at"):
        kept = cases[str(submission.pk)]
        answers.append(
            Answered(
                submission=submission,
                outcome=kept["outcome"],
                amount=Decimal(kept["amount"]) if kept["amount"] else None,
                words=kept["words"],
                points=tuple(kept["points"]),
                seen_version=kept["seen_version"],
                item_number=kept["item_number"],
                is_closed=kept["item_kind"] == "closed",
                out=tuple(people[pk] for pk in kept["out"] if pk in people),
            )
        )
    return tuple(people[pk] for pk in saved.data["present"] if pk in people), answers
