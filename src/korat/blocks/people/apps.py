from django.apps import AppConfig


class People(AppConfig):
    name = "korat.blocks.people"
    label = "korat_people"
    default_auto_field = "django.db.models.BigAutoField"
