from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "fellesnett.partners"
    label = "partners"
    verbose_name = "Partnere"
    default_auto_field = "django.db.models.BigAutoField"
