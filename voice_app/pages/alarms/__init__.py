"""Alarms, as supervisors see them: what stands, who was told, who sees to it, and whether a test arrives.

Deliberately raises no alarm but the test: whoever finds something wrong does.
"""
