"""Tests that run in the page, and pages as tests see them: a plugin of pytest."""
