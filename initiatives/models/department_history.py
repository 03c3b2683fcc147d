"""What happened to a department in the portal: its board, its activities, its requests for help."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .departments import Department


class DepartmentEntry(models.Model):
    """One thing that happened to a department: who, when and what. Rows are only ever added.

    `sentence` is a Danish sentence with named gaps and its own translation key, as in `HistoryEntry`. The rows of a
    department form a chain as those of a case do (decision 0018): `number` counts them, `previous` is the fingerprint
    of the row before, and `fingerprint` covers this row and so all before it.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="history")
    at = models.DateTimeField(_("tidspunkt"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("slags"), max_length=40)
    sentence = models.CharField(_("hvad der skete"), max_length=200)
    params = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(_("før og efter"), default=dict, blank=True)
    number = models.PositiveIntegerField(_("nr."), editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(_("fingeraftryk"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("hændelse i en afdeling")
        verbose_name_plural = _("hændelser i afdelinger")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["department", "-at"], name="history_of_department")]
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="department_history_number_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence in the reader's language, with its gaps filled."""
        return gettext(self.sentence) % self.params if self.params else gettext(self.sentence)
