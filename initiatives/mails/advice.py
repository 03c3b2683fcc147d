"""The mails about a board's question: to whoever is to help, and back to the one who asked."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.outbox import Cancel, Letter, MailKind
from initiatives import rules
from initiatives.models import AdviceRequest

from .boards import NOT_ON_THE_BOARD, on_the_board_of


def prepare_asked(mail: OutgoingMail) -> Letter | Cancel:
    request = _request(mail)
    if request is None or request.closed_at:
        return Cancel(_("Der er svaret."))
    said = {"department": request.department.title}
    return Letter(
        subject=gettext("%(department)s beder om hjælp") % said,
        lines_before=[
            gettext("Bestyrelsen i %(department)s vil gerne have hjælp.") % said,
            f"{request.get_topic_display()}.",
        ],
        button_label=gettext("Se spørgsmålet"),
        button_path=reverse("initiatives:advice", args=[request.pk]),
        lines_after=[gettext("Tag det, hvis det er dig, der svarer. Så kan andre se det.")],
        contact=None,
        why=gettext("Du får mailen, fordi du er konsulent for afdelingen eller leder."),
    )


def prepare_answered(mail: OutgoingMail) -> Letter | Cancel:
    request = _request(mail)
    if request is None or not request.closed_at:
        return Cancel(_("Der er ikke svaret endnu."))
    if not rules.sits_on_the_board_of(mail.recipient, request.department, timezone.localdate()):
        return Cancel(NOT_ON_THE_BOARD)
    if request.initiative_id:
        came = gettext("Det er blevet til en kladde til en indsats. I bliver spurgt, før den kan starte.")
    else:
        came = gettext("Her er svaret: %(answer)s") % {"answer": request.answer}
    return Letter(
        subject=gettext("Svar på jeres spørgsmål til AAB"),
        lines_before=[
            gettext("I bad om hjælp: %(topic)s.") % {"topic": request.get_topic_display().lower()},
            came,
        ],
        button_label=gettext("Se jeres spørgsmål"),
        button_path=reverse("initiatives:help_wanted", args=[request.department.address_number]),
        lines_after=[gettext("Er det ikke svar nok, så ring.")],
        contact=request.owner,
        why=on_the_board_of(request.department),
    )


def _request(mail: OutgoingMail) -> AdviceRequest | None:
    found = AdviceRequest.objects.select_related("department__organisation", "owner")
    return found.filter(pk=mail.about_id).first()


KINDS = {
    "advice_asked": MailKind(prepare_asked, label=_("En bestyrelse beder om hjælp")),
    "advice_answered": MailKind(prepare_answered, label=_("Svar på en bestyrelses spørgsmål")),
}
