"""Which language the desk and its letters speak: each person's own choice, under Account; at first, that of the own hospital."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.users.models import UserProfile

from fellesnett.accounts.models import User
from fellesnett.desk.access import lapsed
from fellesnett.organizations.models import Site
from fellesnett.organizations.permissions import organizations_of


def write_letters_in_the_desks_language(*, instance: UserProfile, **_: Any) -> None:
    """Whoever chooses nynorsk for the desk has letters in nynorsk too: the letters know the person, not the account page."""
    chosen = instance.preferred_language or settings.LANGUAGE_CODE
    User.objects.filter(pk=instance.user_id).exclude(language=chosen).update(language=chosen)


def language_of(request: HttpRequest) -> str:
    """The language that whoever asks has chosen, also when the log-in has run out since; of a stranger, the browser's.

    Wagtail knows it within its own screens alone: a door that is shut, a missing page and an old form are answered outside them.
    """
    if request.user.is_authenticated:
        return _chosen_by(getattr(request.user, "wagtail_userprofile", None))
    last = lapsed.who(request)
    if last is not None and User.objects.filter(pk=last, is_active=True).exists():
        return _chosen_by(UserProfile.objects.filter(user=last).first())
    return browsers_language(request)


def _chosen_by(profile: UserProfile | None) -> str:
    return str(profile.get_preferred_language()) if profile else settings.LANGUAGE_CODE


def browsers_language(request: HttpRequest) -> str:
    """Nynorsk where the browser asks for that before bokmål. Asks nobody else."""
    asked = [code.partition("-")[0] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    norwegian = next((code for code in asked if code in ("nb", "nn", "no")), "nb")
    return norwegian if norwegian in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES) else settings.LANGUAGE_CODE


def start_in_the_hospitals_language(*, user: User, **_: Any) -> None:
    """Give a person who logs in for the first time the language of the person's sites, where they all have the same.

    Whoever has an account page already, has chosen there or left it be: that stands.
    """
    chosen = UserProfile.objects.filter(user=user).first()
    if chosen is not None:
        write_letters_in_the_desks_language(instance=chosen)  # also for those who chose before letters followed
        return
    language = _shared_language(user)
    if language in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES) and language != settings.LANGUAGE_CODE:
        UserProfile.objects.get_or_create(user=user, defaults={"preferred_language": language})


def _shared_language(user: User) -> str:
    """The own language of every site of the user's organizations; none where they differ or there are none."""
    languages = set(Site.objects.filter(organization__in=organizations_of(user)).values_list("language", flat=True).distinct())
    return languages.pop() if len(languages) == 1 else ""
