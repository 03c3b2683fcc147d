from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Brugere og mails")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .outbox import checks  # noqa: F401 - registers the checks that run before every start
