"""`python -m korat.config.standins thaid|line|sms PORT`: one stand-in alone, in a demonstration."""

import sys

from korat.config import secrets
from korat.config.standins import line, sms, thaid
from korat.kernel.settings import read

settings = read()
if settings.is_demo and sys.argv[1:] == ["thaid"] and settings.thaid_issuer:
    thaid.serve(settings.home, settings.thaid_issuer, secrets.given("thaid-client-secret", settings), settings.address)
if settings.is_demo and sys.argv[1:] == ["line"] and settings.line_url:
    line.serve(
        settings.home,
        settings.line_url,
        settings.address,
        secret=secrets.given("line-channel-secret", settings),
        token=secrets.given("line-access-token", settings),
        login_secret=secrets.given("line-login-secret", settings),
    )
if settings.is_demo and sys.argv[1:2] == ["sms"]:
    sms.serve(int(sys.argv[2]), settings.address, secrets.given("sms-inbound-secret", settings))
