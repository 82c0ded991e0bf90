from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("korat_bookings", "0001_initial")]

    # A sequence, not a counter row: two bookings at once never wait for each other. Gaps are allowed, twins are not.
    operations = [migrations.RunSQL("CREATE SEQUENCE korat_bookings_number", "DROP SEQUENCE korat_bookings_number")]
