"""Changes of what the assistant knows: written by trainers, checked by a worker, approved by a second person, released."""
