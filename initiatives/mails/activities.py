"""The mails that ask a board, twice a year, whether its volunteer work is still described as it is."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.tasklinks import link_for
from accounts.templatetags.portal import day
from initiatives.departments.rounds import TASK, Step, round_on, to_look_at
from initiatives.models import Department
from initiatives.wording import listed

from .boards import NOT_ON_THE_BOARD, gets_mail, on_the_board_of
from .topics import ACTIVITIES

MINUTES = 2


def prepare(mail: OutgoingMail) -> Letter | Cancel:
    """All three steps of the ladder say the same, each in its own tone."""
    department = Department.objects.select_related("organisation", "consultant").get(pk=mail.about_id)
    today = timezone.localdate()
    this = round_on(today)
    if mail.occurrence != this.opens_on.isoformat() or this.step_on(today) != mail.kind:
        return Cancel(_("Runden er kommet videre, før mailen kunne sendes."))
    names = list(
        to_look_at(today).filter(department=department).order_by("name").values_list("name", flat=True)
    )
    if not names:
        return Cancel(_("Bestyrelsen har set efter."))
    if not gets_mail(mail.recipient, department):
        return Cancel(NOT_ON_THE_BOARD)
    path = link_for(mail.recipient, TASK, department.pk).path
    said = {"department": department.title, "day": day(this.deadline_on), "minutes": MINUTES}
    few = (
        listed(names)
        if len(names) <= 3
        else listed([*names[:3], gettext("%(n)s mere") % {"n": len(names) - 3}])
    )
    what = ngettext(
        "I har skrevet %(names)s ind hos os. Passer det stadig?",
        "I har skrevet %(names)s ind hos os. Passer de stadig?",
        len(names),
    ) % {"names": few}
    opening = {
        Step.ASKED: [what],
        Step.REMINDER: [gettext("Vi mangler jeres svar."), what],
        Step.LAST: [gettext("Fristen var den %(day)s.") % said, what],
    }[Step(mail.kind)]
    ending = {
        Step.ASKED: gettext("Svar gerne senest %(day)s. Det er nok, at én fra bestyrelsen svarer.") % said,
        Step.REMINDER: gettext("Svar gerne senest %(day)s. Det er nok, at én fra bestyrelsen svarer.") % said,
        Step.LAST: gettext("Du får ikke flere mails om det. Vi ringer til jer i næste uge."),
    }[Step(mail.kind)]
    return Letter(
        subject=gettext("Passer det frivillige arbejde stadig? (%(minutes)s min.)") % said,
        lines_before=opening,
        button_label=gettext("Se listen"),
        button_path=path,
        lines_after=[
            gettext(
                "Tryk på Passer stadig ved hver af dem. Så ved andre, hvad I laver, og ingen tager over for jer."
            ),
            ending,
        ],
        contact=department.consultant,
        why=on_the_board_of(department),
        digest=DigestLine(
            title=gettext("Se, om jeres frivillige arbejde stadig passer"),
            path=path,
            deadline=gettext("Frist %(day)s") % said,
            minutes=MINUTES,
        ),
    )


KINDS = {
    Step.ASKED.value: MailKind(
        prepare, label=_("Passer det frivillige arbejde stadig?"), urgency=Urgency.REMINDER, topic=ACTIVITIES
    ),
    Step.REMINDER.value: MailKind(
        prepare, label=_("Påmindelse om frivilligt arbejde"), urgency=Urgency.REMINDER, topic=ACTIVITIES
    ),
    Step.LAST.value: MailKind(
        prepare, label=_("Sidste mail om frivilligt arbejde"), urgency=Urgency.REMINDER, topic=ACTIVITIES
    ),
}
