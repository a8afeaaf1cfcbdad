"""The addresses of alerts, the same under a site and under the national desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fellesnett.desk.alerts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("meldinger/", views.alerts, name="alerts"),
    path("meldinger/ny/", views.new_alert, name="new_alert"),
    path("meldinger/<int:alert>/", views.alert, name="alert"),
    path("meldinger/<int:alert>/avslutt/", views.end, name="end_alert"),
    path("meldinger/<int:alert>/bytt-type/", views.replace, name="replace_alert"),
    path("meldinger/<int:alert>/historikk/", views.history, name="alert_history"),
]
