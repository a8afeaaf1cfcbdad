"""The addresses of the boards. Each has its file beside it."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.boards import coverage, front, languages, overrides, releases, reviews, waiting

app_name = "desk_boards"
urlpatterns = [
    path("", front.front, name="front"),
    path("dekning/", coverage.topics, name="coverage"),
    path("dekning/fil/", coverage.file, name="coverage_file"),
    path("dekning/nettsteder/", coverage.sites, name="coverage_sites"),
    path("dekning/nettsteder/fil/", coverage.sites_file, name="coverage_sites_file"),
    path("utgaver/", releases.editions, name="releases"),
    path("utgaver/fil/", releases.file, name="releases_file"),
    path("utgaver/<slug:key>/<slug:language>/<int:number>/", releases.edition, name="release"),
    path("utgaver/<slug:key>/<slug:language>/<int:number>/fil/", releases.edition_file, name="release_file"),
    path("lokale-endringer/", overrides.places, name="overrides"),
    path("lokale-endringer/fil/", overrides.file, name="overrides_file"),
    path("lokale-endringer/sted/", overrides.place, name="override"),
    path("lokale-endringer/sted/fil/", overrides.place_file, name="override_file"),
    path("sprak/", languages.topics, name="languages"),
    path("sprak/fil/", languages.file, name="languages_file"),
    path("sprak/nettsteder/", languages.sites, name="languages_sites"),
    path("sprak/nettsteder/fil/", languages.sites_file, name="languages_sites_file"),
    path("kvalitetssikring/", reviews.due, name="reviews"),
    path("kvalitetssikring/fil/", reviews.file, name="reviews_file"),
    path("venter/", waiting.sites, name="waiting"),
    path("venter/fil/", waiting.file, name="waiting_file"),
]
