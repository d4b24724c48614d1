"""What is printed: cards, posters, certificates."""
