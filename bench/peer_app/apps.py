from django.apps import AppConfig


class PeerConfig(AppConfig):
    name = "bench.peer_app"
    label = "peer_app"
    default_auto_field = "django.db.models.BigAutoField"
