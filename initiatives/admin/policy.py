"""The desk "Politikken": versions with their principles and points. A published version is closed."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from initiatives.checklist import PointStatus, requirements_of
from initiatives.gate_faults import recent
from initiatives.imports.reading import Unreadable
from initiatives.models import (
    EDITABLE,
    Initiative,
    PolicyVersion,
    Principle,
    Requirement,
    RequirementCondition,
    Strength,
)
from initiatives.policy_preview import preview_of
from initiatives.policy_text import NoSections, load_policy_text
from initiatives.policy_trials import as_table, counts, start_trial, status_word
from initiatives.policy_versions import NotPublishable, copy_version, problems_of, publish
from initiatives.proving import composition
from initiatives.spreadsheet import download
from initiatives.tasks import try_policy

from .desk import Desk, Inline, Words
from .policy_forms import (
    PROMPT_FIELDS,
    ConditionForm,
    PrincipleForm,
    PublishForm,
    RequirementWithPromptsForm,
    TextFileForm,
    VersionForm,
)

SHOWN_ROWS = 200
"""So many cases stand on the page of a trial; the spreadsheet has them all."""


class PrincipleInline(Words, admin.StackedInline):
    model = Principle
    form = PrincipleForm
    extra = 0
    fields = ["key", "order", "title", "title_en", "plain", "plain_en", "official_text"]
    verbose_name_plural = _("Principperne og finansiering")
    classes = ["collapse"]

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.fields if name != "official_text"] if _closed(obj) else []

    def has_add_permission(self, request, obj=None):
        return not _closed(obj)

    def has_delete_permission(self, request, obj=None):
        return not _closed(obj)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(Desk):
    """The adopted wording can be put in at any time; everything else only until the version is published."""

    intro = _("Det, alle indsatser bliver holdt op imod. Lav en kopi, ret den, og udgiv den.")
    form = VersionForm
    list_display = ["title", "number", "adopted_by", "adopted_on", "in_force_from", "is_published", "cases"]
    inlines = [PrincipleInline]
    change_list_template = "admin/initiatives/policyversion/change_list.html"
    change_form_template = "admin/initiatives/policyversion/change_form.html"
    text_fields = ("introduction", "introduction_en", "official_introduction")
    fieldsets = [
        (None, {"fields": ["number", "title", "adopted_by", "adopted_on", "in_force_from", "published_at"]}),
        (_("Indledning"), {"fields": text_fields}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cases=Count("initiatives"))

    @admin.display(description=_("udgivet"), boolean=True, ordering="published_at")
    def is_published(self, version: PolicyVersion) -> bool:
        return version.is_published

    @admin.display(description=_("indsatser"), ordering="cases")
    def cases(self, version: PolicyVersion) -> int:
        return version.cases

    def get_readonly_fields(self, request, obj=None):
        if _closed(obj):
            return [
                "number",
                "title",
                "adopted_by",
                "adopted_on",
                "in_force_from",
                "published_at",
                "introduction",
                "introduction_en",
            ]
        return ["number", "published_at"]

    def has_add_permission(self, request):
        return False  # a new version begins as a copy

    def has_delete_permission(self, request, obj=None):
        return obj is not None and not _closed(obj) and not obj.initiatives.exists()

    def what_it_touches(self, version: PolicyVersion) -> str:
        if not version.is_published:
            return gettext("Versionen er ikke udgivet. Ingen indsatser følger den endnu.")
        own = version.initiatives.exclude(status__in=EDITABLE).count()
        return ngettext(
            "Versionen er udgivet og kan ikke rettes. %(count)s sendt indsats følger den. "
            "Du kan kun lægge den vedtagne ordlyd ind.",
            "Versionen er udgivet og kan ikke rettes. %(count)s sendte indsatser følger den. "
            "Du kan kun lægge den vedtagne ordlyd ind.",
            own,
        ) % {"count": own}

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"gate_faults": recent(), **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        return super().change_view(
            request,
            object_id,
            form_url,
            {"points": points_of(version) if version else [], **(extra_context or {})},
        )

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/kopi/", wrap(require_POST(self.copy_page)), name="initiatives_policyversion_copy"),
            path("<int:pk>/udgiv/", wrap(self.publish_page), name="initiatives_policyversion_publish"),
            path("<int:pk>/tjekliste/", wrap(self.preview_page), name="initiatives_policyversion_preview"),
            path(
                "<int:pk>/proev/", wrap(require_POST(self.start_trial)), name="initiatives_policyversion_try"
            ),
            path(
                "<int:pk>/proev/<int:trial>/", wrap(self.trial_page), name="initiatives_policyversion_trial"
            ),
            path(
                "<int:pk>/proev/<int:trial>/regneark/",
                wrap(self.trial_sheet),
                name="initiatives_policyversion_trial_sheet",
            ),
            path("<int:pk>/tekst/", wrap(self.text_page), name="initiatives_policyversion_text"),
            *super().get_urls(),
        ]

    def _version(self, request: HttpRequest, pk: int) -> PolicyVersion:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(PolicyVersion, pk=pk)

    def _page_of(self, version: PolicyVersion) -> HttpResponseRedirect:
        return redirect("admin:initiatives_policyversion_change", version.pk)

    def copy_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button "Lav en ny version ud fra denne"."""
        copy = copy_version(self._version(request, pk))
        self.log_addition(request, copy, gettext("Kopieret fra en anden version."))
        messages.success(
            request, gettext("Version %(number)s er klar til at blive rettet.") % {"number": copy.number}
        )
        return self._page_of(copy)

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is in the way, and when nothing is: by whom and from when, and the button."""
        version = self._version(request, pk)
        problems = problems_of(version)
        form = PublishForm(
            request.POST if request.method == "POST" else None,
            initial={
                "adopted_by": version.adopted_by,
                "adopted_on": version.adopted_on,
                "in_force_from": version.in_force_from,
            },
        )
        if not problems and form.is_valid():
            try:
                publish(version, by=request.user, **form.cleaned_data)
            except NotPublishable as refused:
                for problem in refused.problems:
                    form.add_error(None, problem)
            else:
                self.log_change(request, version, gettext("Udgivet."))
                messages.success(
                    request, gettext("Version %(number)s er udgivet.") % {"number": version.number}
                )
                return self._page_of(version)
        title = gettext("Udgiv version %(number)s") % {"number": version.number}
        return self._small_page(
            request, version, "admin/initiatives/policyversion/publish.html", title, form, problems=problems
        )

    def preview_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The version as the checklist staff would see: of a new case, or of one that is chosen (`?indsats=`)."""
        version = self._version(request, pk)
        chosen = request.GET.get("indsats", "")
        cases = Initiative.objects.order_by("-changed_at")
        case = (
            cases.select_related("responsible").filter(pk=int(chosen)).first()
            if chosen.isascii() and chosen.isdigit() and len(chosen) < 10
            else None
        )
        title = gettext("Version %(number)s som tjekliste") % {"number": version.number}
        return self._small_page(
            request,
            version,
            "admin/initiatives/policyversion/preview.html",
            title,
            None,
            rows=[
                (row, Strength(row.strength).label, PointStatus(row.status).label)
                for row in preview_of(version, case, reader=request.user).rows
            ],
            case=case,
            cases=cases[:50],
        )

    def start_trial(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button "Prøv på alle sager"."""
        trial = start_trial(self._version(request, pk), by=request.user)
        transaction.on_commit(lambda: try_policy.delay(trial.pk))
        return redirect("admin:initiatives_policyversion_trial", pk, trial.pk)

    def trial_page(self, request: HttpRequest, pk: int, trial: int) -> HttpResponse:
        """How far the trial is, and what would change for whom. The page asks again by itself until it is done."""
        version = self._version(request, pk)
        found = get_object_or_404(version.trials, pk=trial)
        title = gettext("Version %(number)s prøvet på sagerne") % {"number": version.number}
        rows = found.rows.select_related("initiative__responsible")[:SHOWN_ROWS]
        return self._small_page(
            request,
            version,
            "admin/initiatives/policyversion/trial.html",
            title,
            None,
            trial=found,
            counts=counts(found) if found.is_finished else [],
            rows=[
                (
                    row.initiative,
                    [
                        (c["key"], c["name"], status_word(c["before"]), status_word(c["after"]))
                        for c in row.changes
                    ],
                )
                for row in rows
            ]
            if found.is_finished
            else [],
            changed=found.rows.count(),
            shown=SHOWN_ROWS,
        )

    def trial_sheet(self, request: HttpRequest, pk: int, trial: int) -> HttpResponse:
        version = self._version(request, pk)
        found = get_object_or_404(version.trials, pk=trial, finished_at__isnull=False)
        headings, rows = as_table(found)
        name = f"politik-version-{version.number}-proeve"
        return download("xlsx", headings, rows, sheet=gettext("Prøve af politikken"), filename=name)

    def text_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button "Læs teksten ind fra fil"."""
        version = self._version(request, pk)
        form = TextFileForm(request.POST, request.FILES) if request.method == "POST" else TextFileForm()
        if form.is_valid():
            try:
                outcome = load_policy_text(version, form.cleaned_data["file"].read())
            except (NoSections, Unreadable) as refused:
                form.add_error("file", str(refused))
            else:
                if outcome.changed:
                    self.log_change(request, version, gettext("Læste den vedtagne ordlyd ind fra fil."))
                for sentence in outcome.sentences():
                    messages.success(request, sentence)
                return self._page_of(version)
        title = gettext("Læs den vedtagne ordlyd ind i version %(number)s") % {"number": version.number}
        return self._small_page(request, version, "admin/initiatives/policyversion/text.html", title, form)

    def _small_page(self, request, version, template, title, form, **more) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": version,
            "form": form,
            **more,
        }
        return TemplateResponse(request, template, context)


class ConditionInline(Inline):
    model = RequirementCondition
    form = ConditionForm
    fields = ["fact", ("operator", "value"), "group"]
    can_delete = True
    verbose_name_plural = _(
        "Gælder kun, når … Betingelser med samme gruppe skal alle holde. Det er nok, at én gruppe holder."
    )

    def has_add_permission(self, request, obj=None):
        return not _closed_point(obj)

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Requirement)
class RequirementAdmin(Desk):
    """One point of a version. Reached from its version; not a desk of its own."""

    form = RequirementWithPromptsForm
    inlines = [ConditionInline]
    list_display = ["name", "key", "strength", "version"]
    list_filter = ["principle__version", "strength"]
    list_select_related = ["principle__version"]
    texts = [
        "principle",
        "key",
        "name",
        "name_en",
        "strength",
        "proof",
        "plain",
        "plain_en",
        "missing",
        "missing_en",
        "order",
        "touched_by",
    ]

    @admin.display(description=_("version"))
    def version(self, point: Requirement) -> int:
        return point.principle.version.number

    def has_module_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _closed_point(obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and not _closed_point(obj)

    def get_fieldsets(self, request, obj=None):
        if _closed_point(obj):
            return [(None, {"fields": [*self.texts, "questions"]})]
        questions = [
            (_("Spørgsmål %(number)s") % {"number": number}, {"fields": names, "classes": ["collapse"]})
            for number, names in enumerate(PROMPT_FIELDS, start=1)
        ]
        return [(None, {"fields": self.texts}), *questions]

    def get_readonly_fields(self, request, obj=None):
        return ["questions"] if _closed_point(obj) else []

    @admin.display(description=_("spørgsmål"))
    def questions(self, point: Requirement) -> str:
        return " · ".join(prompt["label"] for prompt in point.reader_prompts()) or gettext("Ingen")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "principle":
            kwargs["queryset"] = Principle.objects.filter(version__published_at__isnull=True).select_related(
                "version"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_change(self, request, obj):
        return redirect("admin:initiatives_policyversion_change", obj.principle.version_id)

    response_post_save_add = response_post_save_change


def points_of(version: PolicyVersion) -> list[dict]:
    """The points of a version as the table on its page shows them."""
    facts, proofs = composition().FACTS, composition().PROOFS
    return [
        {
            "point": point,
            "proof": proofs[point.proof].label if point.proof in proofs else point.proof,
            "conditions": [
                f"{facts[c.fact].label if c.fact in facts else c.fact} {c.get_operator_display()} {c.value}".strip()
                for c in point.conditions.all()
            ],
            "url": reverse("admin:initiatives_requirement_change", args=[point.pk]),
        }
        for point in requirements_of(version)
    ]


def _closed(version: PolicyVersion | None) -> bool:
    return version is not None and version.is_published


def _closed_point(point: Requirement | None) -> bool:
    return point is not None and point.principle_id is not None and point.principle.version.is_published
