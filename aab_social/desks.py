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
    (_("Organer og møder"), ("initiatives.Body", "initiatives.Meeting")),
    (
        _("Partnere, byggesager og frivillige"),
        ("initiatives.Partner", "initiatives.PhysicalProject", "initiatives.VolunteerActivity"),
    ),
    (_("Penge"), ("funding.FundingGuideline", "funding.FundingSource")),
    (
        _("Indsatser: kun til at se"),
        ("initiatives.Initiative", "evaluation.SuccessCriterion", "evaluation.Evaluation"),
    ),
    (_("Mails"), ("accounts.OutgoingMail",)),
    (_("Log: kun til at se"), ("initiatives.HistoryEntry", "admin.LogEntry")),
)
