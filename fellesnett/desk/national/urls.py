"""The addresses of the national desk."""

from __future__ import annotations

from django.urls import path

from fellesnett.desk import keeping
from fellesnett.desk.access import circles, providers
from fellesnett.desk.alerts import urls as alert_urls
from fellesnett.desk.codes import urls as code_urls
from fellesnett.desk.consumers import urls as consumer_urls
from fellesnett.desk.national import (
    arranging,
    asking,
    candidates,
    commenting,
    editions,
    inbox,
    owning,
    reviewing,
    topics,
    translating,
)
from fellesnett.desk.partners import urls as partner_urls
from fellesnett.desk.signposts import urls as signpost_urls
from fellesnett.desk.sources import urls as source_urls

app_name = "desk_national"
urlpatterns = [
    *alert_urls.urlpatterns,
    *code_urls.urlpatterns,
    *consumer_urls.urlpatterns,
    *source_urls.urlpatterns,
    *partner_urls.nationally,
    *signpost_urls.urlpatterns,
    path("folk/", circles.chosen, name="people"),
    path("folk/<int:organization>/", circles.people, name="people_of"),
    path("folk/<int:organization>/gi/", circles.give_role, name="people_of_give"),
    path("folk/<int:organization>/rolle/<int:membership>/ta-bort/", circles.take_role, name="people_of_take"),
    path("folk/<int:organization>/invitasjon/<int:invitation>/trekk/", circles.withdraw_invitation, name="people_of_withdraw"),
    path("innlogging/", providers.providers, name="providers"),
    path("innlogging/ny/", providers.new_provider, name="new_provider"),
    path("innlogging/nullstill/", providers.reset_anyone, name="reset_anyone"),
    path("innlogging/leverandor/<slug:provider>/", providers.provider, name="provider"),
    path("innlogging/leverandor/<slug:provider>/prov/", providers.try_provider, name="try_provider"),
    path("innlogging/leverandor/<slug:provider>/av-pa/", providers.switch, name="switch_provider"),
    path("", topics.topics, name="topics"),
    path("venter/", inbox.waiting, name="waiting"),
    path("nytt-tema/", topics.create, name="create"),
    path("tema/<slug:key>/", topics.topic, name="topic"),
    path("tema/<slug:key>/rediger/", topics.describe, name="describe"),
    path("tema/<slug:key>/nytt-sprak/", topics.start_language, name="start_language"),
    path("tema/<slug:key>/trekk/", topics.withdraw_topic, name="withdraw"),
    path("tema/<slug:key>/<slug:language>/til-godkjenning/", candidates.submission, name="submit"),
    path("tema/<slug:key>/<slug:language>/rad/", keeping.of_national, name="hints"),
    path("tema/<slug:key>/<slug:language>/blokker/", arranging.arrange, name="arrange"),
    path("tema/<slug:key>/<slug:language>/blokker/sla-sammen/", arranging.join, name="join"),
    path("tema/<slug:key>/<slug:language>/blokker/flytt/", arranging.move, name="move"),
    path("tema/<slug:key>/<slug:language>/blokker/<str:block>/del/", arranging.split, name="split"),
    path("tema/<slug:key>/<slug:language>/utgaver/", editions.editions, name="editions"),
    path("tema/<slug:key>/<slug:language>/utgaver/sammenlign/", editions.compare, name="compare"),
    path("tema/<slug:key>/<slug:language>/utgaver/<int:number>/", editions.edition, name="edition"),
    path("tema/<slug:key>/<slug:language>/utgaver/<int:number>/avlys/", editions.call_off_edition, name="call_off"),
    path("tema/<slug:key>/<slug:language>/etter-bokmal/", translating.follow_source, name="follow_source"),
    path("tema/<slug:key>/<slug:language>/kommentarer/", commenting.comments, name="comments"),
    path("tema/<slug:key>/<slug:language>/kommentarer/<int:comment>/ferdig/", commenting.settle, name="comment_settle"),
    path("tema/<slug:key>/<slug:language>/kommentarer/<int:comment>/igjen/", commenting.reopen, name="comment_reopen"),
    path("ansvar/", owning.owners, name="owners"),
    path("ansvar/overlever/<int:person>/", owning.hand_over, name="hand_over"),
    path("tema/<slug:key>/ansvar/", owning.assign, name="assign"),
    path("kvalitetssikring/", reviewing.due, name="reviews"),
    path("tema/<slug:key>/<slug:language>/kvalitetssikring/", reviewing.review, name="review"),
    path("utkast/<int:candidate>/", candidates.candidate, name="candidate"),
    path("utkast/<int:candidate>/godkjenn-faglig/", candidates.sign, name="sign"),
    path("utkast/<int:candidate>/bekreft/", candidates.confirm, name="confirm"),
    path("utkast/<int:candidate>/godkjenn/", candidates.approve_candidate, name="approve"),
    path("utkast/<int:candidate>/slipp/", candidates.release_candidate, name="release"),
    path("utkast/<int:candidate>/spor/", asking.ask, name="ask"),
    path("utkast/<int:candidate>/spor/<int:asked>/trekk/", asking.withdraw, name="withdraw_request"),
    path("utkast/<int:candidate>/send-tilbake/", candidates.return_candidate, name="return"),
]
