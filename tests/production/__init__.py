"""What a production start refuses."""
