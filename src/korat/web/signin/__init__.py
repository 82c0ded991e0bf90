"""Signing in: a code by telephone or e-mail for residents; a password and an authenticator for officials."""

from korat.web.signin.adapter import Adapter, SecondStepAdapter
from korat.web.signin.doors import official, signed_in_person

__all__ = ["Adapter", "SecondStepAdapter", "official", "signed_in_person"]
