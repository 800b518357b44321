"""Notices of outages: published, found for who asks, ended."""
