from django.apps import AppConfig


class Payments(AppConfig):
    name = "korat.blocks.payments"
    label = "korat_payments"
    default_auto_field = "django.db.models.BigAutoField"
