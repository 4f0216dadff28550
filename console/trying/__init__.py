"""What helps trainers while they write: a message tried on models, and what stands against an example as it is typed."""
