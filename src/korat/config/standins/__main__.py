"""`python -m korat.config.standins thaid|line|sms|email SOCKET...`: one stand-in alone, in a demonstration."""

import sys

from korat.config import listening, secrets
from korat.config.standins import email, line, sms, thaid
from korat.kernel.settings import read

settings, name, held = read(), sys.argv[1], listening.taken_over(sys.argv[2:])
if settings.is_demo and name == "thaid" and settings.thaid_issuer:
    secret = secrets.given("thaid-client-secret", settings)
    thaid.serve(settings.home, settings.thaid_issuer, secret, settings.address, held[0])
if settings.is_demo and name == "line" and settings.line_url:
    line.serve(
        settings.home,
        settings.line_url,
        settings.address,
        held[0],
        secret=secrets.given("line-channel-secret", settings),
        token=secrets.given("line-access-token", settings),
        login_secret=secrets.given("line-login-secret", settings),
    )
if settings.is_demo and name == "sms":
    sms.serve(held[0], settings.address, secrets.given("sms-inbound-secret", settings))
if settings.is_demo and name == "email" and settings.maildir:
    email.serve(held[0], held[1], settings.address, settings.maildir)
