"""A sign-in code goes out at once or the page says why not."""

from __future__ import annotations

from datetime import datetime

import pytest

from korat.blocks.messages import actions, channels, queries
from korat.blocks.messages.channels import Deferred, Rejected
from korat.kernel.errors import Invalid, Unavailable
from tests.blocks.messages.outbox import Noting


def send(now: datetime) -> None:
    actions.send_code(channel="sms", address="+66812345678", title="รหัส", body="รหัสของท่านคือ 123456", now=now)


@pytest.mark.usefixtures("house")
def test_a_demonstration_shows_the_code_in_its_outbox(now: datetime) -> None:
    send(now)
    (post,) = queries.demo_posts()
    assert (post.channel, post.address, post.body) == ("sms", "+66812345678", "รหัสของท่านคือ 123456")


@pytest.mark.parametrize(
    ("outcome", "error"), [(Rejected("http_400"), Invalid), (Deferred("unreachable", down=True), Unavailable)]
)
def test_a_code_that_does_not_go_out_is_said_in_words(
    now: datetime, monkeypatch: pytest.MonkeyPatch, outcome: Rejected | Deferred, error: type[Exception]
) -> None:
    monkeypatch.setattr(channels, "of", lambda _: Noting(then=lambda _: outcome))
    with pytest.raises(error) as refused:
        send(now)
    assert "123456" not in str(refused.value)
