"""What is recorded, of a talk or after the beep: asked for, made, heard, and whoever listened."""
