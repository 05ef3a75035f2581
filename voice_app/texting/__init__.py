"""Texts, both ways: what a person is told, what somebody was asked, and what an answer is an answer to."""
