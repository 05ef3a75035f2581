"""The Flask app, and the ground that it and the workers stand on."""
