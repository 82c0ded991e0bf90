"""Cashiers, bills and payments, and the numbers of bills."""

import django.db.models.deletion
import korat.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('korat_ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cashier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120, unique=True)),
                ('definition', models.JSONField()),
                ('retired_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=korat.kernel.ids.uuid7, unique=True)),
                ('reference', models.CharField(max_length=24, unique=True)),
                ('about', models.UUIDField()),
                ('service', models.CharField(max_length=80)),
                ('satang', models.BigIntegerField()),
                ('paid', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('quoted', 'Quoted'), ('open', 'Open'), ('paid', 'Paid'), ('cancelled', 'Cancelled')], max_length=9)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('cashier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='korat_ledger.subject')),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='korat_ledger.subject')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=korat.kernel.ids.uuid7, unique=True)),
                ('method', models.CharField(choices=[('bank', 'bank'), ('counter', 'counter')], max_length=8)),
                ('line_id', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('satang', models.BigIntegerField()),
                ('reference', models.CharField(blank=True, max_length=24)),
                ('verdict', models.CharField(choices=[('matched', 'Matched'), ('unknown', 'Unknown'), ('wrong_amount', 'Wrong Amount'), ('paid_twice', 'Paid Twice'), ('refunded', 'Refunded'), ('cancelled', 'Cancelled')], max_length=12)),
                ('state', models.CharField(choices=[('settled', 'Settled'), ('open', 'Open'), ('asked', 'Asked')], max_length=7)),
                ('choice', models.CharField(blank=True, choices=[('refund', 'Refund'), ('credit', 'Credit'), ('ask', 'Ask')], max_length=6)),
                ('recorded_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('cashier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='korat_ledger.subject')),
                ('invoice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='korat_payments.invoice')),
            ],
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['about'], name='invoice_about'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['cashier', 'state', 'due_at', 'id'], name='invoice_queue'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('paid__gte', 0), ('satang__gt', 0)), name='invoice_asks_for_something'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('due_at', None), ('state', 'open'), _negated=True), name='invoice_open_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ['paid', 'cancelled'])), models.Q(('settled_at', None), ('state__in', ['quoted', 'open'])), _connector='OR'), name='invoice_settled_has_its_time'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('state', 'settled'), _negated=True), fields=['cashier', 'id'], name='payment_exceptions'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('cashier', 'line_id'), name='payment_line_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('satang__gt', 0)), name='payment_is_money'),
        ),
    ]
