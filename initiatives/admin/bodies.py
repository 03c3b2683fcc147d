"""The desk "Organer og møder": who decides, who sits there and until when, and when they meet."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import Body, BodySeat, Deputy, Meeting, Status

from .desk import Desk, Inline
from .route import warn_of_the_route


class BodySeatInline(Inline):
    model = BodySeat
    autocomplete_fields = ["person"]
    fields = ["person", ("from_on", "until_on")]
    verbose_name_plural = _("Medlemmer. Skriv sidste dag, når en person stopper.")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class DeputyInline(Inline):
    model = Deputy
    autocomplete_fields = ["person", "for_person"]
    fields = [("person", "for_person"), ("from_on", "until_on")]
    can_delete = True
    verbose_name_plural = _(
        "Stedfortrædere. De beslutter på vegne af et medlem fra den første til den sidste dag."
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "for_person")


class MeetingInline(Inline):
    """The meetings to come; the earlier ones stand on the desk "Møder"."""

    model = Meeting
    fields = [("held_on", "cut_off_on")]
    verbose_name_plural = _("Kommende møder")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(held_on__gte=timezone.localdate())


@admin.register(Body)
class BodyAdmin(Desk):
    intro = _("De organer, der kan godkende en indsats. Politikken nævner ingen: det er AAB's eget valg.")
    list_display = ["name", "kind", "decides", "members"]
    inlines = [BodySeatInline, DeputyInline, MeetingInline]
    fields = ["name", "kind", "department", "decides"]
    autocomplete_fields = ["department"]

    def get_queryset(self, request):
        today = timezone.localdate()
        now = Q(seats__from_on__lte=today) & (Q(seats__until_on__isnull=True) | Q(seats__until_on__gte=today))
        return super().get_queryset(request).annotate(members=Count("seats", filter=now, distinct=True))

    @admin.display(description=_("sidder nu"), ordering="members")
    def members(self, body: Body) -> int:
        return body.members

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_the_route(request)

    def what_it_touches(self, body: Body) -> str:
        count = body.submissions.filter(initiative__status=Status.SUBMITTED, decision__isnull=True).count()
        if not count:
            return gettext("Ingen sager venter på organet.")
        return ngettext("%(count)s sag venter på organet.", "%(count)s sager venter på organet.", count) % {
            "count": count
        }


@admin.register(Meeting)
class MeetingAdmin(Desk):
    intro = _("Hvornår organerne mødes, og hvornår en sag senest skal være sendt.")
    list_display = ["body", "held_on", "cut_off_on", "cases"]
    list_filter = ["body", "held_on"]
    list_select_related = ["body"]
    date_hierarchy = "held_on"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cases=Count("submissions"))

    @admin.display(description=_("sager"), ordering="cases")
    def cases(self, meeting: Meeting) -> int:
        return meeting.cases
