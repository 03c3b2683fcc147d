"""Which address belongs to which app."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("administration/", admin.site.urls),
]
for app in ("aab_social.pages", "accounts", "initiatives", "evaluation", "funding"):
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))

handler400 = "aab_social.pages.errors.bad_request"
handler403 = "aab_social.pages.errors.not_allowed"
handler404 = "aab_social.pages.errors.not_found"
handler500 = "aab_social.pages.errors.broken"
