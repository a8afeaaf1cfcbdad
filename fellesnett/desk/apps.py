from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fellesnett.desk"
    label = "desk"
    verbose_name = "Skrivebord"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from fellesnett.desk.language import start_in_the_hospitals_language

        user_logged_in.connect(start_in_the_hospitals_language, dispatch_uid="start_in_the_hospitals_language")
