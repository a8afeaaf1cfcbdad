"""The nouns of a site's own pages: one file each."""

from fellesnett.pages.models.addresses import OldAddress
from fellesnett.pages.models.advert import JobAdvert, JobAdvertQuerySet
from fellesnett.pages.models.alert import Alert, AlertChange, AlertKind, AlertQuerySet, AlertText, ChangeKind, Reach, Service
from fellesnett.pages.models.article import Article, ProfessionalArticle, ScienceArticle
from fellesnett.pages.models.base import SitePage, SitePageQuerySet, looked_over_models, page_models
from fellesnett.pages.models.board import BoardMeeting
from fellesnett.pages.models.department import Department
from fellesnett.pages.models.event import Event, EventKind, Price, Referral
from fellesnett.pages.models.front import FrontPage
from fellesnett.pages.models.logo import Ground, Logo
from fellesnett.pages.models.news import NewsItem
from fellesnett.pages.models.pharmacy import Pharmacy
from fellesnett.pages.models.picture import Picture, Rights
from fellesnett.pages.models.practical import PracticalInformation, Question
from fellesnett.pages.models.profile import LocalBreach, MenuEntry, SiteProfile, profile_of
from fellesnett.pages.models.quality import Direction, QualityResult
from fellesnett.pages.models.rights import PatientRight
from fellesnett.pages.models.scope import SubSite
from fellesnett.pages.models.study import Phase, Study, StudyState
from fellesnett.pages.models.vacancy import Extent, Vacancy
from fellesnett.pages.models.waiting_time import WaitingKind, WaitingTime

__all__ = [
    "Alert",
    "AlertChange",
    "AlertKind",
    "AlertQuerySet",
    "AlertText",
    "Article",
    "BoardMeeting",
    "ChangeKind",
    "Department",
    "Direction",
    "Event",
    "EventKind",
    "Extent",
    "FrontPage",
    "Ground",
    "JobAdvert",
    "JobAdvertQuerySet",
    "LocalBreach",
    "Logo",
    "MenuEntry",
    "NewsItem",
    "OldAddress",
    "PatientRight",
    "Pharmacy",
    "Phase",
    "Picture",
    "PracticalInformation",
    "Price",
    "ProfessionalArticle",
    "QualityResult",
    "Question",
    "Reach",
    "Referral",
    "Rights",
    "ScienceArticle",
    "Service",
    "SitePage",
    "SitePageQuerySet",
    "SiteProfile",
    "Study",
    "StudyState",
    "SubSite",
    "Vacancy",
    "WaitingKind",
    "WaitingTime",
    "looked_over_models",
    "page_models",
    "profile_of",
]
