from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "fellesnett.delivery"
    label = "delivery"
    verbose_name = "Levering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.delivery import letters
        from fellesnett.editorial.letters import WRITERS

        WRITERS.update(letters.WRITERS)
