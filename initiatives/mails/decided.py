"""The mails about a case that is to be decided, and about what was decided (M7, M8, M9)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, User
from accounts.outbox import Cancel, Heading, InDanish, Letter, MailKind
from accounts.templatetags.portal import day, kroner
from initiatives import rules
from initiatives.bodies import member_of
from initiatives.checklist import case_of, requirements_of
from initiatives.models import (
    BoardSeat,
    Decision,
    Department,
    Initiative,
    ResidentDecision,
    Status,
    Submission,
)
from initiatives.people import is_mailed, staff_of
from initiatives.route import next_meeting
from initiatives.wording import departments_in_words, in_sentence, in_short, listed

from . import proposals
from .staff import responsible_for
from .topics import DECISIONS, TO_DECIDE, TO_MEND

MOVED_ON = _("Sagen er kommet videre siden.")


def prepare_to_decide(mail: OutgoingMail) -> Letter | Cancel:
    """To each member of the body that decides: a case has been sent to you."""
    found = Submission.objects.select_related("initiative", "body", "meeting", "submitted_by")
    submission = found.filter(pk=mail.about_id, decision__isnull=True).first()
    if submission is None:
        return Cancel(_("Sagen er afgjort."))
    initiative = submission.initiative
    if initiative.status != Status.SUBMITTED or initiative.submissions.last() != submission:
        return Cancel(MOVED_ON)
    if not rules.may_decide(mail.recipient, submission):
        return Cancel(_("Modtageren skal ikke beslutte sagen."))
    earlier = initiative.submissions.select_related("body").filter(
        round=submission.round, step__lt=submission.step
    )
    said_yes = [in_sentence(row.body.name) for row in earlier]
    if initiative.amends_id is not None:
        return proposals.to_decide(submission, mail.recipient, before=said_yes, reminds=_reminds(mail))
    names = {
        "name": initiative.name,
        "departments": departments_in_words(initiative.departments.select_related("organisation")),
    }
    lines = [
        *_reminds(mail),
        gettext('"%(name)s" er klar til en beslutning. Den er for %(departments)s.') % names,
        _money_asked_of_aab(initiative),
    ]
    if said_yes:
        lines.append(gettext("Det er godkendt af %(bodies)s.") % {"bodies": listed(said_yes)})
    member = member_of(submission.body, mail.recipient, timezone.localdate())
    if member and member.on_behalf_of:
        lines.append(
            gettext("Du er stedfortræder og beslutter på vegne af %(member)s.")
            % {"member": member.on_behalf_of}
        )
    if submission.meeting:
        lines.append(gettext("Sagen er på mødet den %(day)s.") % {"day": day(submission.meeting.held_on)})
    subject, most = gettext("Beslut: %(name)s"), 50
    if _reminds(mail):
        subject, most = gettext("Husk at beslutte: %(name)s"), 40
    return Letter(
        subject=subject % {"name": in_short(initiative.name, most)},
        lines_before=lines,
        button_label=gettext("Se sagen"),
        button_path=reverse("decide", args=[submission.pk]),
        lines_after=[gettext("Du kan godkende den, sende den tilbage eller sige nej.")],
        contact=submission.submitted_by,
        why=gettext("Du får mailen, fordi du kan godkende indsatser i AAB."),
    )


def _reminds(mail: OutgoingMail) -> list[str]:
    """The opening of a reminder; nothing in the first mail."""
    return [gettext("Vi minder om en sag, der venter på jer.")] if mail.data.get("reminds") else []


def _money_asked_of_aab(initiative: Initiative) -> str:
    amount = case_of(initiative).fact("aab_amount")
    if not amount:
        return gettext("Den beder ikke AAB om penge.")
    return gettext("Den beder AAB om %(amount)s") % {"amount": kroner(amount)}


def prepare_returned(mail: OutgoingMail) -> Letter | Cancel:
    """M7, to the staff of the case."""
    decision = _decision(mail, Status.RETURNED)
    if decision is None:
        return Cancel(MOVED_ON)
    initiative, body = decision.submission.initiative, decision.submission.body
    count = len(decision.points)
    names = {"name": initiative.name, "body": body.name, "day": day(_decided_on(decision)), "count": count}
    points = [r.reader_name for r in _requirements(decision)]
    again = gettext("Alt andet er gemt. Når du har rettet, kan du sende den igen.")
    if meeting := next_meeting(body, timezone.localdate()):
        again += " " + gettext("Næste møde er %(day)s. Send senest %(cut_off)s.") % {
            "day": day(meeting.held_on),
            "cut_off": day(meeting.cut_off_on),
        }
    first = decision.points[0] if decision.points else ""
    path = (
        reverse("initiatives:point", args=[initiative.pk, first])
        if first
        else reverse("initiatives:checklist", args=[initiative.pk])
    )
    if initiative.amends_id is not None:
        return proposals.returned(
            decision, mail.recipient, decided_on=_decided_on(decision), points=points, path=path
        )
    return Letter(
        subject=ngettext(
            "%(name)s: %(count)s ting skal rettes", "%(name)s: %(count)s ting skal rettes", count
        )
        % (names | {"name": in_short(initiative.name, 36)}),
        lines_before=[
            gettext('%(body)s har set på "%(name)s" den %(day)s.') % names
            + " "
            + ngettext(
                "Den kommer tilbage til dig med %(count)s ting, der skal rettes.",
                "Den kommer tilbage til dig med %(count)s ting, der skal rettes.",
                count,
            )
            % names,
            f"{listed(points)}:",
            InDanish(f'"{decision.words}"'),
        ],
        button_label=ngettext("Ret punktet", "Ret de %(count)s punkter", count) % names,
        button_path=path,
        lines_after=[again],
        contact=_other_than(mail.recipient, decision.decided_by),
        why=responsible_for(initiative, mail.recipient),
    )


def prepare_approved(mail: OutgoingMail) -> Letter | Cancel:
    """M8 to the staff of the case, M8b to the boards."""
    decision = _decision(mail, Status.APPROVED, Status.RUNNING)
    if decision is None:
        return Cancel(MOVED_ON)
    initiative = decision.submission.initiative
    if mail.recipient in staff_of(initiative):
        return _approved_to_staff(decision, mail.recipient)
    seats = Department.objects.with_board_seat_of(mail.recipient, timezone.localdate())
    mine = list(seats.filter(participations__initiative=initiative).select_related("organisation"))
    if not mine:
        return Cancel(_("Modtageren sidder ikke i bestyrelsen længere."))
    if initiative.amends_id is not None:
        return proposals.approved_to_board(decision, mine)
    names = {"name": initiative.name, "day": day(initiative.starts_on)}
    if _asked_their_residents(initiative, mine):
        line = gettext('"%(name)s" er godkendt. Tak, fordi I spurgte beboerne. Den starter %(day)s.')
    else:
        line = gettext('"%(name)s" er godkendt. Den starter %(day)s.')
    return Letter(
        subject=gettext("%(name)s er godkendt") % {"name": in_short(initiative.name, 46)},
        lines_before=[line % names],
        button_label=gettext("Se indsatsen"),
        button_path=initiative.get_absolute_url(),
        contact=initiative.responsible,
        why=gettext("Du får mailen, fordi du sidder i bestyrelsen i %(department)s.")
        % {"department": departments_in_words(mine)},
    )


def _asked_their_residents(initiative: Initiative, departments: list[Department]) -> bool:
    """Departments of other organisations are not asked by AAB, so there is nothing to thank for."""
    answers = initiative.resident_decisions.current().filter(department__in=departments)
    return answers.exclude(form=ResidentDecision.Form.NOT_ASKED).exists()


def _boards_told(initiative: Initiative) -> list[Department]:
    """The departments where somebody on the board gets the mail (see `people.board_members_of`)."""
    departments = list(initiative.departments.select_related("organisation"))
    seats = BoardSeat.objects.in_office(timezone.localdate()).filter(department__in=departments)
    told = {seat.department_id for seat in seats.select_related("person") if is_mailed(seat)}
    return [department for department in departments if department.pk in told]


def _approved_to_staff(decision: Decision, recipient: User) -> Letter:
    initiative = decision.submission.initiative
    departments = _boards_told(initiative)
    if initiative.amends_id is not None:
        return proposals.approved(decision, recipient, boards=departments)
    names = {
        "name": initiative.name,
        "amount": kroner(decision.amount),
        "day": day(initiative.starts_on),
        "departments": departments_in_words(departments),
    }
    lines = [gettext('"%(name)s" er godkendt.') % names]
    if decision.amount:
        # The amount ends in "kr.", which ends the sentence too.
        lines[0] += " " + gettext("AAB giver op til %(amount)s") % names
    if decision.words:
        lines += [gettext("Vilkår:"), InDanish(f'"{decision.words}"')]
    lines.append(Heading(gettext("Det sker nu")))
    if initiative.starts_on > timezone.localdate():
        lines.append(gettext("Du kan sætte indsatsen i gang fra %(day)s.") % names)
    else:
        lines.append(gettext("Du kan sætte indsatsen i gang nu."))
    if first_on := _first_evaluation(decision):
        lines[-1] += " " + gettext("Første evaluering er %(day)s.") % {"day": day(first_on)}
    if departments:
        lines.append(
            ngettext(
                "Bestyrelsen i %(departments)s har også fået besked.",
                "Bestyrelserne i %(departments)s har også fået besked.",
                len(departments),
            )
            % names
        )
    return Letter(
        subject=gettext("%(name)s er godkendt") % {"name": in_short(initiative.name, 46)},
        lines_before=lines,
        button_label=gettext("Se indsatsen"),
        button_path=initiative.get_absolute_url(),
        why=responsible_for(initiative, recipient),
    )


def _first_evaluation(decision: Decision) -> dt.date | None:
    """The first day of the plan as it was decided; the plan itself is another app's."""
    plan = (decision.case_file.get("goals") or {}).get("plan") or {}
    return parse_date(plan.get("first_on") or "")


def prepare_declined(mail: OutgoingMail) -> Letter | Cancel:
    """M9, to the staff of the case."""
    decision = _decision(mail, Status.DECLINED)
    if decision is None:
        return Cancel(MOVED_ON)
    initiative = decision.submission.initiative
    if initiative.amends_id is not None:
        return proposals.declined(decision, mail.recipient, decided_on=_decided_on(decision))
    names = {
        "name": initiative.name,
        "body": decision.submission.body.name,
        "day": day(_decided_on(decision)),
    }
    return Letter(
        subject=gettext("%(name)s er ikke godkendt") % {"name": in_short(initiative.name, 40)},
        lines_before=[
            gettext('%(body)s har sagt nej til "%(name)s" den %(day)s.') % names,
            gettext("De skriver:"),
            InDanish(f'"{decision.words}"'),
            gettext("Sagen er lukket, men ikke slettet. Du kan altid prøve igen med en ny idé."),
        ],
        button_label=gettext("Se sagen"),
        button_path=initiative.get_absolute_url(),
        contact=_other_than(mail.recipient, decision.decided_by),
        why=responsible_for(initiative, mail.recipient),
    )


def _decision(mail: OutgoingMail, *statuses: Status) -> Decision | None:
    """The decision, while it is the last word and the case still stands where it put it."""
    found = Decision.objects.select_related(
        "submission__initiative__responsible", "submission__body", "submission__meeting", "decided_by"
    ).filter(pk=mail.about_id, submission__initiative__status__in=statuses)
    decision = found.first()
    if decision is None or decision.submission.initiative.submissions.last() != decision.submission:
        return None
    return decision


def _requirements(decision: Decision) -> list:
    version = decision.submission.policy_version
    return [r for r in requirements_of(version) if r.key in decision.points]


def _decided_on(decision: Decision) -> dt.date:
    """The day of the meeting, or the day the decision was written in."""
    if decision.held_on:
        return decision.held_on
    written_on = timezone.localdate(decision.decided_at)
    meeting = decision.submission.meeting
    return meeting.held_on if meeting and meeting.held_on <= written_on else written_on


def _other_than(recipient: User, person: User) -> User | None:
    return None if person == recipient else person


KINDS = {
    "case_to_decide": MailKind(prepare_to_decide, label=_("Sag til beslutning"), topic=TO_DECIDE),
    "case_returned": MailKind(prepare_returned, label=_("Sag sendt tilbage"), topic=TO_MEND),
    "case_approved": MailKind(prepare_approved, label=_("Sag godkendt"), topic=DECISIONS),
    "case_declined": MailKind(prepare_declined, label=_("Sag ikke godkendt"), topic=DECISIONS),
}
