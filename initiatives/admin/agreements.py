"""The desks for agreements that belong to no page of their own, and for what came before and after."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import (
    TERMS,
    AgreementParty,
    MainAgreement,
    StrategicAgreement,
    SubAgreement,
    Succession,
)

from .desk import Desk, Inline

WORDS = ["title", "state", "begins_on", "ends_on", "purpose", "what_was_tried"]


class MainPartyInline(Inline):
    model = AgreementParty
    fk_name = "main"
    fields = ["partner", "signed_on"]


class StrategicPartyInline(Inline):
    model = AgreementParty
    fk_name = "strategic"
    fields = ["partner", "signed_on"]


class SubAgreementInline(Inline):
    model = SubAgreement
    fields = ["area", "problem", "agreed"]


@admin.register(MainAgreement)
class MainAgreementAdmin(Desk):
    intro = _("Hovedaftaler mellem en kommune og boligorganisationerne. De gælder mange indsatser.")
    list_display = ["title", "municipality", "state", "begins_on", "ends_on"]
    list_filter = ["state", "municipality"]
    fields = ["municipality", *WORDS, *TERMS]
    inlines = [MainPartyInline]


@admin.register(StrategicAgreement)
class StrategicAgreementAdmin(Desk):
    intro = _("Strategiske samarbejdsaftaler om en indsats, med en delaftale for hvert område.")
    list_display = ["title", "initiative", "state", "begins_on", "ends_on"]
    list_filter = ["state"]
    list_select_related = ["initiative"]
    raw_id_fields = ["initiative"]
    fields = ["initiative", "main", *WORDS, *TERMS]
    inlines = [StrategicPartyInline, SubAgreementInline]


@admin.register(Succession)
class SuccessionAdmin(Desk):
    intro = _("Hvilke indsatser der kom før og efter hinanden: fortsat, delt op eller samlet.")
    list_display = ["before", "how", "after"]
    list_select_related = ["before", "after"]
    raw_id_fields = ["before", "after"]
    fields = ["before", "how", "after"]
