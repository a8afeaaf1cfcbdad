from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fellesnett.desk"
    label = "desk"
    verbose_name = "Skrivebord"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save

        from fellesnett.desk.bare import streams
        from fellesnett.desk.language import start_in_the_hospitals_language, write_letters_in_the_desks_language

        streams.register()
        post_save.connect(
            write_letters_in_the_desks_language, "wagtailusers.UserProfile", dispatch_uid="write_letters_in_the_desks_language"
        )
        user_logged_in.connect(start_in_the_hospitals_language, dispatch_uid="start_in_the_hospitals_language")
