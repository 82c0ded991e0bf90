from django.apps import AppConfig


class Places(AppConfig):
    name = "korat.blocks.places"
    label = "korat_places"
    default_auto_field = "django.db.models.BigAutoField"
