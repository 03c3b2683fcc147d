"""The fingerprint of all histories together, made once a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogSeal(models.Model):
    """One day's fingerprint of every case's history (segl), kept outside the portal as well.

    It covers every row written before the day began, of departments too; `department_entries` is None in seals that
    are older than that. Whoever rewrites a history and its whole chain
    cannot rewrite the seal that lies elsewhere.
    """

    day = models.DateField(_("dag"), unique=True)
    cases = models.PositiveIntegerField(_("indsatser"))
    entries = models.PositiveIntegerField(_("hændelser"))
    department_entries = models.PositiveIntegerField(_("hændelser i afdelinger"), null=True)
    previous = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(_("fingeraftryk"), max_length=64)
    sealed_at = models.DateTimeField(_("lavet"))

    class Meta:
        verbose_name = _("segl")
        verbose_name_plural = _("segl")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.fingerprint[:12]}"
