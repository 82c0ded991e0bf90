"""`python -m korat.config.standins`: the stand-in for ThaID alone, in a demonstration."""

from korat.config import secrets
from korat.config.standins import thaid
from korat.kernel.settings import read

settings = read()
if settings.is_demo and settings.thaid_issuer:
    thaid.serve(settings.home, settings.thaid_issuer, secrets.given("thaid-client-secret", settings), settings.address)
