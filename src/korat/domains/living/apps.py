from django.apps import AppConfig


class Living(AppConfig):
    name = "korat.domains.living"
    label = "korat_living"
    default_auto_field = "django.db.models.BigAutoField"
