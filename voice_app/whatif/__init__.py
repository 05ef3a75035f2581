"""`python -m voice_app whatif scenario.toml`: a day before it happens, asked of `routing.whatif` from a file."""
