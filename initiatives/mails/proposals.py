"""The words of the mails about a proposed change of an approved initiative: they never read as a new case."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.outbox import InDanish, Letter
from accounts.templatetags.portal import day, kroner
from initiatives.amendments import proposed_changes
from initiatives.bodies import member_of
from initiatives.checklist import case_of
from initiatives.models import Decision, Department, Initiative, Submission
from initiatives.wording import departments_in_words, in_short, listed

from .staff import responsible_for


def to_decide(submission: Submission, recipient: User, *, before: list[str], reminds: list[str]) -> Letter:
    """To each member of the body that decides the change. `before` names the bodies that have said yes to it; `reminds`
    is the opening of a reminder.
    """
    copy = submission.initiative
    names = {"name": copy.amends.name, "reason": copy.amendment.reason}
    lines = [
        *reminds,
        gettext('Der er et forslag om at ændre "%(name)s". Indsatsen er godkendt og fortsætter imens.')
        % names,
        gettext("Grunden er:"),
        InDanish(f'"{copy.amendment.reason}"'),
        *_what_changes(copy),
        _more_money(copy),
    ]
    if before:
        lines.append(gettext("Forslaget er godkendt af %(bodies)s.") % {"bodies": listed(before)})
    member = member_of(submission.body, recipient, timezone.localdate())
    if member and member.on_behalf_of:
        lines.append(
            gettext("Du er stedfortræder og beslutter på vegne af %(member)s.")
            % {"member": member.on_behalf_of}
        )
    if submission.meeting:
        lines.append(gettext("Forslaget er på mødet den %(day)s.") % {"day": day(submission.meeting.held_on)})
    return Letter(
        subject=gettext("Beslut en ændring: %(name)s") % {"name": in_short(copy.amends.name, 40)},
        lines_before=lines,
        button_label=gettext("Se ændringen"),
        button_path=reverse("decide", args=[submission.pk]),
        lines_after=[
            gettext("Du kan godkende ændringen, sende den tilbage eller sige nej."),
            gettext("Siger du nej, gælder det, der er godkendt, stadig."),
        ],
        contact=submission.submitted_by,
        why=gettext("Du får mailen, fordi du kan godkende indsatser i AAB."),
    )


def _what_changes(copy: Initiative) -> list:
    """ "Det bliver anderledes:" and the names of the first things, in the language the case is written in."""
    labels = [line.label for line in proposed_changes(copy)]
    if not labels:
        return []
    return [gettext("Det bliver anderledes:"), InDanish(", ".join(labels[:5]) + ("…" if labels[5:] else "."))]


def _more_money(copy: Initiative) -> str:
    more = case_of(copy).fact("extra_aab_amount")
    if more > 0:
        return gettext("Ændringen beder AAB om %(amount)s mere.") % {"amount": kroner(more)}
    return gettext("Ændringen beder ikke AAB om flere penge.")


def returned(decision: Decision, recipient: User, *, decided_on, points: list[str], path: str) -> Letter:
    """To the staff of the case: the change comes back with things to mend."""
    copy, count = decision.submission.initiative, len(decision.points)
    names = {
        "name": copy.amends.name,
        "body": decision.submission.body.name,
        "day": day(decided_on),
        "count": count,
    }
    return Letter(
        subject=ngettext(
            "Ændring af %(name)s: %(count)s ting skal rettes",
            "Ændring af %(name)s: %(count)s ting skal rettes",
            count,
        )
        % (names | {"name": in_short(copy.amends.name, 26)}),
        lines_before=[
            gettext('%(body)s har set på ændringen af "%(name)s" den %(day)s.') % names
            + " "
            + ngettext(
                "Forslaget kommer tilbage til dig med %(count)s ting, der skal rettes.",
                "Forslaget kommer tilbage til dig med %(count)s ting, der skal rettes.",
                count,
            )
            % names,
            f"{listed(points)}:",
            InDanish(f'"{decision.words}"'),
        ],
        button_label=gettext("Ret forslaget"),
        button_path=path,
        lines_after=[gettext("Indsatsen fortsætter imens, som den er godkendt.")],
        contact=None if recipient == decision.decided_by else decision.decided_by,
        why=responsible_for(copy, recipient),
    )


def approved(decision: Decision, recipient: User, *, boards: list[Department]) -> Letter:
    """To the staff of the case: the change is approved and in force. `boards` are told too."""
    copy = decision.submission.initiative
    names = {"name": copy.amends.name, "departments": departments_in_words(boards)}
    lines = [gettext('Ændringen af "%(name)s" er godkendt. Den gælder nu.') % names]
    if decision.amount:
        lines[0] += " " + gettext("AAB giver op til %(amount)s") % {"amount": kroner(decision.amount)}
    if decision.words:
        lines += [gettext("Vilkår:"), InDanish(f'"{decision.words}"')]
    if boards:
        lines.append(
            ngettext(
                "Bestyrelsen i %(departments)s har også fået besked.",
                "Bestyrelserne i %(departments)s har også fået besked.",
                len(boards),
            )
            % names
        )
    return _approved(copy, lines, why=responsible_for(copy, recipient))


def approved_to_board(decision: Decision, departments: list[Department]) -> Letter:
    copy = decision.submission.initiative
    return _approved(
        copy,
        [gettext('Ændringen af "%(name)s" er godkendt. Den gælder nu.') % {"name": copy.amends.name}],
        contact=copy.responsible,
        why=gettext("Du får mailen, fordi du sidder i bestyrelsen i %(department)s.")
        % {"department": departments_in_words(departments)},
    )


def _approved(copy: Initiative, lines: list, **more) -> Letter:
    return Letter(
        subject=gettext("Ændringen af %(name)s er godkendt") % {"name": in_short(copy.amends.name, 34)},
        lines_before=lines,
        button_label=gettext("Se indsatsen"),
        button_path=copy.amends.get_absolute_url(),
        **more,
    )


def declined(decision: Decision, recipient: User, *, decided_on) -> Letter:
    """To the staff of the case: no to the change. What was approved before stays in force."""
    copy = decision.submission.initiative
    names = {"name": copy.amends.name, "body": decision.submission.body.name, "day": day(decided_on)}
    return Letter(
        subject=gettext("Ændringen af %(name)s er ikke godkendt") % {"name": in_short(copy.amends.name, 28)},
        lines_before=[
            gettext('%(body)s har sagt nej til ændringen af "%(name)s" den %(day)s.') % names,
            gettext("De skriver:"),
            InDanish(f'"{decision.words}"'),
            gettext("Indsatsen fortsætter, som den er godkendt. Du kan altid foreslå en anden ændring."),
        ],
        button_label=gettext("Se indsatsen"),
        button_path=copy.amends.get_absolute_url(),
        contact=None if recipient == decision.decided_by else decision.decided_by,
        why=responsible_for(copy, recipient),
    )
