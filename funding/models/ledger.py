"""From promised to spent: frames, commitments, and the entries that nobody can change."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField
from initiatives.models import Evidence, Initiative

from .budget import BudgetLine, FundingLine
from .sources import FundingSource


class YearFrame(models.Model):
    """What a source may promise in one calendar year (ramme), in kroner, and how much it has promised.

    `committed` follows the commitments, less what came back, in the same transaction. The database
    refuses more than the frame: the last line, should the guarded UPDATE ever be left out.
    """

    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="frames", verbose_name=_("kilde"))
    year = models.PositiveSmallIntegerField(_("år"))
    amount = KronerField(_("ramme i kroner"))
    committed = KronerField(_("givet tilsagn om"), default=0, editable=False)

    class Meta:
        verbose_name = _("årets ramme")
        verbose_name_plural = _("årenes rammer")
        ordering = ["-year", "source__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "year"],
                name="frame_once_a_year",
                violation_error_message=_("Kilden har allerede en ramme for det år."),
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("amount")),
                name="frame_is_not_exceeded",
                violation_error_message=_("Der er givet tilsagn om mere end rammen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"

    @property
    def left(self):
        return self.amount - self.committed


class Commitment(models.Model):
    """Money promised (tilsagn) to one initiative by one source for one calendar year, in kroner.

    `paid`, `spent` and `returned` are the sums of its entries. What is spent and what came back never
    exceed what was promised; `remaining` is the rest.
    """

    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="commitments", verbose_name=_("finansiering")
    )
    frame = models.ForeignKey(
        YearFrame, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("ramme")
    )
    year = models.PositiveSmallIntegerField(_("år"))
    amount = KronerField(_("beløb i kroner"))
    paid = KronerField(_("udbetalt"), default=0, editable=False)
    spent = KronerField(_("brugt"), default=0, editable=False)
    returned = KronerField(_("givet tilbage"), default=0, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("givet"))

    class Meta:
        verbose_name = _("tilsagn")
        verbose_name_plural = _("tilsagn")
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="commitment_is_above_zero",
                violation_error_message=_("Et tilsagn skal være på mere end 0 kr."),
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(paid__lte=F("amount")),
                name="paid_within_commitment",
                violation_error_message=_("Der kan ikke udbetales mere end tilsagnet."),
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0) & Q(returned__gte=0) & Q(spent__lte=F("amount") - F("returned")),
                name="spent_and_returned_within_commitment",
                violation_error_message=_("Det brugte og det, der er givet tilbage, er mere end tilsagnet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.year}"

    @property
    def remaining(self):
        return self.amount - self.spent - self.returned


class ImportBatch(models.Model):
    """A file from the bookkeeping whose lines became entries; the same file twice adds nothing."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    name = models.CharField(_("fil"), max_length=120)
    sha256 = models.CharField(max_length=64)
    added = models.PositiveIntegerField(_("linjer"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("læst ind"))

    class Meta:
        verbose_name = _("indlæst regnskab")
        verbose_name_plural = _("indlæste regnskaber")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class MoneyEntry(models.Model):
    """One movement of money. Rows are only added: a mistake is mended by a counter-entry.

    `amount` is in kroner; only a counter-entry and a credit in the bookkeeping are below zero. A spent
    entry without a commitment is not charged to any source yet. The database refuses to change or
    delete a row (migration `append_only_entries`).
    """

    class Kind(models.TextChoices):
        PAID = "paid", _("Udbetaling")
        SPENT = "spent", _("Forbrug")
        RETURNED = "returned", _("Givet tilbage")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="money_entries")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("tilsagn")
    )
    kind = models.CharField(_("slags"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("beløb i kroner"), max_digits=13, decimal_places=2)
    on = models.DateField(_("dato"))
    category = models.CharField(_("slags udgift"), max_length=16, choices=BudgetLine.Category, blank=True)
    text = models.CharField(_("tekst"), max_length=200, blank=True)
    voucher = models.CharField(_("bilag"), max_length=60, blank=True)
    counters = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="countered_by",
        verbose_name=_("modposterer"),
    )
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="entries")
    key = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("skrevet ind"))

    class Meta:
        verbose_name = _("postering")
        verbose_name_plural = _("posteringer")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="entry_moves_money",
                violation_error_message=_("En postering på 0 kr. flytter ingen penge."),
            ),
            models.CheckConstraint(
                condition=Q(kind="spent") | Q(commitment__isnull=False),
                name="paid_and_returned_belong_to_a_commitment",
                violation_error_message=_("Vælg det tilsagn, pengene hører til."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="spent") | ~Q(category=""),
                name="spent_money_has_a_category",
                violation_error_message=_("Vælg, hvad pengene er brugt på."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(counters__isnull=False) | Q(kind="spent"),
                name="only_corrections_are_below_zero",
                violation_error_message=_("Skriv et beløb over 0 kr. En fejl rettes med en modpostering."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class ClosingAccount(models.Model):
    """The closing account (slutregnskab) of an initiative, with the auditor's statement where one is asked for."""

    initiative = models.OneToOneField(Initiative, models.PROTECT, related_name="closing_account")
    spent = models.DecimalField(_("brugt i alt"), max_digits=13, decimal_places=2)
    returned = KronerField(_("givet tilbage"))
    statement = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revisorerklæring")
    )
    auditor = models.CharField(_("revisor"), max_length=120, blank=True)
    note = models.TextField(_("bemærkninger"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lavet"))

    class Meta:
        verbose_name = _("slutregnskab")
        verbose_name_plural = _("slutregnskaber")
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=True) | ~Q(auditor=""),
                name="statement_names_its_auditor",
                violation_error_message=_("Skriv, hvem der er revisor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}"
