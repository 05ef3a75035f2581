"""Edits of the line as functions from its tables to its tables: pure, and ignorant of pages and of who edits."""
