"""The welcome to whoever was elected to a department's board (M12), and questions about volunteer work."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.tasklinks import link_for
from accounts.templatetags.portal import day
from initiatives.models import EDITABLE, BoardSeat, DisplacementRequest
from initiatives.overlaps import TASK

from .boards import NOT_ON_THE_BOARD, gets_mail, on_the_board_of


def prepare_welcome(mail: OutgoingMail) -> Letter | Cancel:
    """M12."""
    today = timezone.localdate()
    seats = BoardSeat.objects.in_office(today).select_related(
        "department__organisation", "department__consultant"
    )
    seat = seats.filter(pk=mail.about_id, person=mail.recipient).first()
    if seat is None:
        return Cancel(_("Personen sidder ikke i bestyrelsen."))
    department = seat.department
    said = {"department": department.title}
    return Letter(
        subject=gettext("Velkommen til bestyrelsen i %(department)s") % said,
        lines_before=[
            gettext("Tillykke med valget til bestyrelsen i %(department)s.") % said,
            gettext(
                "AAB bruger en hjemmeside, hvor du kan følge de sociale indsatser hos jer. Du skal ikke lære et nyt "
                "system. Du får en mail, når vi har brug for dig, og der er et link til den rigtige side."
            ),
        ],
        button_label=gettext("Se din afdeling"),
        button_path=reverse("department_home", args=[department.address_number]),
        lines_after=[gettext("Vil du hellere have papir eller et opkald? Svar på mailen, så gør vi det.")],
        contact=department.consultant,
        why=on_the_board_of(department),
    )


def prepare_displacement(mail: OutgoingMail) -> Letter | Cancel:
    """The board is asked whether an initiative takes over what residents do themselves."""
    found = DisplacementRequest.objects.select_related(
        "initiative__responsible", "department__organisation"
    ).filter(pk=mail.about_id)
    request = found.first()
    if request is None or request.closed_at or request.initiative.status not in EDITABLE:
        return Cancel(_("Spørgsmålet er besvaret, eller sagen er kommet videre."))
    if not gets_mail(mail.recipient, request.department):
        return Cancel(NOT_ON_THE_BOARD)
    path = link_for(mail.recipient, TASK, request.pk).path
    said = {"name": request.initiative.name, "day": day(request.deadline_on)}
    return Letter(
        subject=gettext("Går det ud over det, I selv laver? (2 min.)"),
        lines_before=[
            gettext(
                'AAB vil gerne starte "%(name)s" med penge udefra. Den må ikke tage over for det, beboerne selv gør.'
            )
            % said,
            gettext("Vil du svare for bestyrelsen?"),
        ],
        button_label=gettext("Svar her"),
        button_path=path,
        lines_after=[gettext("Svar senest %(day)s. Det er nok, at én af jer svarer.") % said],
        contact=request.initiative.responsible,
        why=on_the_board_of(request.department),
        digest=DigestLine(
            title=gettext("Svar, om %(name)s går ud over det, I selv laver") % said,
            path=path,
            deadline=gettext("Frist %(day)s") % said,
            minutes=2,
        ),
    )


KINDS = {
    "board_welcome": MailKind(prepare_welcome, label=_("Velkommen til bestyrelsen")),
    "displacement_asked": MailKind(prepare_displacement, label=_("Går det ud over det, I selv laver?")),
    "displacement_reminder": MailKind(
        prepare_displacement,
        label=_("Påmindelse: går det ud over det, I selv laver?"),
        urgency=Urgency.REMINDER,
    ),
}
