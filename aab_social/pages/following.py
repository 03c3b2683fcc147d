"""The box "Næste skridt": who does what by when, for an initiative in any status."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.templatetags.portal import day
from evaluation.models import Evaluation
from initiatives import rules
from initiatives.checklist import Assessment
from initiatives.models import Initiative, Status
from initiatives.route import next_meeting
from initiatives.wording import in_sentence


@dataclass(frozen=True)
class NextStep:
    """What happens next: a sentence, and the page to go to when it is the reader's to do."""

    text: str
    url: str = ""
    label: str = ""


def next_step_of(initiative: Initiative, assessment: Assessment, user, on: dt.date) -> NextStep | None:
    """The next step of `initiative` as `user` may know it."""
    mine = rules.works_for_aab(user)
    match initiative.status:
        case Status.DRAFT | Status.RETURNED:
            return _before_sending(initiative, assessment, mine)
        case Status.SUBMITTED:
            return _at_the_body(initiative, user, on)
        case Status.APPROVED if initiative.amends_id:
            return None
        case Status.APPROVED:
            text = gettext("Den kan sættes i gang fra %(day)s.") % {"day": day(initiative.starts_on)}
            url = reverse("initiatives:move", args=[initiative.pk, "start"]) if mine else ""
            return NextStep(text, url, gettext("Sæt i gang") if mine else "")
        case Status.RUNNING:
            return _next_evaluation(initiative, user, on)
        case Status.PAUSED:
            text = gettext("Den er på pause. Ingen får mails om den.")
            url = reverse("initiatives:move", args=[initiative.pk, "resume"]) if mine else ""
            return NextStep(text, url, gettext("Sæt i gang igen") if mine else "")
    return None


def _before_sending(initiative: Initiative, assessment: Assessment, mine: bool) -> NextStep:
    missing = len(assessment.blocking)
    if missing:
        text = ngettext(
            "Der mangler %(count)s ting, før den kan sendes.",
            "Der mangler %(count)s ting, før den kan sendes.",
            missing,
        ) % {"count": missing}
        page, label = "initiatives:checklist", gettext("Gå til tjeklisten")
    else:
        text = gettext("Alt er på plads. Den er ikke sendt endnu.")
        page, label = "initiatives:send", gettext("Se det hele igennem")
    if not mine:
        page, label = "initiatives:checklist", gettext("Se tjeklisten")
    return NextStep(text, reverse(page, args=[initiative.pk]), label)


def _at_the_body(initiative: Initiative, user, on: dt.date) -> NextStep:
    submission = initiative.submissions.select_related("body", "meeting").last()
    days = (on - timezone.localdate(submission.submitted_at)).days
    names = {"body": in_sentence(submission.body.name), "days": days}
    if submission.meeting:
        text = gettext("%(body)s tager stilling på mødet %(day)s.") % {
            "body": submission.body.name,
            "day": day(submission.meeting.held_on),
        }
    elif meeting := next_meeting(submission.body, on):
        text = gettext("Den venter på %(body)s. Næste møde er %(day)s.") % {
            **names,
            "day": day(meeting.held_on),
        }
    elif not days:
        text = gettext("Den har ventet på %(body)s siden i dag.") % names
    else:
        text = ngettext(
            "Den har ventet på %(body)s i %(days)s dag.", "Den har ventet på %(body)s i %(days)s dage.", days
        ) % {**names}
    submission.initiative = initiative
    if rules.may_decide(user, submission):
        return NextStep(text, reverse("decide", args=[submission.pk]), gettext("Tag stilling"))
    return NextStep(text)


def _next_evaluation(initiative: Initiative, user, on: dt.date) -> NextStep | None:
    coming = (
        initiative.evaluations.open().select_related("department__organisation").order_by("due_on").first()
    )
    if coming is None:
        return None
    who = (
        gettext("Bestyrelsen i %(department)s") % {"department": coming.department.title}
        if coming.department
        else initiative.responsible.name
    )
    text = gettext("Evaluering senest %(day)s. %(who)s svarer.") % {"day": day(coming.due_on), "who": who}
    if coming.opens_on <= on and _answers(user, initiative, coming):
        return NextStep(
            text,
            reverse("evaluation:answer", args=[initiative.pk, coming.pk]),
            gettext("Svar på evalueringen"),
        )
    return NextStep(text)


def _answers(user, initiative: Initiative, evaluation: Evaluation) -> bool:
    if evaluation.department is None:
        return rules.works_for_aab(user)
    return rules.sits_on_the_board_of(user, evaluation.department)
