"""What an initiative costs and who pays: the two sides of its budget (policy, Finansiering)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField
from initiatives.models import Initiative

from .sources import FundingSource


class Figures(models.TextChoices):
    """What every amount of a budget means. Both sides say the same, so that they can be compared."""

    WHOLE = "whole", _("Hele perioden")
    PER_YEAR = "per_year", _("Et år ad gangen")


class PaidAs(models.TextChoices):
    """In what an amount is given. Hours have a value in kroner, but are no kroner in an account."""

    CASH = "cash", _("Penge")
    IN_KIND = "in_kind", _("Timer fra ansatte, eller ting")
    VOLUNTEER = "volunteer", _("Frivillige timer")
    MIXED = "mixed", _("Penge og timer, delingen er ikke kendt")


class BudgetBasis(models.Model):
    """What the amounts of one initiative's budget mean: the whole period, or one year of it."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="budget_basis")
    figures = models.CharField(_("beløbene gælder"), max_length=8, choices=Figures, default=Figures.WHOLE)

    class Meta:
        verbose_name = _("beløbenes periode")
        verbose_name_plural = _("beløbenes perioder")

    def __str__(self) -> str:
        return self.get_figures_display()


class _Line(models.Model):
    """What both sides share: an amount, in what it is given, its years, and whether it is rough.

    `by_year` is {"2026": "1000.00"}: kroner as text, whose sum is the amount; empty when the line is
    not split by year. In kind and volunteer lines may say hours and kroner an hour; the amount is then
    their product, half up.
    """

    amount = KronerField(_("beløb i kroner"))
    paid_as = models.CharField(_("gives som"), max_length=10, choices=PaidAs, default=PaidAs.CASH)
    hours = models.DecimalField(_("timer"), max_digits=9, decimal_places=2, null=True, blank=True)
    rate = KronerField(_("kroner i timen"), null=True, blank=True)
    is_rounded = models.BooleanField(_("afrundet"), default=False)
    by_year = models.JSONField(_("fordelt på år"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True


class BudgetLine(_Line):
    """One cost (udgift) in kroner."""

    class Category(models.TextChoices):
        STAFF = "staff", _("Løn")
        PREMISES = "premises", _("Lokaler")
        ACTIVITIES = "activities", _("Aktiviteter")
        MATERIALS = "materials", _("Materialer")
        INFORMATION = "information", _("Information")
        ADMINISTRATION = "administration", _("Administration")
        EVALUATION = "evaluation", _("Evaluering og regnskab")
        OTHER = "other", _("Andet")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="budget_lines")
    text = models.CharField(_("udgift"), max_length=120)
    category = models.CharField(_("slags udgift"), max_length=16, choices=Category, default=Category.OTHER)

    class Meta:
        verbose_name = _("udgift")
        verbose_name_plural = _("udgifter")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_is_not_negative"),
            models.CheckConstraint(condition=~Q(text=""), name="cost_has_text"),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=0, paid_as__in=["in_kind", "volunteer"]),
                name="cost_hours_are_not_cash",
                violation_error_message=_("Timer hører til, når der gives timer. Penge har ingen timer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FundingLine(_Line):
    """One source's part of the money, and how far it has come from idea to granted.

    `amount` is what is asked for; `granted_amount` what was promised, None until it is. More than was
    asked for needs an explanation. The dates and the reference are those of the source's letters.
    """

    class State(models.TextChoices):
        IDEA = "idea", _("Idé")
        APPLIED = "applied", _("Søgt")
        GRANTED = "granted", _("Bevilget")
        DECLINED = "declined", _("Afslag")
        WITHDRAWN = "withdrawn", _("Trukket tilbage")

    GONE = (State.DECLINED, State.WITHDRAWN)
    """States in which no money comes."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="funding_lines")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="lines", verbose_name=_("kilde"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.IDEA)
    note = models.CharField(_("bemærkning"), max_length=200, blank=True)
    applied_on = models.DateField(_("søgt den"), null=True, blank=True)
    answered_on = models.DateField(_("svar den"), null=True, blank=True)
    reference = models.CharField(_("kildens sagsnummer"), max_length=80, blank=True)
    granted_amount = KronerField(_("bevilget i kroner"), null=True, blank=True)
    explanation = models.CharField(_("forklaring"), max_length=300, blank=True)
    condition = models.CharField(_("betingelse"), max_length=300, blank=True)
    condition_due_on = models.DateField(_("betingelsen skal være opfyldt"), null=True, blank=True)
    condition_met_on = models.DateField(_("betingelsen blev opfyldt"), null=True, blank=True)
    lost_on = models.DateField(_("tabt den"), null=True, blank=True)
    own_account = models.CharField(_("egen konto"), max_length=60, blank=True)
    """Where the money is kept apart in the bookkeeping, for a source that asks for it."""

    class Meta:
        verbose_name = _("finansiering")
        verbose_name_plural = _("finansiering")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="funding_is_not_negative"),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=0, paid_as__in=["in_kind", "volunteer"]),
                name="funding_hours_are_not_cash",
                violation_error_message=_("Timer hører til, når der gives timer. Penge har ingen timer."),
            ),
            models.CheckConstraint(
                condition=Q(granted_amount__isnull=True) | Q(state__in=["granted", "withdrawn"]),
                name="only_granted_money_has_a_grant",
                violation_error_message=_("Kun bevilgede penge har et bevilget beløb."),
            ),
            models.CheckConstraint(
                condition=Q(granted_amount__isnull=True)
                | Q(granted_amount__lte=F("amount"))
                | ~Q(explanation=""),
                name="more_than_applied_is_explained",
                violation_error_message=_("Der er bevilget mere end søgt. Skriv hvorfor."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True)
                | Q(applied_on__isnull=True)
                | Q(answered_on__gte=F("applied_on")),
                name="answer_comes_after_application",
                violation_error_message=_("Svaret kan ikke komme, før der er søgt."),
            ),
            models.CheckConstraint(
                condition=Q(lost_on__isnull=True) | Q(state="withdrawn"),
                name="lost_money_is_withdrawn",
                violation_error_message=_("Penge, der er tabt, skal stå som trukket tilbage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}"

    @property
    def counts(self) -> bool:
        return self.state not in self.GONE

    @property
    def lacks_own_account(self) -> bool:
        """The source wants its money kept apart, and nobody has written where."""
        return self.source.needs_own_account and not self.own_account


class BudgetVersion(models.Model):
    """A budget as it stood after one change, kept for ever: who made it, when, and because of what.

    `record` is both sides as plain data; `because` names the amendment that changed it, empty for work
    on a draft. A decision keeps the number of the version it rests on.
    """

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="budget_versions")
    number = models.PositiveIntegerField(_("nummer"))
    record = models.JSONField()
    because = models.CharField(_("ændring"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lavet"))

    class Meta:
        verbose_name = _("version af budgettet")
        verbose_name_plural = _("versioner af budgettet")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="budget_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative} {self.number}"
