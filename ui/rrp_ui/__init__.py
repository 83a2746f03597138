"""The windows of RRP Desktop; the only place that knows Qt."""
