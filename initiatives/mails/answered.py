"""The mails when a board has answered: to the board (M4), and to the person responsible for the case."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, InDanish, Letter, MailKind
from accounts.templatetags.portal import day
from initiatives.checklist import assess
from initiatives.models import BoardSeat, Department, Initiative, ResidentDecision
from initiatives.resident_wording import by_what_way, residents_said, said
from initiatives.residents import correctable_until, minutes_wanted
from initiatives.wording import in_short

from .boards import NOT_ON_THE_BOARD, gets_mail, on_the_board_of, receipt_link
from .staff import responsible_for
from .topics import ANSWERS, RECEIPTS, RESIDENTS


def prepare_receipt(mail: OutgoingMail) -> Letter | Cancel:
    """M4, to the whole board."""
    decision = _decision(mail)
    if decision is None:
        return Cancel(_("Svaret er rettet siden."))
    seats = BoardSeat.objects.in_office(timezone.localdate())
    if not seats.filter(person=mail.recipient, department=decision.department).exists():
        return Cancel(NOT_ON_THE_BOARD)
    until = gettext("Er der en fejl? Så kan du rette svaret frem til den %(day)s.") % {
        "day": day(correctable_until(decision))
    }
    lines = [gettext("Tak. Vi har fået jeres svar.")]
    if decision.answered_by_id != mail.recipient_id:
        lines.append(gettext("%(person)s har svaret for bestyrelsen.") % {"person": decision.sender})
    lines.append(gettext("I har svaret, at %(said)s.") % {"said": said(decision)})
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        until = gettext("Har I spurgt dem? Så kan du svare igen.")
        after = _what_next_when_not_asked(decision)
    elif decision.says_yes:
        after = gettext("Nu ser AAB på resten. Du får en mail, når der er svar.")
    else:
        after = gettext("Så starter indsatsen ikke hos jer. Tak, fordi I spurgte beboerne.")
    return Letter(
        subject=gettext("Tak, vi har fået jeres svar"),
        lines_before=[*lines, until],
        button_label=gettext("Se dit svar")
        if decision.answered_by_id == mail.recipient_id
        else gettext("Se svaret"),
        button_path=receipt_link(mail.recipient, decision),
        lines_after=[after],
        contact=decision.initiative.responsible,
        why=on_the_board_of(decision.department),
    )


def _what_next_when_not_asked(decision: ResidentDecision) -> str:
    parts = []
    if decision.will_ask_on:
        parts.append(
            gettext("I spørger dem den %(day)s. Vi skriver igen, når dagen er gået.")
            % {"day": day(decision.will_ask_on)}
        )
    if decision.wants_help:
        parts.append(
            gettext("%(contact)s ringer til jer og hjælper.") % {"contact": decision.initiative.responsible}
        )
    return " ".join(parts)


def prepare_entered(mail: OutgoingMail) -> Letter | Cancel:
    """To the board, when staff have written its answer down: it may object."""
    decision = _decision(mail)
    if decision is None:
        return Cancel(_("Svaret er rettet siden."))
    if not gets_mail(mail.recipient, decision.department):
        return Cancel(NOT_ON_THE_BOARD)
    return Letter(
        subject=gettext("Vi har skrevet jeres svar ind. Passer det?"),
        lines_before=[
            gettext('%(person)s fra AAB har skrevet jeres svar ind om "%(name)s". Det kom %(way)s.')
            % {
                "person": decision.entered_by,
                "name": decision.initiative.name,
                "way": by_what_way(decision),
            },
            gettext("Svaret er, at %(said)s.") % {"said": said(decision)},
            gettext("Passer det ikke? Så kan du rette svaret frem til den %(day)s.")
            % {"day": day(correctable_until(decision))},
        ],
        button_label=gettext("Se svaret"),
        button_path=receipt_link(mail.recipient, decision),
        lines_after=[gettext("Er det rigtigt, skal du ikke gøre noget.")],
        contact=decision.entered_by,
        why=on_the_board_of(decision.department),
    )


def prepare_not_yes(mail: OutgoingMail) -> Letter | Cancel:
    """To the person responsible: a department said no, or has not asked its residents."""
    decision = _decision(mail)
    if decision is None or decision.says_yes:
        return Cancel(_("Svaret er rettet siden."))
    initiative = decision.initiative
    names = {"department": decision.department.title, "name": in_short(initiative.name, 30)}
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        subject = gettext("%(department)s har ikke spurgt beboerne endnu") % names
        lines = [
            gettext('Bestyrelsen i %(department)s har svaret om "%(name)s". Beboerne er ikke spurgt endnu.')
            % (names | {"name": initiative.name})
        ]
        if decision.will_ask_on:
            lines.append(
                gettext("De spørger dem den %(day)s. Vi skriver til bestyrelsen igen, når dagen er gået.")
                % {"day": day(decision.will_ask_on)}
            )
        if decision.wants_help:
            lines.append(gettext("De vil gerne have hjælp. Ring til dem."))
    else:
        subject = gettext("%(department)s sagde nej til %(name)s") % names
        lines = [f"{decision.department.title}: {residents_said(decision)}"]
        if decision.wishes:
            lines.append(InDanish(f'"{decision.wishes}"'))
        lines.append(
            gettext(
                "Så kan indsatsen ikke starte der. Du kan tage afdelingen ud eller tale med bestyrelsen om en ny "
                "plan."
            )
        )
    return Letter(
        subject=subject,
        lines_before=lines,
        button_label=gettext("Se svarene"),
        button_path=reverse("initiatives:residents", args=[initiative.pk]),
        why=responsible_for(initiative, mail.recipient),
    )


def prepare_all_said_yes(mail: OutgoingMail) -> Letter | Cancel:
    """To the person responsible, when the last department has said yes."""
    initiative = Initiative.everything.select_related("responsible").filter(pk=mail.about_id).first()
    if initiative is None or not initiative.is_editable:
        return Cancel(_("Indsatsen er ikke en kladde længere."))
    own = Department.objects.own().filter(participations__initiative=initiative)
    departments = list(own.select_related("organisation"))
    said_yes = {d.department_id for d in initiative.resident_decisions.current() if d.says_yes}
    if not departments or {department.pk for department in departments} - said_yes:
        return Cancel(_("Ikke alle afdelinger har sagt ja længere."))
    if len(departments) == 1:
        yes = gettext("%(department)s har sagt ja.") % {"department": departments[0].title}
    elif len(departments) == 2:
        yes = gettext("Begge afdelinger har sagt ja.")
    else:
        yes = gettext("Alle %(count)s afdelinger har sagt ja.") % {"count": len(departments)}
    assessment = assess(initiative)
    missing = len(assessment.blocking)
    if assessment.holds:
        after, label, page = gettext("Du kan sende."), gettext("Se det igennem, og send"), "initiatives:send"
    else:
        after = ngettext(
            "Der mangler %(count)s ting, før du kan sende.",
            "Der mangler %(count)s ting, før du kan sende.",
            missing,
        ) % {"count": missing}
        label, page = gettext("Se, hvad der mangler"), "initiatives:checklist"
    return Letter(
        subject=gettext("%(name)s: beboerne har sagt ja") % {"name": in_short(initiative.name, 36)},
        lines_before=[f"{yes} {after}", gettext('Det gælder "%(name)s".') % {"name": initiative.name}],
        button_label=label,
        button_path=reverse(page, args=[initiative.pk]),
        why=responsible_for(initiative, mail.recipient),
    )


def _decision(mail: OutgoingMail) -> ResidentDecision | None:
    """The answer, if it still stands."""
    found = ResidentDecision.objects.current().select_related(
        "initiative__responsible", "department__organisation", "answered_by", "entered_by", "request"
    )
    return found.filter(pk=mail.about_id).first()


def prepare_objection(mail: OutgoingMail) -> Letter | Cancel:
    """To the person responsible: the board does not agree with what staff wrote in its name."""
    decision = _decision(mail)
    if decision is None or not decision.objected_at:
        return Cancel(_("Svaret er rettet siden."))
    initiative = decision.initiative
    names = {"department": decision.department.title, "name": initiative.name, "words": decision.objection}
    return Letter(
        subject=gettext("%(department)s er ikke enig i svaret") % names,
        lines_before=[
            gettext('Bestyrelsen i %(department)s er ikke enig i det svar, vi skrev ind om "%(name)s".')
            % names,
            gettext('De skriver: "%(words)s"') % names,
        ],
        button_label=gettext("Se svarene"),
        button_path=reverse("initiatives:residents", args=[initiative.pk]),
        lines_after=[gettext("Tal med bestyrelsen. Sagen kan ikke blive godkendt, før det er på plads.")],
        contact=None,
        why=responsible_for(initiative, mail.recipient),
    )


def prepare_minutes_wanted(mail: OutgoingMail) -> Letter | Cancel:
    """To the board, once: the minutes that were to follow have not come."""
    decision = _decision(mail)
    if decision is None or not minutes_wanted(decision, timezone.localdate()):
        return Cancel(_("Referatet er kommet, eller svaret er rettet siden."))
    if not gets_mail(mail.recipient, decision.department):
        return Cancel(NOT_ON_THE_BOARD)
    names = {"name": decision.initiative.name, "department": decision.department.title}
    path = receipt_link(mail.recipient, decision)
    return Letter(
        subject=gettext("Er referatet klar? Send det for %(department)s") % names,
        lines_before=[
            gettext('I har svaret om "%(name)s". I skrev, at referatet kommer senere.') % names,
            gettext("Er det klar nu? Så tag et billede af det, og send det. Det tager 1 minut."),
        ],
        button_label=gettext("Send referatet"),
        button_path=path,
        lines_after=[
            gettext("Det er nok, at én af jer gør det. Du får ikke flere mails om det."),
        ],
        contact=decision.initiative.responsible,
        why=on_the_board_of(decision.department),
        digest=DigestLine(title=gettext("Send referatet om %(name)s") % names, path=path, minutes=1),
    )


KINDS = {
    "minutes_wanted": MailKind(
        prepare_minutes_wanted,
        urgency=Urgency.REMINDER,
        label=_("Referatet mangler"),
        topic=RESIDENTS,
    ),
    "resident_decision_objection": MailKind(prepare_objection, label=_("Indsigelse fra bestyrelsen")),
    "resident_decision_receipt": MailKind(
        prepare_receipt, label=_("Kvittering til bestyrelsen"), topic=RECEIPTS
    ),
    "resident_decision_entered": MailKind(
        prepare_entered, label=_("Svar skrevet ind for bestyrelsen"), topic=RECEIPTS
    ),
    "resident_decision_not_yes": MailKind(
        prepare_not_yes, label=_("Beboerne sagde nej, eller er ikke spurgt"), topic=ANSWERS
    ),
    "residents_all_said_yes": MailKind(
        prepare_all_said_yes, label=_("Alle afdelinger har sagt ja"), topic=ANSWERS
    ),
}
