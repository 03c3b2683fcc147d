from django.apps import AppConfig


class AabSocialConfig(AppConfig):
    """The portal itself: it joins the apps and owns no table."""

    name = "aab_social"
    verbose_name = "AAB Social"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers them
