"""Which address belongs to which app."""

from django.contrib import admin
from django.urls import include, path

from .health import healthz, healthz_mails

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/mails", healthz_mails, name="healthz_mails"),
    path("administration/", admin.site.urls),
    path("", include("aab_social.pages.urls")),
    path("", include("accounts.urls")),
    path("", include("initiatives.urls")),
    path("", include("evaluation.urls")),
    path("", include("funding.urls")),
]

handler400 = "aab_social.pages.errors.bad_request"
handler403 = "aab_social.pages.errors.not_allowed"
handler404 = "aab_social.pages.errors.not_found"
handler500 = "aab_social.pages.errors.broken"
