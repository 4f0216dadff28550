"""What the assistant knows, topic by topic, and the trainers' inbox of what it did not understand."""
