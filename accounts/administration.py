"""Django's administration under the portal's own log-in; named in INSTALLED_APPS."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    # Not inside accounts.admin: importing that registers desks, and the site must be there before them.
    default_site = "accounts.admin_site.Administration"
