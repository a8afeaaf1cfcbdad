"""The addresses of a site's face, under the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fellesnett.desk.brand import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("utseende/", views.look, name="look"),
    path("utseende/logo/<slug:ground>/", views.logo, name="logo"),
    path("utseende/logo/<slug:ground>/ta-bort/", views.remove_logo, name="remove_logo"),
]
