from django.apps import AppConfig


class Measures(AppConfig):
    name = "korat.blocks.measures"
    label = "korat_measures"
    default_auto_field = "django.db.models.BigAutoField"
