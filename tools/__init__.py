"""What developers, trainers and operators run by hand or by `make`, and no running process needs.

adapt, tune, held_out: learn the encoder's adapter, choose thresholds. evaluate: how well the assistant understands. bench,
console_speed: how fast it is. seed: made-up conversations for the console. screenshots: the documentation's pictures. They
may import the product and the helpers of `tests/`; the product imports none of them (`setup/check_imports.py`).
"""
