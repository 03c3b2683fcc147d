"""The desks of the administration and their order. Named by the setting ADMIN_DESKS."""

from django.utils.translation import gettext_lazy as _

DESKS = (
    (_("Brugere"), ("accounts.User",)),
    (
        _("Afdelinger og bestyrelser"),
        ("initiatives.Department", "initiatives.BoardSeat", "initiatives.HousingOrganisation"),
    ),
    (_("Politikken"), ("initiatives.PolicyVersion",)),
    (_("Områder"), ("initiatives.FocusArea", "initiatives.FundArea")),
    (_("Organer og møder"), ("initiatives.Body", "initiatives.RouteStep", "initiatives.Meeting")),
    (
        _("Partnere, byggesager og frivillige"),
        (
            "initiatives.Partner",
            "initiatives.PhysicalProject",
            "initiatives.VolunteerActivity",
            "initiatives.SupportService",
        ),
    ),
    (
        _("Aftaler"),
        (
            "initiatives.MainAgreement",
            "initiatives.StrategicAgreement",
            "initiatives.Succession",
        ),
    ),
    (
        _("Penge"),
        ("funding.FundingGuideline", "funding.FundingSource", "funding.YearFrame", "funding.MoneyEntry"),
    ),
    (
        _("Indsatser: kun til at se"),
        (
            "initiatives.Initiative",
            "evaluation.SuccessCriterion",
            "evaluation.Evaluation",
            "evaluation.FollowUp",
            "evaluation.Lesson",
            "initiatives.Closing",
        ),
    ),
    (
        _("Udsættelser"),
        ("initiatives.UnitCost", "initiatives.EvictionCount", "initiatives.EvictionCalculation"),
    ),
    (_("Historier: kun til at se"), ("initiatives.Story", "initiatives.PublishedStory")),
    (_("Mails"), ("accounts.OutgoingMail",)),
    (_("Log: kun til at se"), ("initiatives.HistoryEntry", "initiatives.LogSeal", "admin.LogEntry")),
)
