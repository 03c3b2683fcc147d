"""What base.html shows an administrator on top of every page when mails do not go."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .health import health


def late_banner(request: HttpRequest) -> dict:
    """`outbox_health` for administrators only, read when a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_staff:
        return {}
    return {"outbox_health": SimpleLazyObject(health)}
