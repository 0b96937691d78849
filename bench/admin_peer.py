"""The peer of the pages: Django's own admin list of the same rows in the same database, as small as it can be.

It shows fourteen columns of the rows of the accounts list, fifty a page, searched and filtered as a developer would set
it up in an hour, open to anybody: no sign-in is checked, so that it does less than clave. `CLAVE_DATA` says which
database.
"""

from __future__ import annotations

import os
from typing import Any, ClassVar

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="the peer of a benchmark, on this machine only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{os.environ['CLAVE_DATA']}/clave.sqlite3"}},
    INSTALLED_APPS=[
        "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)  # fmt: skip
django.setup()

from django.contrib import admin  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402

SHOWN = (
    "customer", "name", "city", "sector", "channel", "abc", "rank", "score", "health", "money", "growth", "margin_rate",
    "kilos", "days_beyond",
)  # fmt: skip


class AccountLine(models.Model):
    """The rows of the accounts list, as they stand in clave's database."""

    customer, name, city = models.TextField(), models.TextField(), models.TextField()
    sector, channel, abc = models.TextField(), models.TextField(), models.TextField()
    rank, score, health = models.IntegerField(null=True), models.FloatField(null=True), models.TextField()
    money, growth, margin_rate = (models.FloatField(null=True) for _column in range(3))
    kilos, days_beyond = models.FloatField(null=True), models.FloatField(null=True)

    class Meta:
        managed = False
        app_label = "auth"
        db_table = "store_accountline"


class Open(admin.AdminSite):
    """Lets everybody in."""

    def has_permission(self, request: Any) -> bool:
        return True


class Lines(admin.ModelAdmin):  # type: ignore[type-arg]
    """The list."""

    list_display = SHOWN
    list_per_page = 50
    search_fields: ClassVar = ("customer", "name")
    list_filter: ClassVar = ("sector", "channel", "abc", "health")
    ordering = ("-money",)

    def has_view_permission(self, request: Any, obj: object = None) -> bool:
        return True

    def has_change_permission(self, request: Any, obj: object = None) -> bool:
        return False

    has_add_permission = has_delete_permission = lambda self, request, obj=None: False


site = Open()
site.register(AccountLine, Lines)
urlpatterns = [path("admin/", site.urls)]
application = get_wsgi_application()
