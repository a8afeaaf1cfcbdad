from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "fellesnett.intake"
    label = "intake"
    verbose_name = "Inntak"
    default_auto_field = "django.db.models.BigAutoField"
