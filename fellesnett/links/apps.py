from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "fellesnett.links"
    label = "links"
    verbose_name = "Lenker"
    default_auto_field = "django.db.models.BigAutoField"
