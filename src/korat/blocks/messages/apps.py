from django.apps import AppConfig


class Messages(AppConfig):
    name = "korat.blocks.messages"
    label = "korat_messages"
    default_auto_field = "django.db.models.BigAutoField"
