"""Preventing evictions, in counts alone: for staff exactly, for boards and the public without small counts."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import rules, spreadsheet
from initiatives.evictions import (
    QUARTERS,
    CannotCalculate,
    calculate,
    finished_years,
    record_counts,
    safe_tables,
)
from initiatives.forms.evictions import CalculationForm, CountsForm, UnitCostForm
from initiatives.forms.support import own_municipalities
from initiatives.models import Department, EvictionCalculation, EvictionCount, UnitCost
from initiatives.models.evictions import COUNTS
from initiatives.small_counts import Shown, Table

from .desk import staff_only, staff_or_deciders_only
from .publicly import public_page

READS_AND_WRITES = ["GET", "HEAD", "POST"]


def label_of(name: str) -> str:
    return str(EvictionCount._meta.get_field(name).verbose_name)


def words(shown: Shown) -> str:
    """How a count is written where small ones are not shown."""
    if shown.hidden == "under":
        return gettext("under 5")
    if shown.hidden:
        return gettext("skjult")
    return gettext("ukendt") if shown.value is None else str(shown.value)


def _year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("aar", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return years[0] if years else None


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """The counts of a year, department by department. Those who decide see no small ones."""
    staff_or_deciders_only(request)
    today = timezone.localdate()
    exact = rules.works_for_aab(request.user)
    all_years = EvictionCount.objects.order_by("-year").values_list("year", flat=True).distinct()
    years = list(all_years) if exact else finished_years(today)
    year = _year(request, years)
    rows = _exact_rows(year) if exact else _safe_rows(year)
    if kind := request.GET.get("hent"):
        return _sheet(kind, year, rows)
    labels = [label_of(name) for name in COUNTS]
    context = {
        "year": year,
        "years": years,
        "rows": [
            (place, quarter, list(zip(labels, cells, strict=True)), pk) for place, quarter, cells, pk in rows
        ],
        "labels": labels,
        "exact": exact,
        "calculations": EvictionCalculation.objects.select_related("made_by")[:20],
        "departments": Department.objects.own().standing().select_related("organisation").order_by("sort_key")
        if exact
        else [],
        "quarters": QUARTERS,
        "this_year": today.year,
    }
    return render(request, "initiatives/evictions.html", context)


def _exact_rows(year: int | None) -> list[tuple[str, str, list[str], int | None]]:
    """(department, quarter, a cell per measure, department id), as they were written."""
    found = EvictionCount.objects.filter(year=year).select_related("department__organisation")
    return [
        (
            row.department.title,
            str(row.quarter),
            [gettext("ukendt") if getattr(row, n) is None else str(getattr(row, n)) for n in COUNTS],
            row.department_id,
        )
        for row in found.order_by("department__sort_key", "quarter")
    ]


def _safe_rows(year: int | None) -> list[tuple[str, str, list[str], int | None]]:
    if year is None:
        return []
    tables = safe_tables(year)
    first: Table = tables[COUNTS[0]]
    rows = [
        (
            gettext("Afdeling %(number)s") % {"number": place},
            quarter,
            [words(tables[name].cells[place, quarter]) for name in COUNTS],
            None,
        )
        for place in first.places
        for quarter in first.periods
    ]
    rows += [
        (gettext("Alle"), quarter, [words(tables[name].by_period[quarter]) for name in COUNTS], None)
        for quarter in first.periods
    ]
    return rows


def _sheet(kind: str, year: int | None, rows) -> HttpResponse:
    if kind not in spreadsheet.CONTENT_TYPES or year is None:
        raise Http404
    headings = [gettext("Afdeling"), gettext("Kvartal"), *(label_of(name) for name in COUNTS)]
    lines = ([place, quarter, *cells] for place, quarter, cells, _pk in rows)
    return spreadsheet.download(
        kind, headings, lines, sheet=gettext("Udsættelser"), filename=f"udsaettelser-{year}"
    )


@require_http_methods(READS_AND_WRITES)
def write(request: HttpRequest, department_pk: int, year: int, quarter: int) -> HttpResponse:
    """One department, one quarter."""
    staff_only(request)
    departments = Department.objects.own().select_related("organisation")
    department = get_object_or_404(departments, pk=department_pk)
    if not (1 <= quarter <= 4 and 2000 <= year <= timezone.localdate().year):
        raise Http404
    row = EvictionCount.objects.filter(department=department, year=year, quarter=quarter).first()
    initial = {name: getattr(row, name) for name in (*COUNTS, "source")} if row else {}
    form = CountsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        source = data.pop("source")
        record_counts(department, year=year, quarter=quarter, counts=data, source=source, by=request.user)
        messages.success(request, gettext("Tallene er gemt."))
        return redirect("initiatives:evictions")
    context = {"form": form, "department": department, "year": year, "quarter": quarter}
    return render(request, "initiatives/evictions_write.html", context)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """From the three boxes of the list to the page of one department and quarter."""
    staff_only(request)
    parts = [request.GET.get(name, "") for name in ("afdeling", "aar", "kvartal")]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return redirect("initiatives:evictions")
    return redirect("initiatives:evictions_write", *(int(part) for part in parts))


@require_http_methods(READS_AND_WRITES)
def prices(request: HttpRequest) -> HttpResponse:
    """What one eviction is taken to cost, by whom it is paid, with its day and its source."""
    staff_only(request)
    form = UnitCostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cost = UnitCost(**form.cleaned_data, recorded_by=request.user)
        try:
            cost.full_clean()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            cost.save()
            messages.success(request, gettext("Beløbet er gemt. Gamle beregninger beholder deres."))
            return redirect("initiatives:eviction_prices")
    context = {"form": form, "costs": UnitCost.objects.select_related("recorded_by")}
    return render(request, "initiatives/eviction_prices.html", context)


@require_http_methods(READS_AND_WRITES)
def new_calculation(request: HttpRequest) -> HttpResponse:
    staff_only(request)
    years = sorted(set(EvictionCount.objects.values_list("year", flat=True).order_by()))
    initial = {"payers": [UnitCost.Payer.DEPARTMENT]}
    form = CalculationForm(
        request.POST or None, years=years, municipalities=own_municipalities(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = calculate(**form.cleaned_data, by=request.user)
        except CannotCalculate as why:
            form.add_error(None, str(why))
        else:
            return redirect("initiatives:eviction_calculation", made.pk)
    return render(request, "initiatives/eviction_new.html", {"form": form})


@require_safe
def calculation(request: HttpRequest, calculation_pk: int) -> HttpResponse:
    """A calculation as it was made, with everything it rests on."""
    staff_or_deciders_only(request)
    made = get_object_or_404(EvictionCalculation.objects.select_related("made_by"), pk=calculation_pk)
    result = made.result
    payers = dict(UnitCost.Payer.choices)
    names = {"low": gettext("Lavt skøn"), "middle": gettext("Midt imellem"), "high": gettext("Højt skøn")}
    context = {
        "made": made,
        "result": {key: value for key, value in result.items() if key != "estimates"},
        "expected": Decimal(result["expected"]),
        "change": Decimal(result["change_percent"]),
        "trend": Decimal(result["trend_percent"]),
        "beyond": Decimal(result["beyond_trend"]),
        "estimates": [
            {
                **row,
                "label": names[row["name"]],
                **{k: Decimal(row[k]) for k in ("unit_cost", "value", "net")},
            }
            for row in result["estimates"]
        ],
        "costs": [
            {**cost, "label": payers.get(cost["payer"], cost["payer"])} for cost in made.assumptions["costs"]
        ],
        # A small count is no more shown here than in the table.
        "exact": rules.works_for_aab(request.user),
    }
    return render(request, "initiatives/eviction_calculation.html", context)


@require_safe
def of_department(request: HttpRequest, number: str) -> HttpResponse:
    """A board's own department, finished years, small counts hidden."""
    department = get_object_or_404(Department.objects.at_address(number))
    if not (rules.works_for_aab(request.user) or rules.sits_on_the_board_of(request.user, department)):
        raise Http404
    years = finished_years(timezone.localdate())
    year = _year(request, years)
    tables = safe_tables(year) if year else {}
    rows = [
        (
            label_of(name),
            [words(table.cells[department.number, quarter]) for quarter in QUARTERS],
            words(table.by_place[department.number]),
        )
        for name, table in tables.items()
        if department.number in table.places
    ]
    context = {"department": department, "years": years, "year": year, "rows": rows, "quarters": QUARTERS}
    return render(request, "initiatives/evictions_department.html", context)


@login_not_required
@require_safe
def public_counts(request: HttpRequest) -> HttpResponse:
    """All of AAB, finished years: only the totals of the same tables, small ones hidden."""
    years = finished_years(timezone.localdate())
    year = _year(request, years)
    tables = safe_tables(year) if year else {}
    rows = [
        (label_of(name), [words(table.by_period[quarter]) for quarter in QUARTERS], words(table.total))
        for name, table in tables.items()
    ]
    context = {"years": years, "year": year, "rows": rows, "quarters": QUARTERS}
    return public_page(request, "public/evictions.html", context)
