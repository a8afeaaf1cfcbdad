from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "fellesnett.insight"
    label = "insight"
    verbose_name = "Tilbakemeldinger"
    default_auto_field = "django.db.models.BigAutoField"
