from django.db import migrations, models

STATES = ["quoted", "open", "paid", "cancelled", "returned", "kept"]
VERDICTS = ["matched", "unknown", "wrong_amount", "paid_twice", "refunded", "cancelled", "deposit"]


def named(codes):
    return [(code, code.replace("_", " ").title()) for code in codes]


class Migration(migrations.Migration):
    dependencies = [("korat_payments", "0002_numbers")]

    operations = [
        migrations.RemoveConstraint(model_name="invoice", name="invoice_settled_has_its_time"),
        migrations.AddField(model_name="invoice", name="deposit", field=models.BooleanField(default=False)),
        migrations.AlterField(
            model_name="invoice", name="state", field=models.CharField(choices=named(STATES), max_length=9)
        ),
        migrations.AlterField(
            model_name="payment", name="verdict", field=models.CharField(choices=named(VERDICTS), max_length=12)
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                name="invoice_settled_has_its_time",
                condition=models.Q(
                    models.Q(("settled_at__isnull", False), ("state__in", STATES[2:])),
                    models.Q(("settled_at", None), ("state__in", STATES[:2])),
                    _connector="OR",
                ),
            ),
        ),
    ]
