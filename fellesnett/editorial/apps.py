from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "fellesnett.editorial"
    label = "editorial"
    verbose_name = "Redaksjonelt"
    default_auto_field = "django.db.models.BigAutoField"
