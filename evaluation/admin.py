"""Goals, measurements and evaluations, to be looked at. All work on them is in the portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.desk import Inline, ReadingDesk

from .models import Evaluation, FollowUp, Lesson, Measurement, SuccessCriterion


class MeasurementInline(Inline):
    model = Measurement
    fields = [
        ("value", "measured_on"),
        "note",
        ("recorded_by", "superseded_at"),
        ("approved_at", "locked_at"),
    ]

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


@admin.register(FollowUp)
class FollowUpAdmin(ReadingDesk):
    intro = _("Kører indsatserne endnu? Vi spørger 6, 12 og 24 måneder efter. Her kan du kun se.")
    list_display = ["initiative", "months", "due_on", "answer", "answered_by", "answered_at"]
    list_filter = ["months", "answer", "due_on"]
    list_select_related = ["initiative", "answered_by"]
    search_fields = ["initiative__name"]
    date_hierarchy = "due_on"

    def view_on_site(self, follow_up: FollowUp) -> str:
        return follow_up.initiative.get_absolute_url()


@admin.register(Lesson)
class LessonAdmin(ReadingDesk):
    intro = _("Det, indsatserne har lært andre. Her kan du kun se. Ret det i portalen.")
    list_display = ["title", "initiative", "verdict", "cost", "ground", "is_anonymous", "shared_at"]
    list_filter = ["verdict", "cost", "ground", "is_anonymous"]
    list_select_related = ["initiative"]
    search_fields = ["title", "initiative__name"]

    def view_on_site(self, lesson: Lesson) -> str:
        return lesson.get_absolute_url()
