"""Alerts by rule with hysteresis, what becomes of them, and the morning summary of leaders."""
