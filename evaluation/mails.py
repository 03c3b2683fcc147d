"""The mails about evaluations: it is time (M5), the deadline is near (M2), the last one (M6), and a receipt.

Each is written at the moment of sending, and not at all when the evaluation is answered, skipped or
excused, the initiative stands still, the person's seat has ended, or a later mail has taken its place.
"""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.outbox.topics import BOARD, STAFF, Topic
from accounts.tasklinks import link_for
from initiatives.mails.asking import as_leader
from initiatives.mails.boards import gets_mail, on_the_board_of
from initiatives.mails.topics import RECEIPTS, SILENT_BOARDS
from initiatives.models import Status
from initiatives.resident_wording import until_when, until_when_in_short
from initiatives.wording import in_short

from . import figures
from .answers import correctable_until
from .models import Evaluation, Measurement, SuccessCriterion
from .reminders import is_escalated, step_on
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


def prepare_escalated(mail: OutgoingMail) -> Letter | Cancel:
    """To the leader: nobody has answered for weeks, and nobody has rung."""
    evaluation = _found(mail)
    if evaluation is None or not evaluation.is_open or evaluation.initiative.status != Status.RUNNING:
        return Cancel(_("Evalueringen er svaret, sprunget over eller flyttet."))
    if mail.recipient.employment != Employment.LEADER or not is_escalated(evaluation, timezone.localdate()):
        return Cancel(_("Det er ikke længere en sag for lederen."))
    words = _words(evaluation)
    if evaluation.department_id:
        words["department"] = evaluation.department.title
        subject = gettext("Ingen har fået svar fra %(department)s") % words
        what = gettext("Bestyrelsen i %(department)s skulle svare om %(name)s senest %(day)s.") % words
        then = gettext("%(staff)s skulle ringe til dem, men der er ikke noget svar.") % words
        path = reverse("evaluation:enter", args=[evaluation.initiative_id, evaluation.pk])
    else:
        subject = gettext("Ingen har evalueret %(short_name)s") % words
        what = gettext("%(staff)s skulle svare om %(name)s senest %(day)s.") % words
        then = gettext("Der er ikke noget svar.")
        path = reverse("evaluation:list", args=[evaluation.initiative_id])
    return Letter(
        subject=subject,
        lines_before=[what, then],
        button_label=gettext("Se evalueringen"),
        button_path=path,
        lines_after=[gettext("Tal med %(staff)s, eller gør det selv.") % words],
        contact=evaluation.initiative.responsible,
        why=as_leader(),
        digest=DigestLine(gettext("Få svar om %(name)s") % words, path, minutes=5),
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


EVALUATIONS = Topic(
    "evaluations",
    _("Evalueringer"),
    _("Når det er tid til at fortælle, hvordan det går."),
    frozenset({BOARD, STAFF}),
    may_be_no=False,
)


def deadline_of(mail: OutgoingMail) -> dt.date | None:
    return Evaluation.objects.filter(pk=mail.about_id).values_list("due_on", flat=True).first()


KINDS = {
    "evaluation_asked": MailKind(
        prepare_asked,
        label=_("Tid til evaluering"),
        urgency=Urgency.REMINDER,
        topic=EVALUATIONS,
        deadline=deadline_of,
    ),
    "evaluation_soon": MailKind(
        prepare_soon,
        label=_("Påmindelse om evaluering"),
        urgency=Urgency.REMINDER,
        topic=EVALUATIONS,
        deadline=deadline_of,
    ),
    "evaluation_late": MailKind(
        prepare_late, label=_("Evaluering over frist"), urgency=Urgency.REMINDER, topic=EVALUATIONS
    ),
    "evaluation_escalated": MailKind(
        prepare_escalated,
        label=_("Evaluering uden svar, til lederen"),
        urgency=Urgency.REMINDER,
        topic=SILENT_BOARDS,
    ),
    "evaluation_entered": MailKind(
        prepare_entered, label=_("Svar på evaluering skrevet ind"), topic=RECEIPTS
    ),
}


# --- Parts ----------------------------------------------------------------------------------------
def _found(mail: OutgoingMail) -> Evaluation | None:
    rows = Evaluation.objects.select_related(
        "initiative__responsible",
        "department__organisation",
        "partnership__partner",
        "answered_by",
        "entered_by",
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
    if evaluation.paper_at:
        return Cancel(_("Der er sendt et billede af arket."))
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
    if evaluation.partnership_id:
        return may_answer(person, evaluation)
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
        contact=None if evaluation.is_of_staff else evaluation.initiative.responsible,
        why=_why(evaluation),
        digest=DigestLine(
            title=gettext("Fortæl, hvordan det går med %(name)s") % {"name": evaluation.initiative.name},
            path=path,
            deadline=deadline,
            minutes=MINUTES,
        ),
    )


def _path(mail: OutgoingMail, evaluation: Evaluation) -> str:
    """A board and a partner's contact get a link that opens this one task; staff log in."""
    if not evaluation.is_of_staff:
        return link_for(mail.recipient, "evaluation", evaluation.pk).path
    return reverse("evaluation:answer", args=[evaluation.initiative_id, evaluation.pk])


def _why(evaluation: Evaluation) -> str:
    if evaluation.department_id:
        return on_the_board_of(evaluation.department)
    if evaluation.partnership_id:
        return gettext("Du får mailen, fordi AAB har indbudt dig til at svare for %(partner)s.") % {
            "partner": evaluation.asked_name
        }
    return gettext("Du får mailen, fordi du er ansvarlig for indsatsen.")
