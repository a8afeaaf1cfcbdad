"""The addresses of the code lists, below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.codes import lists, retagging

urlpatterns = [
    path("kodeverk/", lists.code_systems, name="code_systems"),
    path("kodeverk/utgatte/", retagging.board, name="retired_codes"),
    path("kodeverk/utgatte/fil/", retagging.file, name="retired_codes_file"),
    path("kodeverk/<slug:code_system>/", lists.code_system, name="code_system"),
    path("kodeverk/<slug:code_system>/fil/", lists.file, name="code_system_file"),
    path("tema/<slug:key>/koder/", retagging.topic_codes, name="topic_codes"),
    path("tema/<slug:key>/koder/bytt/", retagging.retag, name="retag"),
    path("tema/<slug:key>/koder/behold/", retagging.keep, name="keep_codes"),
]
