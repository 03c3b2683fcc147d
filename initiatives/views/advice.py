"""A board asks for help, and the inbox of those who help."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import rules
from initiatives.departments import advice as acts
from initiatives.forms.advice import AdviceAnswerForm, HelpForm
from initiatives.models import AdviceRequest, Department
from initiatives.workflow import Refused

MOST_CLOSED = 25


@require_http_methods(["GET", "HEAD", "POST"])
def help_wanted(request: HttpRequest, number: str) -> HttpResponse:
    """The board's own page: ask, and see what was asked and answered."""
    department = get_object_or_404(Department.objects.at_address(number).select_related("consultant"))
    if not rules.may_write_for_department(request.user, department):
        raise Http404
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.ask_for_help(department, by=request.user, **form.cleaned_data)
        messages.success(
            request, gettext("Tak. Vi har fået jeres spørgsmål og ringer eller skriver til jer.")
        )
        return redirect("initiatives:help_wanted", number)
    context = {
        "department": department,
        "form": form,
        "asked": department.advice_requests.select_related("owner", "initiative").order_by("-asked_at"),
    }
    return render(request, "initiatives/departments/help_wanted.html", context)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything boards have asked: who has it, where it stands, how many days. A board is led to its own page."""
    if not rules.works_for_aab(request.user):
        return _own_board(request)
    rows = AdviceRequest.objects.select_related("department__organisation", "owner", "initiative")
    context = {
        "waiting": rows.open().order_by("asked_at"),
        "closed": rows.filter(closed_at__isnull=False).order_by("-closed_at")[:MOST_CLOSED],
    }
    return render(request, "initiatives/departments/inbox.html", context)


def _own_board(request: HttpRequest) -> HttpResponse:
    """Where a board asks for help; those who sit on two choose one."""
    boards = rules.board_departments(request.user)
    if not boards:
        raise PermissionDenied(
            gettext("Her kan bestyrelser bede AAB om hjælp. Ring til os, hvis det er dig.")
        )
    if len(boards) == 1:
        return redirect("initiatives:help_wanted", boards[0].address_number)
    return render(request, "initiatives/departments/help_choose.html", {"boards": boards})


@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: take it, answer it, or make it an initiative."""
    rows = AdviceRequest.objects.visible_to(request.user, timezone.localdate())
    found = get_object_or_404(
        rows.select_related("department__organisation", "owner", "asked_by", "initiative", "closed_by"), pk=pk
    )
    if not rules.works_for_aab(request.user):
        return redirect("initiatives:help_wanted", found.department.address_number)
    form = AdviceAnswerForm(request.POST if request.POST.get("act") == "answer" else None)
    if request.method == "POST":
        try:
            match request.POST.get("act"):
                case "take":
                    acts.take(found, by=request.user)
                    messages.success(request, gettext("Det er nu hos dig."))
                    return redirect("initiatives:advice", pk)
                case "answer" if form.is_valid():
                    acts.answer(found, text=form.cleaned_data["text"], by=request.user)
                    messages.success(request, gettext("Svaret er sendt."))
                    return redirect("initiatives:advice_inbox")
                case "initiative":
                    draft = acts.make_initiative(found, by=request.user)
                    messages.success(request, gettext("Kladden er oprettet. Ret den til."))
                    return redirect("initiatives:edit", draft.pk)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("initiatives:advice", pk)
    return render(request, "initiatives/departments/advice.html", {"advice": found, "form": form})
