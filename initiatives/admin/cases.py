"""The desks where cases can be looked at: initiatives and their history. All work on them is in the portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import Closing, HistoryEntry, Initiative, LogSeal, Participation

from .desk import Inline, ReadingDesk


class ParticipationInline(Inline):
    model = Participation
    fields = [("department", "asked_on")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("department__organisation")

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Initiative)
class InitiativeAdmin(ReadingDesk):
    intro = _("Her kan du kun se. Åbn indsatsen i portalen, når noget skal rettes.")
    list_display = ["name", "where", "status", "starts_on", "ends_on", "responsible", "changed_at"]
    list_filter = ["status", "areas", "is_fictitious", "responsible"]
    list_select_related = ["responsible"]
    search_fields = ["name", "summary", "departments__number"]
    date_hierarchy = "starts_on"
    inlines = [ParticipationInline]
    fields = [
        "name",
        "summary",
        "target_group",
        "status",
        "status_since",
        "starts_on",
        "ends_on",
        "expects_outside_money",
        "involves_municipality",
        "is_pilot",
        "responsible",
        "created_by",
        "created_at",
        "changed_by",
        "changed_at",
        "policy_version",
        "source",
        "is_fictitious",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments__organisation")

    @admin.display(description=_("afdelinger"))
    def where(self, initiative: Initiative) -> str:
        return " · ".join(department.title for department in initiative.departments.all())

    def view_on_site(self, initiative: Initiative) -> str:
        return initiative.get_absolute_url()


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadingDesk):
    intro = _("Alt, hvad der er sket med sagerne. Ingen kan rette eller slette her.")
    list_display = ["at", "initiative", "happened", "by", "on_behalf_of"]
    list_filter = ["kind", "to_status"]
    list_select_related = ["initiative", "by", "on_behalf_of__organisation"]
    search_fields = ["initiative__name", "by__name", "words"]
    date_hierarchy = "at"
    fields = [
        "at",
        "initiative",
        "happened",
        "words",
        "by",
        "on_behalf_of",
        "kind",
        "from_status",
        "to_status",
        "changes",
        "number",
        "fingerprint",
        "erased_at",
    ]

    @admin.display(description=_("hvad der skete"))
    def happened(self, entry: HistoryEntry) -> str:
        return entry.text

    def view_on_site(self, entry: HistoryEntry) -> str:
        return entry.initiative.get_absolute_url()


@admin.register(LogSeal)
class LogSealAdmin(ReadingDesk):
    intro = _("Hver nats fingeraftryk af al historik. Det ligger også uden for portalen.")
    list_display = ["day", "cases", "entries", "fingerprint"]
    date_hierarchy = "day"
    fields = ["day", "cases", "entries", "previous", "fingerprint", "sealed_at"]


@admin.register(Closing)
class ClosingAdmin(ReadingDesk):
    intro = _("Hvordan indsatser sluttede, og hvad vi lærte. Det skrives i portalen.")
    list_display = ["initiative", "closed_on", "outcome", "verdict", "self_sustaining", "money_left"]
    list_filter = ["outcome", "verdict", "self_sustaining", "may_share"]
    list_select_related = ["initiative"]
    search_fields = ["initiative__name", "learnt"]
    date_hierarchy = "closed_on"
    fields = [
        "initiative",
        "closed_on",
        "outcome",
        "stop_reason",
        "verdict",
        "learnt",
        "self_sustaining",
        "carried_on_by",
        "money_left",
        "money_left_use",
        "not_measured",
        "not_evaluated",
        "may_share",
        "closed_by",
        "closed_at",
    ]

    def view_on_site(self, closing: Closing) -> str:
        return closing.initiative.get_absolute_url()
