from django.apps import AppConfig


class Bookings(AppConfig):
    name = "korat.blocks.bookings"
    label = "korat_bookings"
    default_auto_field = "django.db.models.BigAutoField"
