"""What is filled in, inside and by the public."""
