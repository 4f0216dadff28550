"""`make bench`: this project against Rasa's default, ratio by ratio, in one run on one machine."""
