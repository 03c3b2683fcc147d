"""A department and its board, kept by staff (K14)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.departments.boards import (
    add_member,
    change_board,
    change_department,
    change_seat,
    open_questions,
)
from initiatives.forms.boards import (
    ChangedBoardForm,
    ChangeSeatForm,
    DepartmentForm,
    MemberForm,
    NewMemberForm,
)
from initiatives.forms.seen import clash_rows, seen_by
from initiatives.models import BoardSeat, Department, DepartmentEntry
from initiatives.together import EditedMeanwhile, texts_of
from initiatives.workflow import Refused

NEW_ROWS = 5


def department_to_keep(request: HttpRequest, number: str) -> Department:
    """The department at the address, for staff. Boards are told that staff keep this page."""
    found = get_object_or_404(Department.objects.at_address(number).select_related("consultant"))
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(
            gettext("Kun AAB's ansatte kan rette, hvem der sidder i bestyrelsen. Ring til os.")
        )
    return found


def seats_of(department: Department) -> list[BoardSeat]:
    """Everybody who sits there now or later, chair first."""
    seats = department.board_seats.exclude(until_on__lt=timezone.localdate()).select_related("person")
    return sorted(seats, key=lambda seat: (list(BoardSeat.Office).index(seat.office), seat.person.name))


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, number: str) -> HttpResponse:
    """Who sits on the board now? And one more member."""
    department = department_to_keep(request, number)
    today = timezone.localdate()
    form = MemberForm(request.POST or None, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            seat = add_member(
                department,
                member=form.member(),
                from_on=data["from_on"],
                until_on=data["until_on"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, gettext("%(name)s er skrevet ind.") % {"name": seat.person})
            return redirect("initiatives:board", number)
    # Those it was merged with had boards and a history too; there is no other page for them.
    all_of_it = [department, *department.merged_from.all()]
    former = BoardSeat.objects.filter(department__in=all_of_it, until_on__lt=today)
    context = {
        "department": department,
        "form": form,
        "seats": seats_of(department),
        "former": former.select_related("person", "department__organisation").order_by("-until_on"),
        "history": DepartmentEntry.objects.filter(department__in=all_of_it).select_related("by")[:30],
        "today": today,
    }
    return render(request, "initiatives/departments/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One seat: office, dates, paper."""
    department = department_to_keep(request, number)
    found = get_object_or_404(department.board_seats.select_related("person"), pk=pk)
    form = ChangeSeatForm(request.POST or None, initial=ChangeSeatForm.initial_from(found))
    context = {"department": department, "seat": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            change_seat(found, by=request.user, seen=seen_by(form), **form.wanted())
        except Refused as refusal:
            form.add_error("until_on", str(refusal))
        except EditedMeanwhile as clash:
            form.show_again(texts_of(department.board_seats.get(pk=pk), form.NAMES))
            context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
        else:
            messages.success(request, gettext("Posten er gemt."))
            return redirect("initiatives:board", number)
    status = 409 if "clash" in context else 200
    return render(request, "initiatives/departments/seat.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def changed(request: HttpRequest, number: str) -> HttpResponse:
    """ "Bestyrelsen er skiftet": who goes on, who is new, and who gets a mail about it."""
    department = department_to_keep(request, number)
    data = request.POST or None
    form = ChangedBoardForm(data, seats=seats_of(department), initial={"on": timezone.localdate()})
    rows = [NewMemberForm(data, prefix=f"ny{row}") for row in range(1, NEW_ROWS + 1)]
    valid = [each.is_valid() for each in (form, *rows)]
    if request.method == "POST" and all(valid):
        try:
            new = change_board(
                department,
                on=form.cleaned_data["on"],
                staying=form.staying_seats(),
                joining=[row.member() for row in rows if row.is_filled],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("staying", str(refusal))
        else:
            messages.success(
                request, gettext("Bestyrelsen er skiftet. Nye medlemmer: %(n)s.") % {"n": len(new)}
            )
            return redirect("initiatives:board", number)
    context = {
        "department": department,
        "form": form,
        "rows": rows,
        "forms": [form, *rows],
        "questions": open_questions(department),
    }
    return render(request, "initiatives/departments/board_changed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """What is known about the department."""
    department = department_to_keep(request, number)
    form = DepartmentForm(request.POST or None, instance=Department.objects.get(pk=department.pk))
    context = {"department": department, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            change_department(department, by=request.user, seen=seen_by(form), **form.wanted())
        except EditedMeanwhile as clash:
            form.show_again(texts_of(Department.objects.get(pk=department.pk), form.Meta.fields))
            context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
        else:
            messages.success(request, gettext("Afdelingen er gemt."))
            return redirect("department_home", number)
    status = 409 if "clash" in context else 200
    return render(request, "initiatives/departments/edit.html", context, status=status)
