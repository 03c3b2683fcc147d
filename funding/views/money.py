"""From applied to spent: what each source answered, what was promised, paid, used and given back."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from funding import money as ledger
from funding import source_dates
from funding.accounts import account_of
from funding.budget import budget_of, promised
from funding.forms.money import (
    ActualsForm,
    AnswerForm,
    CloseAccountForm,
    CommitForm,
    DateForm,
    LoseForm,
    MoveForm,
    SpendForm,
    WhyForm,
)
from funding.imports import COLUMNS, Faulty, enter_actuals, plan_actuals, text_of
from funding.models import BudgetLine, ClosingAccount, Commitment, FundingLine
from initiatives import rules
from initiatives.evidence import store_evidence
from initiatives.imports.reading import Unreadable
from initiatives.models import Initiative, Status
from initiatives.spreadsheet import download
from initiatives.views.case import case_to_read, case_to_write
from initiatives.workflow import Refused

READS_AND_WRITES = ["GET", "HEAD", "POST"]
SALT = "funding.actuals"
HOW_LONG = 3600  # seconds between looking at a file and entering it
POINT = "Ø.1"
ANSWER = (
    "state", "applied_on", "answered_on", "reference", "granted_amount", "explanation", "condition",
    "condition_due_on", "condition_met_on", "own_account",
)  # fmt: skip


DATE_ACTS = {"date_done": source_dates.finish_date, "date_gone": source_dates.remove_date}
"""Buttons of one press at each of the source's days."""


def _case(request: HttpRequest, pk: int) -> Initiative:
    return (case_to_write if request.method == "POST" else case_to_read)(request, pk)


def _closing_of(initiative: Initiative) -> ClosingAccount | None:
    found = ClosingAccount.objects.filter(initiative=initiative)
    return found.select_related("made_by", "statement").first()


@require_safe
def money(request, pk):
    """Budget against what was spent, each source's money, and every entry."""
    initiative = case_to_read(request, pk)
    budget = budget_of(initiative)
    closing = _closing_of(initiative)
    return render(
        request,
        "funding/money.html",
        {
            "initiative": initiative,
            "budget": budget,
            "account": account_of(initiative, budget, timezone.localdate()),
            "entries": initiative.money_entries.select_related(
                "commitment__line__source", "countered_by", "made_by"
            ),
            "closing": closing,
            "may_work": rules.works_for_aab(request.user),
            "may_spend": initiative.status in ledger.DECIDED and closing is None,
            "may_close": initiative.status == Status.CLOSED and closing is None,
            "goes_on": initiative.status in ledger.ALIVE,
        },
    )


@require_safe
def sheet(request, pk):
    """Every entry as a spreadsheet."""
    initiative = case_to_read(request, pk)
    headings = [
        gettext("Dato"), gettext("Hvad"), gettext("Slags"), gettext("Kilde"), gettext("Tekst"), gettext("Bilag"),
        gettext("Beløb (kr.)"),
    ]  # fmt: skip
    entries = initiative.money_entries.select_related("commitment__line__source")
    rows = [
        [
            entry.on,
            entry.get_kind_display(),
            entry.get_category_display(),
            entry.commitment.line.source.name if entry.commitment else "",
            entry.text,
            entry.voucher,
            entry.amount,
        ]
        for entry in entries
    ]
    return download(
        "xlsx", headings, rows, sheet=gettext("Posteringer"), filename=f"penge-{slugify(initiative.name)}"
    )


@require_http_methods(READS_AND_WRITES)
def line(request, pk, line):
    """One source: its answer, and what may be done with its money. Each button is an act of its own."""
    initiative = _case(request, pk)
    found = get_object_or_404(initiative.funding_lines.select_related("source", "initiative"), pk=line)
    commitments = list(found.commitments.select_related("line__source"))
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {
        "answer": AnswerForm(
            request.POST if do == "answer" else None,
            initial={name: getattr(found, name) for name in ANSWER},
            applied=found.amount,
        ),
        "commit": CommitForm(
            request.POST if do == "commit" else None,
            prefix="commit",
            initial={"year": timezone.localdate().year},
        ),
        "pay": MoveForm(request.POST if do == "pay" else None, prefix="pay", commitments=commitments),
        "return": MoveForm(
            request.POST if do == "return" else None, prefix="return", commitments=commitments
        ),
        "lose": LoseForm(request.POST if do == "lose" else None, prefix="lose"),
        "date": DateForm(request.POST if do == "date" else None, prefix="date"),
    }
    if do in DATE_ACTS or (do in forms and forms[do].is_valid()):
        try:
            if do in DATE_ACTS:
                which = request.POST.get("which", "")
                DATE_ACTS[do](found, int(which) if which.isdecimal() else 0, by=request.user)
            else:
                _act(do, found, dict(forms[do].cleaned_data), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, gettext("%(source)s er opdateret.") % {"source": found.source})
            return redirect("funding:line", pk, line)
    return render(
        request,
        "funding/line.html",
        {
            "initiative": initiative,
            "line": found,
            "granted": promised(found) or found.granted_amount,
            "commitments": commitments,
            "may_work": rules.works_for_aab(request.user),
            "may_commit": initiative.status in ledger.ALIVE and found.state == FundingLine.State.GRANTED,
            "answer": forms["answer"],
            "commit": forms["commit"],
            "pay": forms["pay"],
            "give_back": forms["return"],
            "lose": forms["lose"],
            "dates": found.dates.all(),
            "date_form": forms["date"],
            "forms": [forms[do]] if do in forms else [],
        },
    )


def _act(do: str, found: FundingLine, data: dict, *, by) -> None:
    if do == "answer":
        ledger.record_answer(found, by=by, **data)
    elif do == "commit":
        ledger.commit(found, by=by, **data)
    elif do == "date":
        source_dates.add_date(found, by=by, **data)
    elif do == "lose":
        ledger.lose_funding(found, by=by, **data)
    else:
        key = f"{do}:{data.pop('key')}"
        act = ledger.pay if do == "pay" else ledger.give_back
        act(data.pop("commitment"), by=by, key=key, **data)


@require_http_methods(READS_AND_WRITES)
def spending(request, pk):
    """Write one use of money, or read a file from the bookkeeping: looked at first, then entered."""
    initiative = _case(request, pk)
    commitments = list(Commitment.objects.filter(line__initiative=initiative).select_related("line__source"))
    form = SpendForm(request.POST if "spend" in request.POST else None, commitments=commitments)
    upload = ActualsForm(
        request.POST if "look" in request.POST else None, request.FILES or None, prefix="file"
    )
    context = {
        "initiative": initiative,
        "columns": COLUMNS,
        "example": _example(commitments),
        "may_work": rules.works_for_aab(request.user),
    }
    if "spend" in request.POST and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            ledger.spend(initiative, by=request.user, key=f"spend:{data.pop('key')}", **data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Forbruget er skrevet ind."))
            return redirect("funding:money", pk)
    elif "look" in request.POST and upload.is_valid():
        file = upload.cleaned_data["file"]
        try:
            text = text_of(file.read(1024 * 1024 + 1))
        except Unreadable as fault:
            context["faults"] = fault.faults
        else:
            context |= _looked_at(initiative, text, file.name)
    elif "enter" in request.POST and (answer := _enter(request, initiative, context)):
        return answer
    forms = [form] if form.is_bound else [upload] if upload.is_bound else []
    return render(
        request, "funding/spending.html", {**context, "form": form, "upload": upload, "forms": forms}
    )


def _example(commitments: list[Commitment]) -> str:
    """A line of a file that could be read here, with a source of this case where it has one."""
    source = commitments[0].line.source.name if commitments else ""
    kind = str(BudgetLine.Category.MATERIALS.label)
    return "; ".join(("14-09-2025", gettext("Frugt"), "1.234,50", "17", kind, source))


def _looked_at(initiative: Initiative, text: str, name: str) -> dict:
    plan = plan_actuals(initiative, text)
    checked = (
        signing.dumps([initiative.pk, text, name], salt=SALT, compress=True)
        if plan.new and not plan.faults
        else ""
    )
    return {"plan": plan, "faults": plan.faults, "checked": checked}


def _enter(request, initiative: Initiative, context: dict):
    """Enter what was looked at: it travelled in the page, signed, so that exactly that is entered."""
    try:
        number, text, name = signing.loads(request.POST["enter"], salt=SALT, max_age=HOW_LONG)
    except signing.BadSignature:
        number = None
    if number != initiative.pk:
        messages.warning(request, gettext("Vælg filen igen. Det er for længe siden, du så den igennem."))
        return redirect("funding:spending", initiative.pk)
    try:
        batch = enter_actuals(initiative, text=text, name=name, by=request.user)
    except Faulty as faulty:
        context |= {"plan": faulty.plan, "faults": faulty.plan.faults, "checked": ""}
        return None
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("funding:spending", initiative.pk)
    messages.success(request, gettext("%(count)s linjer er skrevet ind.") % {"count": batch.added})
    return redirect("funding:money", initiative.pk)


@require_http_methods(READS_AND_WRITES)
def counter(request, pk, entry):
    """Undo an entry by its opposite."""
    initiative = _case(request, pk)
    found = get_object_or_404(
        initiative.money_entries.select_related("initiative", "commitment__line__source"), pk=entry
    )
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ledger.counter(found, by=request.user, why=form.cleaned_data["why"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Posteringen er rettet med en modpostering."))
            return redirect("funding:money", pk)
    return render(
        request,
        "funding/counter.html",
        {
            "initiative": initiative,
            "entry": found,
            "form": form,
            "may_work": rules.works_for_aab(request.user),
        },
    )


@require_http_methods(READS_AND_WRITES)
def closing(request, pk):
    """The closing account, with the auditor's statement where a source asks for one."""
    initiative = _case(request, pk)
    lines = list(initiative.funding_lines.select_related("source").prefetch_related("commitments"))
    asks = ledger.auditors_asked_for(lines)
    form = CloseAccountForm(request.POST or None, request.FILES or None, needs_auditor=bool(asks))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            statement = None
            if data["statement"]:
                statement = store_evidence(
                    initiative, requirement_key=POINT, upload=data["statement"], by=request.user
                )
            ledger.close_account(
                initiative, by=request.user, statement=statement, auditor=data["auditor"], note=data["note"]
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Slutregnskabet er lavet."))
            return redirect("funding:money", pk)
    return render(
        request,
        "funding/closing.html",
        {
            "initiative": initiative,
            "asks": asks,
            "form": form,
            "closing": _closing_of(initiative),
            "is_over": initiative.status == Status.CLOSED,
            "left": ledger.unused(lines),
            "may_work": rules.works_for_aab(request.user),
        },
    )
