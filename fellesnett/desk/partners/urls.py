"""The addresses of partners: below `lokalt/<site>/`, and below `nasjonalt/`."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk.partners import answering, deliveries, register

at_a_site = [
    path("leveringer/", deliveries.deliveries, name="deliveries"),
    path("leveringer/lov/", deliveries.give, name="leave_give"),
    path("leveringer/lov/<int:leave>/ta-tilbake/", deliveries.take_back, name="leave_take"),
    path("leveringer/<uuid:submission>/", answering.delivery, name="delivery"),
    path("leveringer/<uuid:submission>/ta-inn/", answering.take_in, name="delivery_accept"),
    path("leveringer/<uuid:submission>/avvis/", answering.turn_down, name="delivery_refuse"),
]
nationally = [
    path("partnere/", register.partners, name="partners"),
    path("partnere/ny/", register.new_partner, name="new_partner"),
    path("partnere/virksomhet/", register.new_organization, name="new_organization"),
    path("partnere/<int:partner>/", register.partner, name="partner"),
    path("partnere/<int:partner>/lov/", register.give_own, name="partner_leave"),
    path("partnere/<int:partner>/lov/<int:leave>/ta-tilbake/", register.take_own_back, name="partner_leave_take"),
    path("partnere/<int:partner>/avslutt/", register.end, name="partner_end"),
]
