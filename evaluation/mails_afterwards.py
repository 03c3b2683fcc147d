"""The mails about what comes after: does it still run, who carries it on, and the stop date of a pilot.

Each is written at the moment of sending, and not at all when it has been answered or looked at meanwhile.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, Urgency
from accounts.outbox import Cancel, DigestLine, InDanish, Letter, MailKind
from accounts.tasklinks import link_for
from initiatives.models import Initiative, Status
from initiatives.wording import in_short

from . import figures
from .continuing import look_due, looked_at
from .following_up import may_follow_up, step_on
from .models import FollowUp, PilotPlan
from .pilots import step_on as pilot_step_on
from .pilots import what_it_teaches

FOLLOW_UP = "follow_up"


def prepare_follow_up(mail: OutgoingMail) -> Letter | Cancel:
    """One button to a page where one press answers."""
    row = FollowUp.objects.select_related("initiative__responsible").filter(pk=mail.about_id).first()
    if row is None:
        return Cancel(_("Opfølgningen findes ikke længere."))
    if row.answered_at:
        return Cancel(_("Der er svaret."))
    if step_on(row, timezone.localdate()) != mail.kind:
        return Cancel(_("Det er for sent eller for tidligt til netop den mail."))
    if not may_follow_up(mail.recipient, row.initiative):
        return Cancel(_("Personen skal ikke svare længere."))
    words = {
        "name": row.initiative.name,
        "short_name": in_short(row.initiative.name, 40),
        "months": row.months,
    }
    again = mail.kind != "follow_up_asked"
    path = reverse("evaluation:follow_up_link", args=[link_for(mail.recipient, FOLLOW_UP, row.pk).token])
    after = [gettext("Alle, vi har spurgt, har fået den samme mail. Det er nok, at én svarer.")]
    if again:
        after.append(gettext("Du får ikke flere mails om det. Svarer ingen, skriver vi, at vi ikke ved det."))
    is_own = mail.recipient_id == row.initiative.responsible_id
    return Letter(
        subject=gettext("Kører %(short_name)s endnu?") % words,
        lines_before=[
            gettext("Det er %(months)s måneder siden, %(name)s sluttede.") % words,
            gettext("Vil du fortælle os, om den kører endnu? Det tager ét tryk."),
        ],
        button_label=gettext("Svar med ét tryk"),
        button_path=path,
        lines_after=after,
        contact=None if is_own else row.initiative.responsible,
        why=gettext("Du får mailen, fordi du er ansvarlig for indsatsen.")
        if is_own
        else gettext("Du får mailen, fordi din bestyrelse var med i indsatsen."),
        digest=DigestLine(
            title=gettext("Fortæl, om %(name)s kører endnu") % words,
            path=path,
            minutes=1,
        ),
    )


def prepare_continuation(mail: OutgoingMail) -> Letter | Cancel:
    """To the responsible, 12, 6 and 3 months before the end."""
    initiative = (
        Initiative.objects.select_related("responsible", "continuation").filter(pk=mail.about_id).first()
    )
    months = look_due(initiative, looked_at(initiative), timezone.localdate()) if initiative else None
    if months is None or not mail.occurrence.endswith(f":{months}"):
        return Cancel(_("Planen er set efter, eller det er for sent til netop den mail."))
    if mail.recipient_id != initiative.responsible_id:
        return Cancel(_("Personen er ikke ansvarlig længere."))
    words = {
        "name": initiative.name,
        "short_name": in_short(initiative.name, 30),
        "day": figures.day(initiative.ends_on),
        "months": months,
    }
    plan = getattr(initiative, "continuation", None)
    before = [gettext("%(name)s slutter %(day)s.") % words]
    if plan is None:
        before.append(gettext("Ingen har skrevet, hvem der tager over bagefter. Aftal det nu, og skriv det."))
    else:
        before += [
            gettext("Planen siger: %(bearer)s.") % {"bearer": plan.get_bearer_display().lower()},
            *([InDanish(plan.who)] if plan.who else []),
            gettext("Passer det endnu? Tal med dem, der skal tage over."),
        ]
    path = reverse("evaluation:continuation", args=[initiative.pk])
    return Letter(
        subject=gettext("Hvem tager over efter %(short_name)s?") % words,
        lines_before=before,
        button_label=gettext("Se planen"),
        button_path=path,
        why=gettext("Du får mailen, fordi du er ansvarlig for indsatsen."),
        digest=DigestLine(
            title=gettext("Se efter, hvem der tager over efter %(name)s") % words, path=path, minutes=5
        ),
    )


def prepare_pilot(mail: OutgoingMail) -> Letter | Cancel:
    """To the responsible, two weeks before the stop date and on it."""
    plan = PilotPlan.objects.select_related("initiative__responsible").filter(pk=mail.about_id).first()
    today = timezone.localdate()
    if plan is None or plan.verdict:
        return Cancel(_("Forsøget er afgjort."))
    if plan.initiative.status != Status.RUNNING:
        return Cancel(_("Indsatsen er ikke i gang."))
    if mail.recipient_id != plan.initiative.responsible_id:
        return Cancel(_("Personen er ikke ansvarlig længere."))
    if pilot_step_on(plan, today) != mail.kind or mail.occurrence != plan.stop_on.isoformat():
        return Cancel(_("Stopdatoen er flyttet, eller det er for sent til netop den mail."))
    days = (plan.stop_on - today).days
    words = {
        "name": plan.initiative.name,
        "short_name": in_short(plan.initiative.name, 30),
        "day": figures.day(plan.stop_on),
        "days": days,
    }
    learn, stop = what_it_teaches(plan.initiative)
    before = [
        gettext("Stopdatoen for forsøget %(name)s er %(day)s.") % words,
        *([gettext("Det ville I lære:"), InDanish(learn)] if learn else []),
        *([gettext("Det her ville få jer til at stoppe:"), InDanish(stop)] if stop else []),
        gettext("Skal det bredes ud, laves om eller stoppe?"),
    ]
    path = reverse("evaluation:pilot", args=[plan.initiative_id])
    return Letter(
        subject=(
            ngettext(
                "%(days)s dag til stopdatoen: %(short_name)s",
                "%(days)s dage til stopdatoen: %(short_name)s",
                days,
            )
            if days > 0
            else gettext("Stopdatoen er her: %(short_name)s")
        )
        % words,
        lines_before=before,
        button_label=gettext("Afgør forsøget"),
        button_path=path,
        why=gettext("Du får mailen, fordi du er ansvarlig for indsatsen."),
        digest=DigestLine(
            title=gettext("Afgør forsøget %(name)s") % words,
            path=path,
            deadline=gettext("Frist %(day)s") % words,
            minutes=10,
        ),
    )


KINDS = {
    "follow_up_asked": MailKind(prepare_follow_up, label=_("Kører den endnu?"), urgency=Urgency.REMINDER),
    "follow_up_again": MailKind(
        prepare_follow_up, label=_("Kører den endnu? Sidste mail"), urgency=Urgency.REMINDER
    ),
    "continuation_look": MailKind(
        prepare_continuation, label=_("Hvem tager over bagefter?"), urgency=Urgency.REMINDER
    ),
    "pilot_stop_soon": MailKind(
        prepare_pilot, label=_("Snart stopdato for et forsøg"), urgency=Urgency.REMINDER
    ),
    "pilot_stop_today": MailKind(prepare_pilot, label=_("Stopdato for et forsøg"), urgency=Urgency.REMINDER),
}
