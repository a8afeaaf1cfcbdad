from django.apps import AppConfig


class SignpostsConfig(AppConfig):
    name = "fellesnett.signposts"
    label = "signposts"
    verbose_name = "Veivisere"
    default_auto_field = "django.db.models.BigAutoField"
