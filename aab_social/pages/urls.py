"""The addresses of the pages that show several apps side by side, and of the fixed pages."""

from django.urls import path

from . import approvals, demo_mails, fixed, home, initiative, tasklink, tasks

urlpatterns = [
    path("", home.home, name="home"),
    path("hjaelp/", fixed.help_page, name="help"),
    path("privatliv/", fixed.privacy, name="privacy"),
    path("was", fixed.accessibility, name="accessibility"),
    path("opgaver/", tasks.tasks, name="tasks"),
    path("indsatser/<int:pk>-<slug:slug>/", initiative.initiative, name="initiative"),
    path("indsatser/<int:pk>/", initiative.by_number, name="initiative_short"),
    path("godkendelser/", approvals.approvals, name="approvals"),
    path("godkendelser/<int:pk>/", approvals.decide, name="decide"),
    path("godkendelser/<int:pk>/tjek/", approvals.check, name="decide_check"),
    path("o/<str:token>/", tasklink.task_link, name="task_link"),
    path("o/<str:token>/ikke-mig/", tasklink.not_me, name="task_link_not_me"),
    path("demo/mails/", demo_mails.demo_mails, name="demo_mails"),
    path("demo/mails/<str:key>/", demo_mails.demo_mail, name="demo_mail"),
    path("demo/mails/<str:key>/html/", demo_mails.demo_mail_html, name="demo_mail_html"),
]
