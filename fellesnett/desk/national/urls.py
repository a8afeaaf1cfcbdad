"""The addresses of the national desk."""

from __future__ import annotations

app_name = "desk_national"
urlpatterns: list = []
