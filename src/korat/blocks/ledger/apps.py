from django.apps import AppConfig


class Ledger(AppConfig):
    name = "korat.blocks.ledger"
    label = "korat_ledger"
    default_auto_field = "django.db.models.BigAutoField"
