"""What-if: a day on the line before it happens, on a virtual clock, by the very rules that the service goes by."""
