from django.apps import AppConfig


class Rfc6962(AppConfig):
    name = "korat.standards.rfc6962"
    label = "korat_rfc6962"
    default_auto_field = "django.db.models.BigAutoField"
