"""What families asked: an index of the stored conversations, and the pages on which staff read and review them."""
