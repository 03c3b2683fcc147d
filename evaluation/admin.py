"""Goals, measurements and evaluations, to be looked at. All work on them is in the portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.desk import Inline, ReadingDesk

from .models import Evaluation, Measurement, SuccessCriterion


class MeasurementInline(Inline):
    model = Measurement
    fields = [("value", "measured_on"), "note", ("recorded_by", "superseded_at")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recorded_by")

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(SuccessCriterion)
class SuccessCriterionAdmin(ReadingDesk):
    intro = _("Det, indsatserne vil nå, og hvad der er målt. Her kan du kun se.")
    list_display = ["name", "initiative", "baseline", "target", "unit", "target_on"]
    list_filter = ["unit", "direction"]
    list_select_related = ["initiative"]
    search_fields = ["name", "initiative__name"]
    inlines = [MeasurementInline]

    def view_on_site(self, criterion: SuccessCriterion) -> str:
        return criterion.initiative.get_absolute_url()


@admin.register(Evaluation)
class EvaluationAdmin(ReadingDesk):
    intro = _("Hvornår indsatserne bliver set efter, og hvem der har svaret. Her kan du kun se.")
    list_display = ["initiative", "department", "due_on", "going", "answered_by", "answered_at", "skipped_at"]
    list_filter = ["going", "future", "due_on"]
    list_select_related = ["initiative", "department__organisation", "answered_by"]
    search_fields = ["initiative__name", "department__number"]
    date_hierarchy = "due_on"

    def view_on_site(self, evaluation: Evaluation) -> str:
        return evaluation.initiative.get_absolute_url()
