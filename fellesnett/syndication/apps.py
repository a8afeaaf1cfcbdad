from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "fellesnett.syndication"
    label = "syndication"
    verbose_name = "Syndikering"
