"""The mails about evaluations: it is time (M5), the deadline is near (M2), the last one (M6), and a receipt.

Each is written at the moment of sending, and not at all when the evaluation is answered, skipped or
excused, the initiative stands still, the person's seat has ended, or a later mail has taken its place.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.tasklinks import link_for
from initiatives.mails.boards import gets_mail, on_the_board_of
from initiatives.models import Status
from initiatives.resident_wording import until_when, until_when_in_short
from initiatives.wording import in_short

from . import figures
from .answers import correctable_until
from .models import Evaluation, Measurement, SuccessCriterion
from .reminders import step_on
from .rules import may_answer

MINUTES = 8


def questions_in(evaluation: Evaluation) -> int:
    """Six, or five where no goal has been set: all the figures count as one question."""
    return 6 if evaluation.initiative.criteria.exists() else 5


def prepare_asked(mail: OutgoingMail) -> Letter | Cancel:
    evaluation = _still_awaited(mail)
    if isinstance(evaluation, Cancel):
        return evaluation
    words = _words(evaluation)
    lines_after = [gettext("Svar senest %(day)s.") % words + _last_figure(evaluation)]
    if evaluation.department_id:
        lines_after.append(
            gettext("Alle i bestyrelsen har fået denne mail. Det er nok, at én af jer svarer.")
        )
    lines_after.append(gettext("Dit svar hjælper andre afdelinger, som gerne vil prøve det samme."))
    return _letter(
        mail,
        evaluation,
        subject=gettext("Hvordan går det med %(short_name)s? %(count)s spørgsmål") % words,
        lines_before=[
            gettext("Det er tid til at se på, hvordan det går med %(name)s.") % words,
            gettext(
                "Vil du svare på %(count)s spørgsmål? Det tager ca. %(minutes)s minutter. "
                "Vi gemmer, mens du skriver."
            )
            % words,
        ],
        lines_after=lines_after,
    )


def prepare_soon(mail: OutgoingMail) -> Letter | Cancel:
    evaluation = _still_awaited(mail)
    if isinstance(evaluation, Cancel):
        return evaluation
    words = _words(evaluation)
    if evaluation.department_id:
        before = gettext("Vi mangler jeres svar om %(name)s. Fristen er %(until)s.") % words
        after = [
            gettext("Det tager ca. %(minutes)s minutter. Det er nok, at én fra bestyrelsen svarer.") % words,
            gettext("Kan I ikke nå det? Ring til %(staff)s, som også kan skrive svaret ind for jer.") % words,
        ]
        subject = gettext("Vi mangler jeres svar senest %(in_short)s") % words
    else:
        before = gettext("Vi mangler dit svar om %(name)s. Fristen er %(until)s.") % words
        after = [
            gettext(
                "Det tager ca. %(minutes)s minutter. Har du ikke tid, så svar bare på det første spørgsmål."
            )
            % words
        ]
        subject = gettext("Vi mangler dit svar senest %(in_short)s") % words
    return _letter(mail, evaluation, subject=subject, lines_before=[before], lines_after=after)


def prepare_late(mail: OutgoingMail) -> Letter | Cancel:
    evaluation = _still_awaited(mail)
    if isinstance(evaluation, Cancel):
        return evaluation
    words = _words(evaluation)
    after = [gettext("Du får ikke flere mails om det.")]
    if evaluation.department_id:
        after = [gettext("Du får ikke flere mails om det. %(staff)s ringer til dig i næste uge.") % words]
    return _letter(
        mail,
        evaluation,
        subject=gettext("Bare ét svar er nok"),
        lines_before=[
            gettext("Fristen for at svare om %(name)s var %(day)s.") % words,
            gettext(
                "Har du ikke tid? Så skriv bare et svar på det første spørgsmål. Det er bedre end ingenting."
            ),
        ],
        lines_after=after,
    )


def prepare_entered(mail: OutgoingMail) -> Letter | Cancel:
    """To the whole board: staff have written down an answer that came by phone or paper (M4)."""
    evaluation = _found(mail)
    if evaluation is None or evaluation.entered_by_id is None:
        return Cancel(_("Svaret er rettet i mellemtiden."))
    if not may_answer(mail.recipient, evaluation):
        return Cancel(_("Personen sidder ikke i bestyrelsen længere."))
    words = _words(evaluation) | {
        "who": evaluation.sender,
        "going": evaluation.get_going_display(),
        "last_day": figures.day(correctable_until(evaluation)),
    }
    return Letter(
        subject=gettext("Tak, vi har fået jeres svar"),
        lines_before=[
            gettext("Vi har fået jeres svar om %(name)s. Det er givet af %(who)s.") % words,
            gettext("Hvordan går det? %(going)s.") % words,
        ],
        button_label=gettext("Se svaret"),
        button_path=link_for(mail.recipient, "evaluation", evaluation.pk).path,
        lines_after=[gettext("Er der en fejl? Så kan I rette svaret frem til den %(last_day)s.") % words],
        contact=evaluation.initiative.responsible,
        why=_why(evaluation),
    )


KINDS = {
    "evaluation_asked": MailKind(prepare_asked, label=_("Tid til evaluering"), urgency=Urgency.REMINDER),
    "evaluation_soon": MailKind(prepare_soon, label=_("Påmindelse om evaluering"), urgency=Urgency.REMINDER),
    "evaluation_late": MailKind(prepare_late, label=_("Evaluering over frist"), urgency=Urgency.REMINDER),
    "evaluation_entered": MailKind(prepare_entered, label=_("Svar på evaluering skrevet ind")),
}


# --- Parts ----------------------------------------------------------------------------------------
def _found(mail: OutgoingMail) -> Evaluation | None:
    rows = Evaluation.objects.select_related(
        "initiative__responsible", "department__organisation", "answered_by", "entered_by"
    )
    return rows.filter(pk=mail.about_id).first()


def _still_awaited(mail: OutgoingMail) -> Evaluation | Cancel:
    evaluation = _found(mail)
    if evaluation is None:
        return Cancel(_("Evalueringen er flyttet."))
    if evaluation.answered_at:
        return Cancel(_("Der er svaret."))
    if evaluation.skipped_at:
        return Cancel(_("Evalueringen er sprunget over."))
    if evaluation.cannot_at:
        return Cancel(_("Bestyrelsen har sagt, at den ikke kan svare."))
    if evaluation.initiative.status != Status.RUNNING:
        return Cancel(_("Indsatsen er ikke i gang."))
    if not _is_asked(mail.recipient, evaluation):
        return Cancel(_("Personen skal ikke svare længere."))
    if step_on(evaluation, timezone.localdate()) != mail.kind:
        return Cancel(_("Det er for sent eller for tidligt til netop den mail."))
    return evaluation


def _is_asked(person, evaluation: Evaluation) -> bool:
    if evaluation.department_id:
        return gets_mail(person, evaluation.department)
    return person.pk == evaluation.initiative.responsible_id and person.is_active


def _words(evaluation: Evaluation) -> dict:
    today = timezone.localdate()
    return {
        "name": evaluation.initiative.name,
        "short_name": in_short(evaluation.initiative.name, 27),
        "day": figures.day(evaluation.due_on),
        "until": until_when(evaluation.due_on, today),
        "in_short": until_when_in_short(evaluation.due_on, today),
        "count": questions_in(evaluation),
        "minutes": MINUTES,
        "staff": evaluation.initiative.responsible.name,
    }


def _last_figure(evaluation: Evaluation) -> str:
    """ " Sidste tal var 24 personer. Mon der er flere nu?", where there is a figure."""
    last = (
        Measurement.objects.standing()
        .filter(criterion__initiative=evaluation.initiative_id)
        .select_related("criterion")
        .order_by("criterion__order", "criterion", "-measured_on", "-pk")
        .first()
    )
    if last is None:
        return ""
    said = gettext("Sidste tal var %(amount)s.") % {"amount": figures.amount(last.value, last.criterion)}
    wonder = {
        SuccessCriterion.Direction.UP: gettext("Mon tallet er højere nu?"),
        SuccessCriterion.Direction.DOWN: gettext("Mon tallet er lavere nu?"),
    }.get(last.criterion.direction, gettext("Mon det holder endnu?"))
    return f" {said} {wonder}"


def _letter(mail: OutgoingMail, evaluation: Evaluation, *, subject: str, lines_before, lines_after) -> Letter:
    path = _path(mail, evaluation)
    deadline = gettext("Frist %(day)s") % {"day": figures.day(evaluation.due_on)}
    return Letter(
        subject=subject,
        lines_before=lines_before,
        button_label=gettext("Start her"),
        button_path=path,
        lines_after=lines_after,
        contact=evaluation.initiative.responsible if evaluation.department_id else None,
        why=_why(evaluation),
        digest=DigestLine(
            title=gettext("Fortæl, hvordan det går med %(name)s") % {"name": evaluation.initiative.name},
            path=path,
            deadline=deadline,
            minutes=MINUTES,
        ),
    )


def _path(mail: OutgoingMail, evaluation: Evaluation) -> str:
    """A board gets a link that opens this one task; staff log in."""
    if evaluation.department_id:
        return link_for(mail.recipient, "evaluation", evaluation.pk).path
    return reverse("evaluation:answer", args=[evaluation.initiative_id, evaluation.pk])


def _why(evaluation: Evaluation) -> str:
    if evaluation.department_id:
        return on_the_board_of(evaluation.department)
    return gettext("Du får mailen, fordi du er ansvarlig for indsatsen.")
