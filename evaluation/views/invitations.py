"""Inviting partners and the municipality (staff), and the one page that an invited contact opens."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import log_in_and_come_back
from accounts.models import TaskLink
from accounts.tasklinks import answering_person
from evaluation import rules
from evaluation.forms.invitations import InvitationForm, PartnerFiguresForm
from evaluation.inviting import KIND, invite, report, revoke
from evaluation.models import EvaluationPlan, Invitation
from evaluation.results import goals_of
from initiatives.models import Initiative
from initiatives.views.case import case_to_read
from initiatives.workflow import Refused

WORKS_DAYS = 60


def _case(request: HttpRequest, pk: int) -> Initiative:
    initiative = case_to_read(request, pk)
    if not rules.may_plan(request.user, initiative):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan indbyde."))
    return initiative


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is invited, what each may write, whether the link has been used; and a new invitation."""
    initiative = _case(request, pk)
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        initiative=initiative,
        initial=_initial(initiative),
    )
    if request.method == "POST" and form.is_valid():
        try:
            invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, gettext("Indbydelsen er sendt til %(mail)s.") % {"mail": form.cleaned_data["email"]}
            )
            return redirect("evaluation:invitations", initiative.pk)
    rows = list(
        Invitation.objects.filter(partnership__initiative=initiative)
        .select_related("partnership__partner", "person", "invited_by", "revoked_by")
        .prefetch_related("criteria")
    )
    links = TaskLink.objects.filter(
        kind=KIND, object_id__in=[row.pk for row in rows], started_at__isnull=False
    )
    opened = dict(links.order_by("-started_at").values_list("object_id", "started_at"))
    context = {
        "initiative": initiative,
        "form": form if initiative.partnerships.exists() else None,
        "rows": [(row, opened.get(row.pk)) for row in rows],
        "may_invite": initiative.status in rules.MEASURABLE,
    }
    return render(request, "evaluation/invitations.html", context)


def _initial(initiative: Initiative) -> dict:
    """The only partner and its contact are filled in; the link works for two months."""
    partners = list(initiative.partnerships.all()[:2])
    plan = EvaluationPlan.objects.filter(initiative=initiative).first()
    found = {
        "expires_on": timezone.localdate() + dt.timedelta(WORKS_DAYS),
        "may_evaluate": plan is not None and plan.answered_by_role == EvaluationPlan.Role.PARTNER,
    }
    if len(partners) == 1:
        found |= {
            "partnership": partners[0].pk,
            "email": partners[0].contact_email,
            "role": partners[0].contact,
        }
    return found


@require_POST
def close(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Close an invitation: its links stop at once."""
    initiative = _case(request, pk)
    rows = Invitation.objects.filter(partnership__initiative=initiative)
    row = get_object_or_404(rows.select_related("partnership__initiative", "person"), pk=invitation)
    if revoke(row, by=request.user):
        messages.success(request, gettext("Indbydelsen er lukket. Linket virker ikke længere."))
    else:
        messages.warning(request, gettext("Indbydelsen var lukket i forvejen."))
    return redirect("evaluation:invitations", initiative.pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_figures(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """The goals of the invitation, a box for each; nothing else of the case is shown."""
    person = answering_person(request, KIND, invitation)
    if person is None:
        return log_in_and_come_back(request)
    rows = Invitation.objects.working(timezone.localdate()).select_related(
        "partnership__initiative__responsible", "partnership__partner"
    )
    row = get_object_or_404(rows, pk=invitation, partnership__initiative=pk, person=person)
    initiative = row.partnership.initiative
    if initiative.status not in rules.MEASURABLE:
        raise Http404
    goals = goals_of(initiative, criteria=list(row.criteria.all()))
    form = PartnerFiguresForm(
        request.POST if request.method == "POST" else None,
        goals=goals,
        initial={"measured_on": timezone.localdate()},
    )
    context = {"initiative": initiative, "invitation": row, "goals": goals, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            count = report(
                row,
                values=form.values(),
                measured_on=form.cleaned_data["measured_on"],
                note=form.cleaned_data["note"],
                by=person,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("Tak. %(count)s tal er sendt.", "Tak. %(count)s tal er sendt.", count)
            messages.success(request, said % {"count": count})
            return redirect("evaluation:partner_figures", pk, invitation)
    return render(request, "evaluation/partner_figures.html", context)
