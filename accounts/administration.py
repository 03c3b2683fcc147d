"""Django's administration under the portal's own log-in; named in INSTALLED_APPS."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "accounts.admin.site.Administration"
