"""Machines' doors: Open311 GeoReport v2, health and metrics."""
