"""Who should take which call, and when there is room to call somebody back: pure decisions and one live board."""
