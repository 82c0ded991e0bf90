from django.apps import AppConfig


class Documents(AppConfig):
    name = "korat.blocks.documents"
    label = "korat_documents"
    default_auto_field = "django.db.models.BigAutoField"
