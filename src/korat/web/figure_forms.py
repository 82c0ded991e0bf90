"""Which figure a list stands behind, as its address writes it."""

from __future__ import annotations

from django import forms

from korat.web.filter_forms import MONTH

# Counted as the acts came, or read anew: what is late today, permits, work orders, payments.
TALLIED = ("opened", "closed", "completed", "solved", "reopened", "unanswered")
READ = ("late", "permits", "spent", "received")


class PartForm(forms.Form):
    """`kind`: `service/category`, or a service alone."""

    kind = forms.CharField(max_length=121, required=False)
    place = forms.CharField(max_length=80, required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class DoneForm(PartForm):
    """What an office completed, from which month on to which."""

    since = forms.RegexField(MONTH)
    until = forms.RegexField(MONTH, required=False)


class FigureForm(PartForm):
    """`below`: with the offices below the office."""

    what = forms.ChoiceField(choices=[(one, one) for one in (*TALLIED, *READ)])
    office = forms.CharField(max_length=120, required=False)
    below = forms.BooleanField(required=False)
    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
