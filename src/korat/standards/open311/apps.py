from django.apps import AppConfig


class Open311(AppConfig):
    name = "korat.standards.open311"
    label = "korat_open311"
    default_auto_field = "django.db.models.BigAutoField"
