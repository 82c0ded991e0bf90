from django.apps import AppConfig


class Reactions(AppConfig):
    name = "korat.blocks.reactions"
    label = "korat_reactions"
    default_auto_field = "django.db.models.BigAutoField"
