"""Public addresses. Every pattern is resolved for the site of the request's host."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
