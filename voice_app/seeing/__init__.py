"""How an operator sees what goes on: figures, traces, and log lines that one id joins.

Deliberately decides nothing by what it sees, and holds nobody up: what cannot be counted is not counted.
"""
