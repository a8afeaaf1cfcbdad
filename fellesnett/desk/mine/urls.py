"""The addresses of what is one's own, wherever one works: a case by its number, and letters."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.mine import items, kept, leaving, letters

app_name = "desk_mine"
urlpatterns = [
    path("sak/<int:item>/", items.item, name="item"),
    path("slutter/", leaving.last_day, name="last_day"),
    path("skrevet/", kept.kept, name="kept"),
    path("e-post/", letters.letters, name="letters"),
]
