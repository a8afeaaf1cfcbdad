"""The addresses of one's own security."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.access import security

app_name = "desk_security"
urlpatterns = [
    path("", security.overview, name="overview"),
    path("to-trinn/", security.set_up, name="set_up"),
    path("endre/", security.change, name="change"),
    path("logg-ut-andre/", security.end_others, name="end_others"),
]
