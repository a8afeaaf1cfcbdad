"""The addresses of the local desk: `venter/` for me, `lokalt/<site>/` for one site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fellesnett.desk import keeping
from fellesnett.desk.access import people
from fellesnett.desk.alerts import urls as alert_urls
from fellesnett.desk.brand import urls as brand_urls
from fellesnett.desk.local import (
    answering,
    asking,
    beginning,
    commenting,
    feedback,
    history,
    inbox,
    operating,
    owning,
    places,
    policy,
    readiness,
    sharing,
    topics,
    updates,
    workbench,
)
from fellesnett.desk.partners import urls as partner_urls

app_name = "desk_local"

_text: list[URLPattern | URLResolver] = [
    path("", workbench.text, name="text"),
    path("ny/", operating.create, name="create"),
    path("endre/<int:operation>/", operating.edit, name="edit"),
    path("til-side/<int:operation>/", operating.put_aside, name="put_aside"),
    path("hent-tilbake/<int:operation>/", operating.bring_back, name="bring_back"),
    path("godkjenn-faglig/<int:operation>/", readiness.sign, name="sign"),
    path("spor/", asking.ask, name="ask"),
    path("spor/<int:asked>/trekk/", asking.withdraw, name="withdraw_request"),
    path("til-nasjonal/", operating.to_national, name="to_national"),
    path("til-lokal/", operating.to_local, name="to_local"),
    path("godkjenn-variant/", sharing.approve_group, name="approve_group"),
    path("godkjenn/", readiness.approve, name="approve"),
    path("rad/", keeping.of_local, name="hints"),
    path("kommentarer/", commenting.comments, name="comments"),
    path("kommentarer/<int:comment>/ferdig/", commenting.settle, name="comment_settle"),
    path("kommentarer/<int:comment>/igjen/", commenting.reopen, name="comment_reopen"),
]
_topic: list[URLPattern | URLResolver] = [
    path("", topics.topic, name="topic"),
    path("ny-variant/", sharing.new_group, name="new_group"),
    path("ta-i-bruk/", answering.take_into_use, name="adopt"),
    path("tilbys-ikke/", answering.not_offered, name="not_offered"),
    path("egen-side/", answering.own_page, name="own_page"),
    path("ikke-besvart/", answering.take_back, name="take_back"),
    path("ansvar/", owning.assign, name="assign"),
    path("historikk/", history.history, name="history"),
    path("<slug:language>/", include(_text)),
]
_site: list[URLPattern | URLResolver] = [
    path("", inbox.site, name="site"),
    path("tekster/", topics.texts, name="texts"),
    path("tekster/<slug:key>/", include(_topic)),
    path("oppdatering/<int:update>/", updates.update, name="update"),
    path("oppdatering/<int:update>/velg/", updates.choose, name="choose"),
    path("oppdatering/<int:update>/kommenter/", updates.say, name="say"),
    path("tilbakemeldinger/", feedback.feedback, name="feedback"),
    path("tilbakemeldinger/side/", feedback.feedback_page, name="feedback_page"),
    path("tilbakemeldinger/lukk/", feedback.feedback_close, name="feedback_close"),
    path("steder/", places.places, name="places"),
    path("steder/nytt/", places.new_place, name="new_place"),
    path("steder/<int:place>/", places.place, name="place"),
    path("for-apning/", beginning.beginning, name="beginning"),
    path("for-apning/sider/", beginning.begin, name="begin_pages"),
    path("for-apning/apne/", beginning.let_readers_in, name="go_public"),
    path("folk/", people.people, name="people"),
    path("folk/sak/<int:item>/gi/", people.let_person_in, name="people_let_in"),
    path("folk/sak/<int:item>/avsla/", people.decline_person, name="people_decline"),
    path("folk/gi/", people.give_role, name="people_give"),
    path("folk/rolle/<int:membership>/ta-bort/", people.take_role, name="people_take"),
    path("folk/invitasjon/<int:invitation>/trekk/", people.withdraw_invitation, name="people_withdraw"),
    path("folk/<int:user>/nullstill/", people.reset_second_step, name="people_reset"),
    path("ansvar/", owning.owners, name="owners"),
    path("ansvar/overlever/<int:person>/", owning.hand_over, name="hand_over"),
    path("samtykke/", policy.policy, name="policy"),
    path("", include(alert_urls.urlpatterns)),
    path("", include(brand_urls.urlpatterns)),
    *partner_urls.at_a_site,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("venter/", inbox.inbox, name="inbox"),
    path("venter/godkjenn/", inbox.approve_chosen, name="approve_chosen"),
    path("venter/angre/", inbox.undo_chosen, name="undo_chosen"),
    path("lokalt/<slug:site>/", include(_site)),
]
