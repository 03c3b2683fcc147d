"""The desk of evictions: counts to look at, and what one eviction is taken to cost."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import EvictionCalculation, EvictionCount, UnitCost

from .desk import Desk, ReadingDesk


@admin.register(EvictionCount)
class EvictionCountAdmin(ReadingDesk):
    intro = _(
        "Tal pr. afdeling og kvartal. De bliver skrevet ind i portalen og lægges aldrig sammen på tværs."
    )
    list_display = ["department", "year", "quarter", "demands", "terminations", "court_cases", "evictions"]
    list_filter = ["year", "quarter", "is_fictitious"]
    list_select_related = ["department__organisation"]
    search_fields = ["department__number"]


@admin.register(UnitCost)
class UnitCostAdmin(Desk):
    intro = _("Hvad en udsættelse koster. Et nyt skøn får en ny dato; gamle beregninger beholder deres.")
    list_display = ["payer", "low", "middle", "high", "valid_from", "source"]
    list_filter = ["payer"]
    readonly_fields = ["recorded_by"]


@admin.register(EvictionCalculation)
class EvictionCalculationAdmin(ReadingDesk):
    intro = _("Beregninger, som de blev lavet, med det, de bygger på.")
    list_display = ["title", "from_year", "to_year", "trend_name", "trend_percent", "made_at", "made_by"]
    list_select_related = ["made_by"]
