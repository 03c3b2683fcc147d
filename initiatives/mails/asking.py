"""The mails that ask a board how its residents were involved, and remind it (M1, M2, M3)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.templatetags.portal import day
from initiatives.models import BoardRequest, BoardSeat, Department, Initiative, ResidentDecision
from initiatives.reminders import Stage, is_escalated, stage_on
from initiatives.resident_wording import until_when, until_when_in_short
from initiatives.residents import why_not_answer
from initiatives.wording import departments_in_words, in_short

from .boards import MINUTES, NOT_ON_THE_BOARD, answer_link, gets_mail, on_the_board_of
from .topics import RESIDENTS, SILENT_BOARDS

ANSWERED = _("Bestyrelsen har svaret, eller bliver ikke spurgt længere.")


def prepare_question(mail: OutgoingMail) -> Letter | Cancel:
    """M1."""
    request = open_request(mail)
    if isinstance(request, Cancel):
        return request
    others = BoardSeat.objects.in_office(timezone.localdate()).filter(department=request.department)
    return question_letter(
        initiative=request.initiative,
        department=request.department,
        deadline_on=request.deadline_on,
        path=answer_link(mail.recipient, request),
        has_others=others.exclude(person=mail.recipient).exists(),
        planned_for=_day_the_board_named(request),
    )


def question_letter(
    *,
    initiative: Initiative,
    department: Department,
    deadline_on: dt.date,
    path: str,
    has_others: bool = True,
    planned_for: dt.date | None = None,
) -> Letter:
    """The letter that asks a board; also shown to staff before they send it.

    `planned_for` is the day the board itself named for asking its residents, when it is asked again.
    """
    names = {
        "name": initiative.name,
        "departments": departments_in_words(initiative.departments.select_related("organisation")),
        "department": department.title,
        "minutes": MINUTES,
        "day": day(deadline_on),
    }
    if planned_for:
        opening = gettext(
            'I ville spørge beboerne om "%(name)s" den %(planned)s. Hvad sagde de? Indsatsen kan kun starte, '
            "hvis beboerne har været med til at beslutte det."
        ) % {**names, "planned": day(planned_for)}
    elif initiative.amends_id is not None:
        opening = (
            gettext(
                'AAB vil gerne ændre "%(name)s", og %(department)s er med i ændringen. Det kan kun ske, hvis '
                "beboerne har været med til at beslutte det."
            )
            % names
        )
    else:
        opening = (
            gettext(
                'AAB vil gerne starte "%(name)s" i %(departments)s. Det kan kun ske, hvis beboerne har været med '
                "til at beslutte det."
            )
            % names
        )
    deadline = gettext("Svar senest %(day)s.") % names
    if has_others:
        deadline += " " + gettext("Alle i bestyrelsen har fået denne mail. Det er nok, at én af jer svarer.")
    subject = gettext("Har beboerne sagt ja? Svar for %(department)s (%(minutes)s min.)")
    task = gettext("Bekræft, hvad beboerne besluttede om %(name)s")
    if initiative.amends_id is not None:
        subject = gettext("Har de sagt ja til ændringen? Svar for %(department)s (%(minutes)s min.)")
        task = gettext("Bekræft, hvad beboerne besluttede om ændringen af %(name)s")
    return Letter(
        subject=subject % names,
        lines_before=[
            opening,
            gettext(
                "Vil du svare for bestyrelsen i %(department)s? Det tager ca. %(minutes)s minutter, og du kan gøre "
                "det på din telefon."
            )
            % names,
        ],
        button_label=gettext("Svar her"),
        button_path=path,
        lines_after=[
            gettext("Hav gerne datoen for mødet klar. Har du et referat, kan du tage et billede af det."),
            deadline,
            gettext("Er beboerne ikke spurgt endnu? Svar alligevel. Så hjælper vi jer videre."),
        ],
        contact=initiative.responsible,
        why=on_the_board_of(department),
        digest=DigestLine(
            title=task % names,
            path=path,
            deadline=gettext("Frist %(day)s") % names,
            minutes=MINUTES,
        ),
    )


def _day_the_board_named(request: BoardRequest) -> dt.date | None:
    earlier = request.initiative.resident_decisions.current().filter(
        department=request.department, form=ResidentDecision.Form.NOT_ASKED
    )
    return earlier.values_list("will_ask_on", flat=True).first()


def prepare_reminder(mail: OutgoingMail) -> Letter | Cancel:
    """M2: three days before the deadline, or once before that by hand."""
    request = open_request(mail)
    if isinstance(request, Cancel):
        return request
    today = timezone.localdate()
    by_hand = mail.data.get("by_hand") and today <= request.deadline_on
    if stage_on(request.deadline_on, today) != Stage.REMINDER and not by_hand:
        return Cancel(_("Fristen er flyttet eller gået, før påmindelsen kunne sendes."))
    names = {
        "name": request.initiative.name,
        "when": until_when(request.deadline_on, today),
        "contact": request.initiative.responsible.first_name,
        "minutes": MINUTES,
    }
    path = answer_link(mail.recipient, request)
    subject = gettext("Vi mangler jeres svar senest %(when)s")
    opening = gettext('Vi mangler jeres svar om "%(name)s". Fristen er %(when)s.')
    if request.initiative.amends_id is not None:
        subject = gettext("Vi mangler jeres svar om ændringen senest %(when)s")
        opening = gettext('Vi mangler jeres svar om ændringen af "%(name)s". Fristen er %(when)s.')
    return Letter(
        subject=subject % {"when": until_when_in_short(request.deadline_on, today)},
        lines_before=[opening % names],
        button_label=gettext("Svar her"),
        button_path=path,
        lines_after=[
            gettext("Det tager ca. %(minutes)s minutter. Det er nok, at én fra bestyrelsen svarer.") % names,
            gettext("Kan I ikke nå det? Så ring. %(contact)s kan også skrive svaret ind for jer.") % names,
        ],
        contact=request.initiative.responsible,
        why=on_the_board_of(request.department),
        digest=_digest(request, path, gettext("Frist %(when)s") % names),
    )


def prepare_last_mail(mail: OutgoingMail) -> Letter | Cancel:
    """M3: the day after the deadline. There is no fourth."""
    request = open_request(mail)
    if isinstance(request, Cancel):
        return request
    today = timezone.localdate()
    if stage_on(request.deadline_on, today) != Stage.LAST:
        return Cancel(_("Et menneske ringer til bestyrelsen i stedet."))
    initiative = request.initiative
    names = {
        "name": initiative.name,
        "day": day(request.deadline_on),
        "contact": initiative.responsible.name,
        "month": date_format(initiative.starts_on, "F"),
    }
    waits = gettext('"%(name)s" kan ikke blive godkendt, før I svarer.') % names
    if initiative.starts_on > today:
        waits += " " + gettext("Det betyder, at den ikke kan starte i %(month)s.") % names
    path = answer_link(mail.recipient, request)
    return Letter(
        subject=gettext("%(name)s venter på jeres svar") % {"name": in_short(initiative.name, 40)},
        lines_before=[
            gettext("Fristen var den %(day)s, og vi har ikke fået jeres svar.") % names,
            waits,
        ],
        button_label=gettext("Svar her"),
        button_path=path,
        lines_after=[
            gettext("Du får ikke flere mails om det. %(contact)s ringer til jer i næste uge.") % names
        ],
        contact=initiative.responsible,
        why=on_the_board_of(request.department),
        digest=_digest(request, path, gettext("Fristen var den %(day)s") % names),
    )


def prepare_escalated(mail: OutgoingMail) -> Letter | Cancel:
    """To the leader: a board has been silent for weeks, and nobody has written its answer in."""
    found = BoardRequest.objects.select_related("initiative__responsible", "department__organisation")
    request = found.filter(pk=mail.about_id, closed_at__isnull=True).first()
    if request is None:
        return Cancel(ANSWERED)
    initiative = request.initiative
    takes_part = initiative.participations.filter(department=request.department).exists()
    if why_not_answer(initiative, takes_part=takes_part):
        return Cancel(_("Indsatsen venter ikke på bestyrelsen længere."))
    if mail.recipient.employment != Employment.LEADER or not is_escalated(
        request.deadline_on, timezone.localdate()
    ):
        return Cancel(_("Det er ikke længere en sag for lederen."))
    names = {
        "name": initiative.name,
        "department": request.department.title,
        "day": day(request.deadline_on),
        "person": initiative.responsible.name,
    }
    path = reverse("initiatives:residents", args=[initiative.pk])
    return Letter(
        subject=gettext("Ingen har fået svar fra %(department)s") % names,
        lines_before=[
            gettext('Bestyrelsen i %(department)s skulle svare om "%(name)s" senest %(day)s.') % names,
            gettext(
                "De har fået de mails, de skal have. %(person)s skulle ringe, men der er ikke noget svar."
            )
            % names,
        ],
        button_label=gettext("Se, hvem der kan ringes til"),
        button_path=path,
        lines_after=[gettext("Tal med %(person)s, eller ring selv.") % names],
        contact=initiative.responsible,
        why=as_leader(),
        digest=DigestLine(gettext("Få svar fra %(department)s om %(name)s") % names, path, minutes=5),
    )


def as_leader() -> str:
    return gettext("Du får mailen, fordi du er boligsocial leder i AAB.")


def _digest(request: BoardRequest, path: str, deadline: str) -> DigestLine:
    title = gettext("Bekræft, hvad beboerne besluttede om %(name)s") % {"name": request.initiative.name}
    return DigestLine(title=title, path=path, deadline=deadline, minutes=MINUTES)


def open_request(mail: OutgoingMail) -> BoardRequest | Cancel:
    """The question, if this person is still to be asked it."""
    found = BoardRequest.objects.select_related("initiative__responsible", "department__organisation")
    request = found.filter(pk=mail.about_id, closed_at__isnull=True).first()
    if request is None:
        return Cancel(ANSWERED)
    takes_part = request.initiative.participations.filter(department=request.department).exists()
    if why_not_answer(request.initiative, takes_part=takes_part, request=request):
        return Cancel(_("Indsatsen venter ikke på bestyrelsen længere."))
    if not gets_mail(mail.recipient, request.department):
        return Cancel(NOT_ON_THE_BOARD)
    return request


def deadline_of(mail: OutgoingMail) -> dt.date | None:
    return BoardRequest.objects.filter(pk=mail.about_id).values_list("deadline_on", flat=True).first()


KINDS = {
    # The first of the three mails: a reminder as to hours and one mail a day, though not as to July, because
    # whoever asks in July has set the deadline knowing it.
    "resident_decision_asked": MailKind(
        prepare_question,
        label=_("Bed bestyrelsen om svar"),
        urgency=Urgency.REMINDER,
        in_quiet_periods=True,
        topic=RESIDENTS,
        deadline=deadline_of,
    ),
    "resident_decision_reminder": MailKind(
        prepare_reminder,
        label=_("Påmindelse til bestyrelsen"),
        urgency=Urgency.REMINDER,
        topic=RESIDENTS,
        deadline=deadline_of,
    ),
    "resident_decision_last": MailKind(
        prepare_last_mail, label=_("Sidste mail til bestyrelsen"), urgency=Urgency.REMINDER, topic=RESIDENTS
    ),
    "resident_decision_escalated": MailKind(
        prepare_escalated,
        label=_("Bestyrelse uden svar, til lederen"),
        urgency=Urgency.REMINDER,
        topic=SILENT_BOARDS,
    ),
}
