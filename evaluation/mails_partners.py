"""The mail to a contact outside AAB: a link that opens the chosen goals and nothing else."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.outbox import Cancel, InDanish, Letter, MailKind
from accounts.tasklinks import link_for
from initiatives.wording import in_short

from . import figures
from .inviting import KIND
from .models import Invitation


def prepare_invited(mail: OutgoingMail) -> Letter | Cancel:
    row = (
        Invitation.objects.select_related("partnership__initiative__responsible", "partnership__partner")
        .filter(pk=mail.about_id)
        .first()
    )
    if row is None or not row.works_on(timezone.localdate()):
        return Cancel(_("Indbydelsen er lukket."))
    initiative = row.partnership.initiative
    goals = list(row.criteria.all())
    words = {
        "name": initiative.name,
        "short_name": in_short(initiative.name, 30),
        "partner": row.partnership.partner,
        "day": figures.day(row.expires_on),
        "count": len(goals),
    }
    before = [gettext("%(partner)s er med i %(name)s sammen med AAB.") % words]
    if goals:
        before.append(
            ngettext(
                "Vil du skrive et tal for os? Det tager ca. 3 minutter:",
                "Vil du skrive %(count)s tal for os? Det tager ca. 3 minutter:",
                len(goals),
            )
            % words
        )
        before += [InDanish(goal.name) for goal in goals]
    if row.may_evaluate:
        before.append(gettext("Vi skriver også til dig, når det er tid til at se på, hvordan det går."))
    return Letter(
        subject=gettext("Vil du skrive tal om %(short_name)s?") % words,
        lines_before=before,
        button_label=gettext("Skriv tallene"),
        button_path=link_for(mail.recipient, KIND, row.pk, expires_on=row.expires_on).path,
        lines_after=[gettext("Linket virker til %(day)s. Du kan bruge det flere gange.") % words],
        contact=initiative.responsible,
        why=gettext("Du får mailen, fordi AAB har indbudt dig til at svare for %(partner)s.") % words,
    )


KINDS = {"partner_invited": MailKind(prepare_invited, label=_("Indbydelse til at skrive tal"))}
