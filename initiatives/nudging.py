"""Reminding those a sent case waits for: the members of its body who may decide it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import OutgoingMail, User

from .bodies import people_to_ask
from .history import record
from .models import Decision, Initiative, Status, Submission
from .workflow import Refused, lock_for_change

MAIL = "case_to_decide"


def people_to_nudge(initiative: Initiative, submission: Submission, on: dt.date) -> list[User]:
    """Who gets a reminder of the case on the day `on`: those who may decide it and have had no mail of it that day.

    A constant number of queries.
    """
    mails = OutgoingMail.objects.about(submission).filter(kind=MAIL)
    had = {
        person
        for person, queued_at in mails.values_list("recipient", "queued_at")
        if timezone.localdate(queued_at) == on
    }
    people = people_to_ask(initiative, submission.body, round_=submission.round)
    return [person for person in people if person.pk not in had]


@transaction.atomic
def nudge_body(submission: Submission, *, by: User) -> list[User]:
    """Send one reminder to each who may decide the case; at most one a day to a person.

    Raises Refused when the case does not lie before that body, or everybody has had a mail of it today.
    """
    initiative = lock_for_change(submission.initiative)
    if (
        initiative.status != Status.SUBMITTED
        or initiative.submissions.last() != submission
        or Decision.objects.filter(submission=submission).exists()
    ):
        raise Refused(gettext("Sagen venter ikke på dem mere."))
    today = timezone.localdate()
    people = people_to_nudge(initiative, submission, today)
    if not people:
        raise Refused(gettext("De har fået en mail om sagen i dag. Prøv igen i morgen, eller ring."))
    for person in people:
        outbox.queue(MAIL, to=person, about=submission, occurrence=today, by=by, data={"reminds": True})
    record(
        initiative,
        by=by,
        kind="body_reminded",
        sentence=gettext_noop("Sendte en påmindelse til %(body)s"),
        params={"body": submission.body.name},
        changes_case=False,
    )
    return people
