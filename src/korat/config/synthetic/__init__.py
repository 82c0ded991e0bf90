"""A made-up province for the demonstration: people, two years of reports, the acts and looks behind them. Marked as such."""

from korat.config.synthetic.settle import settle_province

__all__ = ["settle_province"]
