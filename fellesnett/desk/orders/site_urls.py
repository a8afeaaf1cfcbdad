"""The addresses of a site's orders, hearings and proposals, below `lokalt/<site>/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.orders import hearing, ordering, proposing

app_name = "desk_orders"
urlpatterns = [
    path("medvirkning/", ordering.overview, name="overview"),
    path("medvirkning/sett/", ordering.seen, name="seen"),
    path("bestilling/ny/", ordering.order_new, name="order_new"),
    path("bestilling/bli-med/", ordering.back, name="back"),
    path("bestilling/<int:order>/", ordering.order, name="order"),
    path("horing/<int:hearing>/", hearing.hearing, name="hearing"),
    path("innspill/nytt/", proposing.proposal_new, name="proposal_new"),
    path("innspill/<int:proposal>/", proposing.proposal, name="proposal"),
]
