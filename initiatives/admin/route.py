"""The desk "Trin i godkendelsen": which bodies decide a case, in which order, and when."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from initiatives.models import Body, RequirementCondition, RouteCondition, RouteStep
from initiatives.proving import composition
from initiatives.route import default_steps, write_default_route
from initiatives.route_check import route_problems
from initiatives.wording import in_sentence, listed, one_of

from .desk import Desk, Inline
from .policy_forms import choices_of

Operator = RequirementCondition.Operator
NUMBERS = (Operator.ABOVE, Operator.AT_LEAST, Operator.AT_MOST)


class RouteConditionForm(forms.ModelForm):
    """When a step applies: a fact of the case compared with a value that fits it."""

    class Meta:
        model = RouteCondition
        fields = ["group", "fact", "operator", "value"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fact"] = forms.ChoiceField(
            label=_("Oplysning"),
            choices=choices_of(composition().FACTS, self.instance.fact),
            error_messages={"required": _("Vælg en oplysning.")},
        )

    def clean(self):
        answers = super().clean()
        operator, value = answers.get("operator"), (answers.get("value") or "").strip()
        if operator in NUMBERS:
            value = value.replace(".", "").replace(" ", "")
            if not value.isascii() or not value.isdigit():
                self.add_error("value", _("Skriv et helt tal, for eksempel 50000."))
        elif operator == Operator.CONTAINS and not value:
            self.add_error("value", _("Skriv, hvad oplysningen skal indeholde."))
        if answers.get("fact") and answers["fact"] not in composition().FACTS:
            self.add_error("fact", _("Portalen kender ikke den oplysning. Vælg en anden."))
        answers["value"] = value
        return answers


class RouteConditionInline(Inline):
    model = RouteCondition
    form = RouteConditionForm
    fields = ["fact", ("operator", "value"), "group"]
    can_delete = True
    verbose_name_plural = _(
        "Gælder kun, når … Betingelser med samme gruppe skal alle holde. Det er nok, at én gruppe holder."
    )


@admin.register(RouteStep)
class RouteStepAdmin(Desk):
    """A case passes every step whose conditions it meets, in order. Sent cases keep the steps they had."""

    intro = _(
        "Hvem godkender hvad, og i hvilken rækkefølge. Politikken nævner ingen: det er AAB's eget valg."
    )
    list_display = ["step", "when"]
    list_select_related = ["body"]
    inlines = [RouteConditionInline]
    fields = ["order", "body"]
    change_list_template = "admin/initiatives/routestep/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("conditions")

    def has_delete_permission(self, request, obj=None):
        return obj is not None and admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("trin"), ordering="order")
    def step(self, step: RouteStep) -> str:
        return str(step)

    @admin.display(description=_("gælder"))
    def when(self, step: RouteStep) -> str:
        return conditions_in_words(list(step.conditions.all()))

    def what_it_touches(self, step: RouteStep) -> str:
        return gettext(
            "Ændringen gælder sager, der bliver sendt fra nu af. Sendte sager beholder deres trin."
        )

    def changelist_view(self, request, extra_context=None):
        has_rows = RouteStep.objects.exists()
        shown = {
            "problems": route_problems(timezone.localdate()),
            "default_route": [] if has_rows else _default_in_words(),
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "_continue" in request.POST or "_addanother" in request.POST:
            warn_of_the_route(request)  # otherwise the list that follows tells it

    def get_urls(self):
        page = self.admin_site.admin_view(require_POST(self.default_page))
        return [path("standard/", page, name="initiatives_routestep_default"), *super().get_urls()]

    def default_page(self, request: HttpRequest) -> HttpResponse:
        """The button "Skriv standardvejen ind", as long as there are no steps."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        steps = write_default_route()
        for step in steps:
            self.log_addition(request, step, gettext("Skrevet ind fra standarden."))
        if steps:
            messages.success(request, gettext("Standardvejen er skrevet ind. Nu kan du rette den."))
        return redirect("admin:initiatives_routestep_changelist")


def warn_of_the_route(request: HttpRequest) -> None:
    """Tell what would leave a case lying, after something about the route was saved."""
    for sentence in route_problems(timezone.localdate()):
        messages.warning(request, sentence)


def conditions_in_words(conditions: list) -> str:
    """ "Antal afdelinger er højst 1 og …, eller når …"; "Altid" without any."""
    if not conditions:
        return gettext("Altid")
    groups: dict[int, list[str]] = {}
    for condition in conditions:
        fact = composition().FACTS.get(condition.fact)
        label = in_sentence(str(fact.label)) if fact else condition.fact
        words = f"{label} {Operator(condition.operator).label} {condition.value}"
        groups.setdefault(condition.group, []).append(words.strip())
    return gettext("Når %(conditions)s") % {"conditions": one_of(listed(group) for group in groups.values())}


def _default_in_words() -> list[tuple[str, str]]:
    return [(Body.Kind(kind).label, conditions_in_words(conditions)) for kind, conditions in default_steps()]
