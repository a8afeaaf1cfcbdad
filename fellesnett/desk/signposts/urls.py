"""The addresses of the signposts, below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.signposts import views

urlpatterns = [
    path("veivisere/", views.signposts, name="signposts"),
    path("veivisere/fil/", views.file, name="signposts_file"),
    path("veivisere/ny/", views.new, name="new_signpost"),
    path("veivisere/<int:signpost>/", views.signpost, name="signpost"),
    path("veivisere/<int:signpost>/riktig/", views.review, name="signpost_review"),
    path("veivisere/<int:signpost>/koder/bytt/", views.retag_codes, name="signpost_retag"),
    path("veivisere/<int:signpost>/koder/behold/", views.keep, name="signpost_keep"),
    path("veivisere/<int:signpost>/ta-ned/", views.down, name="signpost_down"),
]
