"""The addresses of the national desk's orders, hearings and proposals, below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.orders import handling, hearings, proposals

app_name = "desk_life"
urlpatterns = [
    path("bestillinger/", handling.orders, name="orders"),
    path("bestillinger/<int:order>/", handling.order, name="order"),
    path("bestillinger/<int:order>/fordel/", handling.assign, name="assign"),
    path("bestillinger/<int:order>/begynn/", handling.begin, name="begin"),
    path("bestillinger/<int:order>/avslag/", handling.decline, name="decline"),
    path("bestillinger/<int:order>/finnes/", handling.merge, name="merge"),
    path("bestillinger/<int:order>/koder/bytt/", handling.retag, name="order_retag"),
    path("bestillinger/<int:order>/koder/behold/", handling.keep, name="order_keep"),
    path("horinger/", hearings.hearings, name="hearings"),
    path("horinger/<int:hearing>/", hearings.hearing, name="hearing"),
    path("horinger/<int:hearing>/merknad/<int:remark>/", hearings.reply, name="reply"),
    path("horinger/<int:hearing>/avslutt/", hearings.end, name="end"),
    path("utkast/<int:candidate>/horing/", hearings.hearing_new, name="hearing_new"),
    path("innspill/", proposals.proposals, name="proposals"),
    path("innspill/<int:proposal>/", proposals.proposal, name="proposal"),
    path("innspill/<int:proposal>/ta-inn/", proposals.take, name="take"),
    path("innspill/<int:proposal>/avslag/", proposals.decline, name="decline_proposal"),
    path("innspill/<int:proposal>/sammen/", proposals.merge, name="merge_proposals"),
]
