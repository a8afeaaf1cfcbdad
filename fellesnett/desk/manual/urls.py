"""The addresses of the manual, below /admin/hjelp/. They stand before Wagtail's, which would ask everybody to log in."""

from __future__ import annotations

from django.urls import include, path

from fellesnett.desk.manual import views

_manual = [
    path("", views.contents, name="contents"),
    path("<slug:task>/", views.one, name="task"),
]
urlpatterns = [path("hjelp/", include((_manual, "desk_manual")))]
