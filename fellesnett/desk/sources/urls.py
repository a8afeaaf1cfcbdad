"""The addresses of the sources, below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.sources import views

urlpatterns = [
    path("kilder/", views.sources, name="sources"),
    path("kilder/<slug:source>/", views.source, name="source"),
    path("kilder/<slug:source>/av-pa/", views.switch, name="source_switch"),
    path("kilder/<slug:source>/hent/", views.fetch_now, name="source_now"),
    path("kilder/<slug:source>/folg/", views.follow_one, name="source_follow"),
    path("kilder/<slug:source>/folg/<int:followed>/slutt/", views.unfollow_one, name="source_unfollow"),
    path("kilder/<slug:source>/svar/<int:record>/", views.settle_one, name="source_settle"),
]
