from django.apps import AppConfig


class Catalog(AppConfig):
    name = "korat.blocks.catalog"
    label = "korat_catalog"
    default_auto_field = "django.db.models.BigAutoField"
