"""What the sentence encoder leaves to others."""

from __future__ import annotations

import time

from threadpoolctl import threadpool_limits

from assistant.nlu.encoder.sentence_encoder import MODEL_SHA256, SentenceEncoder, packaged_model


def test_long_texts_leave_the_other_processors_to_others() -> None:
    encoder = SentenceEncoder(packaged_model(), MODEL_SHA256)
    texts = [f"{number} {'word ' * 60}" for number in range(20)]
    with threadpool_limits(1):  # as while messages are answered: NumPy's threads spin while they wait
        encoder.encode(texts)
        process, thread = time.process_time(), time.thread_time()
        encoder.encode(texts)

    assert time.thread_time() - thread > 0.9 * (time.process_time() - process)
