"""The addresses of those who copy, below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.consumers import board, views

ONE = "mottakere/<int:consumer>/abonnement/<uuid:subscription>/"
urlpatterns = [
    path("mottakere/", views.consumers, name="consumers"),
    path("mottakere/ny/", views.new_consumer, name="new_consumer"),
    path("mottakere/<int:consumer>/", views.consumer, name="consumer"),
    path("mottakere/<int:consumer>/nokkel/", views.make_one_key, name="consumer_key"),
    path("mottakere/<int:consumer>/nokkel/<int:api_key>/trekk/", views.revoke, name="consumer_revoke"),
    path("mottakere/<int:consumer>/abonnement/", views.new_subscription, name="consumer_subscribe"),
    path(ONE, views.subscription, name="consumer_subscription"),
    path(f"{ONE}hemmelighet/", views.rotate, name="consumer_rotate"),
    path(f"{ONE}av-pa/", views.switch, name="consumer_switch"),
    path(f"{ONE}prove/", views.test, name="consumer_test"),
    path(
        "mottakere/<int:consumer>/abonnement/<uuid:subscription>/send/<uuid:delivery>/",
        views.send_again,
        name="consumer_redeliver",
    ),
    path("tilbakekallinger/", board.board, name="recalls"),
    path("tilbakekallinger/<int:recalled>/<str:recall_day>/", board.one, name="recall"),
]
