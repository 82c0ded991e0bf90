from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("korat_people", "0001_initial")]

    # Tries and locks need not outlive a crash of the database: counting one then costs no write to the log on disk.
    operations = [migrations.RunSQL("ALTER TABLE korat_people_kept SET UNLOGGED", migrations.RunSQL.noop)]
