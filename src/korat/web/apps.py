from django.apps import AppConfig


class Web(AppConfig):
    name = "korat.web"
    label = "korat_web"
    default_auto_field = "django.db.models.BigAutoField"
