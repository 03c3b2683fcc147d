"""Inviting a partner's contact to write figures, and closing the invitation again.

The contact becomes a person in the portal without a seat or employment, who sees nothing of it; the link in
the mail opens the chosen goals of one case, and only them (accounts/tasklinks.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts import outbox
from accounts.models import User
from accounts.tasklinks import revoke_links
from initiatives.history import record
from initiatives.models import Partnership
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .measuring import measure
from .models import Evaluation, Invitation, SuccessCriterion
from .rules import MEASURABLE

KIND = "partner_figures"
EVALUATION = "evaluation"


@transaction.atomic
def invite(
    partnership: Partnership,
    *,
    email: str,
    role: str,
    criteria: Iterable[SuccessCriterion],
    expires_on: dt.date,
    by: User,
    may_evaluate: bool = False,
) -> Invitation:
    """Invite a contact and send the link. `role` is what the person is there, such as "Teamlederen".

    Raises Refused before the initiative is approved, and ValidationError for a day that has gone, without a
    goal, or when the contact is invited already.
    """
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan indbyde."))
    initiative = lock_for_change(partnership.initiative)
    if initiative.status not in MEASURABLE:
        raise Refused(gettext("Indsatsen er ikke godkendt. I kan indbyde, når den er."))
    criteria = list(criteria)
    if expires_on <= timezone.localdate():
        raise ValidationError({"expires_on": gettext("Linket skal virke mindst til i morgen")})
    if not criteria and not may_evaluate:
        raise ValidationError({"criteria": gettext("Vælg mindst ét mål")})
    person = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=role)
    if Invitation.objects.filter(partnership=partnership, person=person, revoked_at=None).exists():
        raise ValidationError(gettext("Kontakten er allerede indbudt. Luk den gamle indbydelse først."))
    row = Invitation(
        partnership=partnership,
        person=person,
        may_evaluate=may_evaluate,
        expires_on=expires_on,
        invited_by=by,
        invited_at=timezone.now(),
    )
    row.full_clean(exclude=["partnership", "person", "invited_by", "revoked_by"], validate_constraints=False)
    row.save()
    row.criteria.set(criteria)
    with override("da"):
        record(
            initiative,
            by=by,
            kind="invitation",
            sentence=gettext_noop("Indbød %(who)s hos %(partner)s til at skrive tal frem til %(day)s"),
            params={"who": role, "partner": str(partnership.partner), "day": figures.whole_day(expires_on)},
            words=", ".join(criterion.name for criterion in criteria),
        )
    outbox.queue("partner_invited", to=person, about=row, occurrence="invited", by=by)
    return row


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> bool:
    """Close an invitation and its links from this moment on. False when it was closed already."""
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan lukke en indbydelse."))
    initiative = lock_for_change(invitation.partnership.initiative)
    open_now = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if not open_now.update(revoked_at=timezone.now(), revoked_by=by):
        return False
    revoke_links(kind=KIND, object_id=invitation.pk)
    for row in Evaluation.objects.filter(partnership=invitation.partnership):
        revoke_links(kind=EVALUATION, object_id=row.pk, person=invitation.person)
    record(
        initiative,
        by=by,
        kind="invitation",
        sentence=gettext_noop("Lukkede indbydelsen til %(who)s hos %(partner)s"),
        params={"who": str(invitation.person), "partner": str(invitation.partnership.partner)},
    )
    return True


@transaction.atomic
def report(
    invitation: Invitation,
    *,
    values: Mapping[SuccessCriterion, Decimal],
    measured_on: dt.date,
    note: str,
    by: User,
) -> int:
    """The contact's figures: reported, to be approved by AAB. Returns how many were written.

    Raises Refused when the invitation does not work any more or a goal is not among its own.
    """
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not current.works_today or current.person_id != by.pk:
        raise Refused(gettext("Indbydelsen virker ikke længere. Ring til AAB."))
    own = set(current.criteria.values_list("pk", flat=True))
    for criterion, value in values.items():
        if criterion.pk not in own:
            raise Refused(gettext("Du kan kun skrive de tal, du er spurgt om."))
        measure(criterion, value=value, measured_on=measured_on, note=note, by=by)
    return len(values)


def contacts_of(partnerships: Iterable[int], on: dt.date) -> dict[int, list[User]]:
    """{partnership: the contacts who answer its evaluations today}, in one query."""
    rows = Invitation.objects.working(on).filter(
        partnership__in=list(partnerships), may_evaluate=True, person__is_active=True
    )
    found: dict[int, list[User]] = {}
    for row in rows.select_related("person"):
        found.setdefault(row.partnership_id, []).append(row.person)
    return found
