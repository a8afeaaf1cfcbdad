"""The addresses of the local desk: `venter/` for me, `lokalt/<site>/` for one site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fellesnett.desk.local import answering, history, inbox, operating, policy, readiness, sharing, topics, updates, workbench

app_name = "desk_local"

_text: list[URLPattern | URLResolver] = [
    path("", workbench.text, name="text"),
    path("ny/", operating.create, name="create"),
    path("endre/<int:operation>/", operating.edit, name="edit"),
    path("til-side/<int:operation>/", operating.put_aside, name="put_aside"),
    path("hent-tilbake/<int:operation>/", operating.bring_back, name="bring_back"),
    path("godkjenn-faglig/<int:operation>/", readiness.sign, name="sign"),
    path("til-nasjonal/", operating.to_national, name="to_national"),
    path("til-lokal/", operating.to_local, name="to_local"),
    path("godkjenn-variant/", sharing.approve_group, name="approve_group"),
    path("godkjenn/", readiness.approve, name="approve"),
]
_topic: list[URLPattern | URLResolver] = [
    path("", topics.topic, name="topic"),
    path("ta-i-bruk/", answering.take_into_use, name="adopt"),
    path("tilbys-ikke/", answering.not_offered, name="not_offered"),
    path("egen-side/", answering.own_page, name="own_page"),
    path("ikke-besvart/", answering.take_back, name="take_back"),
    path("historikk/", history.history, name="history"),
    path("<slug:language>/", include(_text)),
]
_site: list[URLPattern | URLResolver] = [
    path("", inbox.site, name="site"),
    path("tekster/", topics.texts, name="texts"),
    path("tekster/<slug:key>/", include(_topic)),
    path("oppdatering/<int:update>/", updates.update, name="update"),
    path("oppdatering/<int:update>/velg/", updates.choose, name="choose"),
    path("samtykke/", policy.policy, name="policy"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("venter/", inbox.inbox, name="inbox"),
    path("venter/godkjenn/", inbox.approve_chosen, name="approve_chosen"),
    path("lokalt/<slug:site>/", include(_site)),
]
