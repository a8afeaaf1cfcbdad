"""Addresses (interfaces.md section 2). The desk first, then the open interface, then the public sites."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from fellesnett.api.app import api
from fellesnett.desk.access import entry_urls
from fellesnett.desk.manual import urls as manual_urls
from fellesnett.public import urls as public_urls
from fellesnett.public.views import front

urlpatterns = [
    path("admin/", include(entry_urls)),
    path("admin/", include(manual_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("", front.home),  # before the interface, whose own first page would stand in its place
    path("", api.urls),
    path("", include(public_urls)),
]

handler404 = "fellesnett.public.views.operations.not_found"
