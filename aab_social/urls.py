"""Which address belongs to which app."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("administration/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("sprog/", login_not_required(set_language), name="set_language"),
]
for app in ("aab_social.pages", "accounts", "initiatives", "evaluation", "funding"):
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))
