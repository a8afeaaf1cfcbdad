"""Addresses (interfaces.md section 2). The desk first, then the public sites."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from fellesnett.public import urls as public_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("", include(public_urls)),
]

handler404 = "fellesnett.public.views.operations.not_found"
