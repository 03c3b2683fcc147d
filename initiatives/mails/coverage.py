"""The mail to boards whose department lacks something that AAB helps with (K13)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, User
from accounts.outbox import Cancel, Letter, MailKind
from initiatives.coverage import Subject, coverage_of
from initiatives.coverage_mails import KIND
from initiatives.models import Department

from .boards import NOT_ON_THE_BOARD, gets_mail, on_the_board_of


def prepare_missing(mail: OutgoingMail) -> Letter | Cancel:
    department = Department.objects.select_related("organisation").get(pk=mail.about_id)
    subject = Subject(mail.data["subject"])
    if not gets_mail(mail.recipient, department):
        return Cancel(NOT_ON_THE_BOARD)
    if not coverage_of(department, timezone.localdate()).cell(subject).is_gap:
        return Cancel(_("Afdelingen mangler det ikke længere."))
    return missing_letter(department, subject, contact=mail.queued_by)


def missing_letter(department: Department, subject: Subject, *, contact: User | None) -> Letter:
    """The letter to one board; also shown to staff before they send it."""
    name = {"department": department.title}
    match subject:
        case Subject.DEBT:
            title = gettext("Gældsrådgivning i %(department)s?") % name
            lines = [
                gettext("Så vidt vi ved, er der ingen gældsrådgivning i %(department)s.") % name,
                gettext("En rådgiver kan hjælpe beboere, før de mister deres bolig."),
                gettext(
                    "Vil I have det hos jer? Eller har I det allerede? Svar på mailen, så taler vi om det."
                ),
            ]
        case Subject.CARETAKER:
            title = gettext("Social vicevært i %(department)s?") % name
            lines = [
                gettext("Så vidt vi ved, er der ingen social vicevært i %(department)s.") % name,
                gettext("En social vicevært taler med beboere, som har det svært, og finder hjælp."),
                gettext(
                    "Vil I have det hos jer? Eller har I det allerede? Svar på mailen, så taler vi om det."
                ),
            ]
        case Subject.BRIDGE:
            title = gettext("Foreninger i %(department)s?") % name
            lines = [
                gettext("Så vidt vi ved, er ingen forening tæt på %(department)s.") % name,
                gettext("Vi kan hjælpe med at finde foreninger, som vil lave noget hos jer."),
                gettext("Kender I nogen? Eller vil I have hjælp? Svar på mailen, så taler vi om det."),
            ]
        case _rest:
            title = gettext("Hvad laver I selv i %(department)s?") % name
            lines = [
                gettext("Vi ved ikke, hvad beboerne i %(department)s laver sammen i dag.") % name,
                gettext("Det er vigtigt: en ny indsats må ikke tage over for det, I selv gør."),
                gettext("Skriv et par linjer om det i portalen. Det tager ca. 3 minutter."),
            ]
    return Letter(
        subject=title,
        lines_before=lines,
        button_label=gettext("Se jeres afdeling"),
        button_path=reverse("department_home", args=[department.address_number]),
        contact=contact,
        why=on_the_board_of(department),
    )


KINDS = {KIND: MailKind(prepare_missing, label=_("Noget mangler i afdelingen"))}
