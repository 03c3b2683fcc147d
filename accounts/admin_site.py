"""The administration itself: who gets in, and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

# Tables of the packages we build on. What people need of them is on the desks of our own.
FOREIGN_APPS = {"account", "auth", "mfa"}


class Administration(AdminSite):
    """Django's administration in Danish, behind the portal's own log-in, for administrators only."""

    site_title = _("Administration – Sociale indsatser i AAB")
    site_header = _("Administration – Sociale indsatser i AAB")
    index_title = _("Vælg, hvad du vil rette")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label not in FOREIGN_APPS]
        super().register(ours, admin_class, **options)

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        """Every page of the administration: 403 for others, and to the second factor where it is required."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                if not request.user.is_staff:
                    raise PermissionDenied
                if lacks_second_factor(request):
                    messages.warning(request, _("Slå totrinslogin til, før du går til administrationen."))
                    return redirect("mfa_activate_totp")
            return inner(request, *args, **kwargs)

        return guarded

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """The tables by desk, in the order of the setting ADMIN_DESKS, each with what it is for."""
        entries = {
            entry["model"]._meta.label: entry
            for app in self._build_app_dict(request).values()
            for entry in app["models"]
            if app_label in (None, entry["model"]._meta.app_label)
        }
        desks = []
        for name, labels in import_string(settings.ADMIN_DESKS):
            models = [entries[label] for label in labels if label in entries]
            for entry in models:
                entry["intro"] = getattr(self.get_model_admin(entry["model"]), "intro", "")
            if models:
                desks.append({"name": name, "models": models})
        return desks

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The portal's own log-in page; who is in already goes on."""
        return secure_admin_login(lambda request: redirect("admin:index"))(request)

    login.login_required = False

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        get_adapter(request).logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")


def lacks_second_factor(request: HttpRequest) -> bool:
    """True when an administrator must have a second factor here, and has none."""
    return settings.REQUIRE_SECOND_FACTOR_FOR_ADMIN and not is_mfa_enabled(
        request.user, [Authenticator.Type.TOTP]
    )
