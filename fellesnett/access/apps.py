from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "fellesnett.access"
    label = "access"
    verbose_name = "Innlogging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from axes.signals import user_locked_out

        from fellesnett.access import letters
        from fellesnett.access.listening import record_locked_out
        from fellesnett.editorial.letters import WRITERS

        user_locked_out.connect(record_locked_out, dispatch_uid="record_locked_out")
        WRITERS.update(letters.WRITERS)
