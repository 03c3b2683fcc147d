"""The mails when a case was changed after a board answered: to the board, and back to the one responsible."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, Letter, MailKind
from accounts.templatetags.portal import day
from initiatives.checklist import assess_point
from initiatives.models import BoardRequest, LookAgain
from initiatives.residents.changes import last_said_fine, open_marks
from initiatives.wording import in_short

from .asking import open_request
from .boards import answer_link, on_the_board_of
from .staff import responsible_for


def prepare_change(mail: OutgoingMail) -> Letter | Cancel:
    """To each member of the board: something changed after you answered."""
    request = open_request(mail)
    if isinstance(request, Cancel):
        return request
    differences = [
        row for mark in open_marks(request.initiative, request.department) for row in mark.differences
    ]
    if not differences:
        return Cancel(_("Ændringen er taget tilbage."))
    names = {
        "name": request.initiative.name,
        "department": request.department.title,
        "day": day(request.deadline_on),
    }
    count = len(differences)
    subject = gettext("Er det stadig i orden? %(name)s")
    opening = gettext('Vi har ændret "%(name)s", efter at I svarede ja.')
    if request.initiative.amends_id is not None:
        subject = gettext("Er ændringen i orden? %(name)s")
        opening = gettext('Vi foreslår en ændring af "%(name)s", som I har sagt ja til.')
    return Letter(
        subject=subject % {"name": in_short(request.initiative.name, 36)},
        lines_before=[
            opening % names,
            ngettext(
                "Der er %(count)s ændring. Vil du se på den for bestyrelsen i %(department)s? Det tager ca. 1 minut.",
                "Der er %(count)s ændringer. Vil du se på dem for bestyrelsen i %(department)s? Det tager ca. 1 minut.",
                count,
            )
            % (names | {"count": count}),
        ],
        button_label=gettext("Se ændringen"),
        button_path=answer_link(mail.recipient, request),
        lines_after=[
            gettext("Er det stadig i orden, skal du bare trykke på én knap."),
            gettext("Svar senest %(day)s. Det er nok, at én af jer svarer.") % names,
        ],
        contact=request.initiative.responsible,
        why=on_the_board_of(request.department),
    )


def prepare_fine(mail: OutgoingMail) -> Letter | Cancel:
    """To the person responsible: the board says that it is still in order."""
    found = BoardRequest.objects.select_related("initiative__responsible", "department__organisation")
    request = found.filter(pk=mail.about_id).first()
    said = last_said_fine(request.initiative, request.department) if request else None
    if said is None:
        return Cancel(_("Bestyrelsen har svaret på en anden måde."))
    names = {
        "name": request.initiative.name,
        "department": request.department.title,
        "person": said.cleared_by,
    }
    return Letter(
        subject=gettext("%(department)s siger, at det stadig er i orden") % names,
        lines_before=[
            gettext('%(person)s har set på "%(name)s" igen.') % names,
            gettext("Det, I har ændret, er i orden."),
        ],
        button_label=gettext("Se svarene"),
        button_path=reverse("initiatives:residents", args=[request.initiative_id]),
        why=responsible_for(request.initiative, mail.recipient),
    )


def prepare_explanation(mail: OutgoingMail) -> Letter | Cancel:
    """To the person responsible: the day has come to look at an explanation again."""
    mark = LookAgain.objects.open().select_related("initiative__responsible").filter(pk=mail.about_id).first()
    if mark is None:
        return Cancel(_("Der er set på forklaringen."))
    initiative = mark.initiative
    point = assess_point(initiative, mark.requirement_key)
    if point is None or point.explanation is None:
        return Cancel(_("Der er set på forklaringen."))
    return Letter(
        subject=gettext("Se på forklaringen igen: %(name)s") % {"name": in_short(initiative.name, 32)},
        lines_before=[
            gettext('I ville se igen på forklaringen af "%(point)s". Det er nu.') % {"point": point.name},
            gettext('Det gælder "%(name)s".') % {"name": initiative.name},
        ],
        button_label=gettext("Se forklaringen"),
        button_path=reverse("initiatives:point", args=[initiative.pk, mark.requirement_key]),
        lines_after=[gettext("Passer den stadig? Så tryk på én knap. Ellers skriv en ny.")],
        why=responsible_for(initiative, mail.recipient),
    )


KINDS = {
    "explanation_look_again": MailKind(
        prepare_explanation, label=_("Se på en forklaring igen"), urgency=Urgency.REMINDER
    ),
    "resident_change_asked": MailKind(prepare_change, label=_("Vis bestyrelsen en ændring")),
    "resident_change_fine": MailKind(prepare_fine, label=_("Ændringen er i orden")),
}
