"""The doors to those who copy, and to who has a recall."""

from __future__ import annotations

from fellesnett.desk.national.doors import READERS, WRITERS
from fellesnett.desk.rules import Door

DOORS: tuple[Door, ...] = (
    Door("desk_national:consumers", WRITERS, "De som henter og varsles."),
    Door("desk_national:new_consumer", WRITERS, "Ny mottaker."),
    Door("desk_national:consumer", WRITERS, "Én mottaker med nøkler og abonnementer. Viser aldri en nøkkel."),
    Door("desk_national:consumer_key", WRITERS, "Lag en nøkkel. Den vises i svaret, og aldri siden."),
    Door("desk_national:consumer_revoke", WRITERS, "Trekk en nøkkel."),
    Door("desk_national:consumer_subscribe", WRITERS, "Nytt abonnement. Hemmeligheten vises i svaret, og aldri siden."),
    Door("desk_national:consumer_subscription", WRITERS, "Ett abonnement med leveringene. Viser aldri hemmeligheten."),
    Door("desk_national:consumer_rotate", WRITERS, "Ny hemmelighet. Den vises i svaret, og aldri siden."),
    Door("desk_national:consumer_switch", WRITERS, "Slå varslingen på eller av."),
    Door("desk_national:consumer_redeliver", WRITERS, "Send en melding en gang til."),
    Door("desk_national:consumer_test", WRITERS, "Send en prøve, som ikke forteller om noe."),
    Door("desk_national:recalls", READERS, "Sikkerhetsendringer og tilbaketrekkinger, og hvem som har dem."),
    Door("desk_national:recall", READERS, "Hvem som har én av dem, og hvem som ikke har."),
)
