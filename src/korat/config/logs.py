"""One JSON object a line, with the request id that stands on each act. Messages carry ids, never personal values."""

from __future__ import annotations

import json
import logging

from korat.kernel import clock


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": clock.now().isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "say": record.getMessage(),
            "request": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
