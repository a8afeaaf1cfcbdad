"""The addresses of the national desk."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.national import arranging, candidates, editions, topics

app_name = "desk_national"
urlpatterns = [
    path("", topics.topics, name="topics"),
    path("nytt-tema/", topics.create, name="create"),
    path("tema/<slug:key>/", topics.topic, name="topic"),
    path("tema/<slug:key>/rediger/", topics.describe, name="describe"),
    path("tema/<slug:key>/nytt-sprak/", topics.start_language, name="start_language"),
    path("tema/<slug:key>/trekk/", topics.withdraw_topic, name="withdraw"),
    path("tema/<slug:key>/<slug:language>/til-godkjenning/", candidates.submission, name="submit"),
    path("tema/<slug:key>/<slug:language>/blokker/", arranging.arrange, name="arrange"),
    path("tema/<slug:key>/<slug:language>/blokker/sla-sammen/", arranging.join, name="join"),
    path("tema/<slug:key>/<slug:language>/blokker/flytt/", arranging.move, name="move"),
    path("tema/<slug:key>/<slug:language>/blokker/<str:block>/del/", arranging.split, name="split"),
    path("tema/<slug:key>/<slug:language>/utgaver/", editions.editions, name="editions"),
    path("tema/<slug:key>/<slug:language>/utgaver/sammenlign/", editions.compare, name="compare"),
    path("tema/<slug:key>/<slug:language>/utgaver/<int:number>/", editions.edition, name="edition"),
    path("utkast/<int:candidate>/", candidates.candidate, name="candidate"),
    path("utkast/<int:candidate>/godkjenn-faglig/", candidates.sign, name="sign"),
    path("utkast/<int:candidate>/bekreft/", candidates.confirm, name="confirm"),
    path("utkast/<int:candidate>/godkjenn/", candidates.approve_candidate, name="approve"),
    path("utkast/<int:candidate>/slipp/", candidates.release_candidate, name="release"),
    path("utkast/<int:candidate>/send-tilbake/", candidates.return_candidate, name="return"),
]
