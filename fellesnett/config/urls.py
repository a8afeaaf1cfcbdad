"""Addresses (interfaces.md section 2). The desk first, then the open interface, then the public sites."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from fellesnett.api import urls as api_urls
from fellesnett.desk import links as link_urls
from fellesnett.desk.access import entry_urls
from fellesnett.desk.manual import urls as manual_urls
from fellesnett.hl7 import urls as hl7_urls
from fellesnett.public import urls as public_urls
from fellesnett.syndication import urls as syndication_urls

urlpatterns = [
    path("admin/", include(entry_urls)),
    path("admin/", include(manual_urls)),
    path("admin/", include(link_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(api_urls)),
    path("", include(hl7_urls)),
    path("", include(syndication_urls)),
    path("", include(public_urls)),
]

handler400 = "fellesnett.desk.access.misread.unreadable"
handler404 = "fellesnett.public.views.operations.not_found"
handler500 = "fellesnett.desk.access.broken.broken"
