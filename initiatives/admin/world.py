"""The desks for what initiatives meet: partners, building cases and what residents do themselves."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import Partner, PartnerContact, PhysicalProject, SupportService, VolunteerActivity

from .desk import Desk, Inline, MunicipalityFilter


class ContactInline(Inline):
    model = PartnerContact
    fields = ["name", "role", "email", "phone", "left_on"]


@admin.register(Partner)
class PartnerAdmin(Desk):
    intro = _(
        "Dem, AAB arbejder sammen med. En kommune skrives ind som den forvaltning, der kan skrive under."
    )
    list_display = ["name", "kind", "municipality", "cases", "is_fictitious"]
    list_filter = ["kind", "is_fictitious", MunicipalityFilter]
    search_fields = ["name", "municipality", "cvr"]
    fields = ["name", "kind", "part_of", "municipality", "cvr", "is_fictitious"]
    inlines = [ContactInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cases=Count("partnerships"))

    @admin.display(description=_("indsatser"), ordering="cases")
    def cases(self, partner: Partner) -> int:
        return partner.cases

    def what_it_touches(self, partner: Partner) -> str:
        count = partner.partnerships.count()
        if not count:
            return gettext("Partneren er ikke med i nogen indsats.")
        return ngettext(
            "Partneren er med i %(count)s indsats.", "Partneren er med i %(count)s indsatser.", count
        ) % {"count": count}


@admin.register(PhysicalProject)
class PhysicalProjectAdmin(Desk):
    intro = _(
        "Byggesager i afdelingerne. En indsats i samme afdeling og periode bliver spurgt, om de kan mødes."
    )
    list_display = ["name", "reference", "where", "kind", "stage", "starts_on", "ends_on", "contact"]
    list_filter = ["stage", "kind", "is_fictitious"]
    search_fields = ["name", "reference", "departments__number", "departments__name"]
    autocomplete_fields = ["departments"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments__organisation")

    @admin.display(description=_("afdelinger"))
    def where(self, project: PhysicalProject) -> str:
        return " · ".join(department.title for department in project.departments.all())

    def what_it_touches(self, project: PhysicalProject) -> str:
        count = project.links.count()
        if not count:
            return gettext("Ingen indsats er koblet til byggesagen.")
        return ngettext(
            "%(count)s indsats er koblet til byggesagen.",
            "%(count)s indsatser er koblet til byggesagen.",
            count,
        ) % {"count": count}


@admin.register(VolunteerActivity)
class VolunteerActivityAdmin(Desk):
    intro = _("Det, beboerne selv gør. En indsats med penge udefra må ikke tage over for det.")
    list_display = ["name", "department", "area", "when_in_words", "is_public", "reviewed_on", "ended_on"]
    list_filter = ["area", "target_group", "is_public", "ended_on", "is_fictitious"]
    list_select_related = ["department__organisation", "area"]
    search_fields = ["name", "what", "department__number", "department__name"]
    autocomplete_fields = ["department", "contact"]
    readonly_fields = ["reviewed_by"]
    fieldsets = [
        (None, {"fields": ["department", "name", "what", "example", "area", "target_group"]}),
        (_("Hvornår og hvor"), {"fields": ["weekday", ("starts_at", "ends_at"), "when", "place", "access"]}),
        (_("Hvem"), {"fields": ["who_can_join", "language", "contact", "is_public"]}),
        (
            _("Set efter"),
            {"fields": ["reviewed_on", "reviewed_by", "paused_until", "ended_on", "is_fictitious"]},
        ),
    ]

    @admin.display(description=_("hvornår"), ordering="weekday")
    def when_in_words(self, activity: VolunteerActivity) -> str:
        return activity.when_in_words


@admin.register(SupportService)
class SupportServiceAdmin(Desk):
    intro = _("Tilbud, beboerne kan gå til: gældsrådgivning, kontaktpersoner, social vicevært, foreninger.")
    list_display = [
        "kind",
        "department",
        "municipality",
        "who",
        "when",
        "since_on",
        "reviewed_on",
        "until_on",
    ]
    list_filter = ["kind", MunicipalityFilter, "is_fictitious"]
    list_select_related = ["department__organisation"]
    search_fields = ["who", "municipality", "department__number", "department__name"]
    autocomplete_fields = ["department"]
    readonly_fields = ["recorded_by"]
