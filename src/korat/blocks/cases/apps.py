from django.apps import AppConfig


class Cases(AppConfig):
    name = "korat.blocks.cases"
    label = "korat_cases"
    default_auto_field = "django.db.models.BigAutoField"
