"""The addresses of log-in and of one's own page.

allauth's pages are listed one by one, under our own addresses and behind our own doors; those that
are not here (signing up, further mail addresses, log-in by other sites) do not exist. The names
beginning with `account_` and `mfa_` are allauth's: it finds its own way by them.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import path
from django.views.generic import RedirectView

from .views import login, mail_choices, my_page, password
from .views.password import for_people_with_a_password as staff

urlpatterns = [
    # The ways in and out
    path("log-ind/", login.log_in, name="account_login"),
    path("log-ind/kode/", login.login_code, name="login_code"),
    path("log-ind/adgangskode/", login.login_password, name="login_password"),
    path("log-ind/totrin/", mfa_views.authenticate, name="mfa_authenticate"),
    path("log-ud/", account_views.logout, name="account_logout"),
    # A forgotten password
    path("ny-adgangskode/", password.ask_for_password, name="account_reset_password"),
    path("ny-adgangskode/sendt/", account_views.password_reset_done, name="account_reset_password_done"),
    path(
        "ny-adgangskode/gemt/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "ny-adgangskode/<str:uidb36>/<str:key>/",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # One's own page
    path("min-side/", my_page.my_page, name="my_page"),
    path("min-side/beskeder/", mail_choices.choose_mails, name="choose_mails"),
    path("min-side/beskeder/virker/", mail_choices.address_works, name="address_works"),
    path("min-side/adgangskode/", password.change_password, name="account_change_password"),
    path("min-side/bekraeft/", password.confirm_password, name="account_reauthenticate"),
    path("min-side/totrin/", RedirectView.as_view(pattern_name="my_page"), name="mfa_index"),
    path("min-side/totrin/til/", staff(totp_views.activate_totp), name="mfa_activate_totp"),
    path("min-side/totrin/fra/", staff(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "min-side/totrin/noedkoder/",
        staff(recovery_views.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "min-side/totrin/noedkoder/nye/",
        staff(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("sprog/", my_page.set_language, name="set_language"),
]
