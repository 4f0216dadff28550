"""The encoder's adapter: how it is learned, kept and added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.encoder.adapter import Adapter, AdapterError, matrices_of
from assistant.nlu.encoder.graph import LAYERS
from assistant.nlu.encoder.onnx_file import tensors_of
from assistant.nlu.encoder.sentence_encoder import MODEL_SHA256, SentenceEncoder, encoder_tokenizer, packaged_model
from tools.adapt import training
from tools.adapt.network import AdapterNetwork, padded
from tools.adapt.training import NOTHING, Lessons, learn_adapter

TEXTS = ("how long does it take", "who sees the report, and will they know that it is about us?", "why")


@pytest.fixture(scope="module")
def stored() -> dict[str, np.ndarray]:
    return tensors_of(packaged_model().read_bytes())


@pytest.fixture(scope="module")
def adapter() -> Adapter:
    """An adapter of one matrix that changes what sentences mean."""
    random = np.random.default_rng(0)
    key = (LAYERS - 1, "output")
    return Adapter(
        {key: random.normal(scale=0.05, size=(1536, 4)).astype(np.float32)},
        {key: random.normal(scale=0.3, size=(4, 384)).astype(np.float32)},
    )


def encoded(adapter: Adapter | None) -> np.ndarray:
    return SentenceEncoder(packaged_model(), MODEL_SHA256, adapter).encode(TEXTS)


def test_every_layer_has_its_six_matrices(stored: dict[str, np.ndarray]) -> None:
    assert [len(names) for names in matrices_of(stored)] == [6] * LAYERS


def test_vectors_change_with_the_adapter_and_only_with_it(adapter: Adapter) -> None:
    plain = encoded(None)

    np.testing.assert_allclose(encoded(Adapter({}, {})), plain, atol=1e-6)
    assert (encoded(adapter) * plain).sum(axis=1).max() < 0.99


def test_encoders_with_different_adapters_are_told_apart(adapter: Adapter) -> None:
    fingerprints = {
        SentenceEncoder(packaged_model(), MODEL_SHA256, one).fingerprint for one in (None, adapter, Adapter({}, {}))
    }

    assert len(fingerprints) == 3


def test_the_adapter_is_added_to_its_matrix_alone(stored: dict[str, np.ndarray], adapter: Adapter) -> None:
    ((key, down),) = adapter.down.items()
    name = matrices_of(stored)[-1][-1]

    changed = adapter.added_to(stored)

    whole = stored[f"{name}_q"] * stored[f"{name}_scale"] + down @ adapter.up[key]
    np.testing.assert_allclose(changed[f"{name}_q"] * changed[f"{name}_scale"], whole, atol=np.abs(whole).max() / 127)
    assert {key for key in stored if changed[key] is not stored[key]} == {f"{name}_q", f"{name}_scale"}


def test_an_adapter_is_the_same_after_saving_and_loading(adapter: Adapter, tmp_path: Path) -> None:
    adapter.save(tmp_path / "adapter.npz")

    loaded = Adapter.load(tmp_path / "adapter.npz")

    assert loaded.fingerprint == adapter.fingerprint
    np.testing.assert_allclose(encoded(loaded), encoded(adapter), atol=1e-2)  # kept in half the digits


def test_a_missing_or_broken_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "broken.npz").write_bytes(b"not an archive")

    for name in ("missing.npz", "broken.npz"):
        with pytest.raises(AdapterError, match=rf"{name}.*make adapt"):
            Adapter.load(tmp_path / name)


def test_what_learns_the_adapter_computes_what_the_encoder_computes(stored: dict[str, np.ndarray]) -> None:
    network, tokenizer = AdapterNetwork(stored, rank=2, first_layer=LAYERS - 1), encoder_tokenizer()

    vectors = network.vectors(*padded([tokenizer.encode(text).ids for text in TEXTS]), learning=False).numpy()

    np.testing.assert_allclose(vectors, encoded(None), atol=1e-3)


def test_what_is_learned_moves_apart_what_was_told_apart(
    stored: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"RANK": 4, "FIRST_LAYER": LAYERS - 1, "EPOCHS": 30, "WARM_UP": 5}.items():
        monkeypatch.setattr(training, name, value)
    texts = ["he is at school", "she is at nursery", "he is at the door", "she is at the window"]
    topics, nothing = np.array([0, 0, 1, 1]), np.full(4, NOTHING)
    lessons = Lessons(texts, topics, nothing, nothing, nothing, names=(2, 4))

    learned = learn_adapter(lessons, stored, encoder_tokenizer())

    plain, adapted = (SentenceEncoder(packaged_model(), MODEL_SHA256, one).encode(texts) for one in (None, learned))
    assert adapted[0] @ adapted[1] - adapted[0] @ adapted[2] > plain[0] @ plain[1] - plain[0] @ plain[2] + 0.1


def test_the_mean_of_two_adapters_adds_half_of_each() -> None:
    random, key = np.random.default_rng(1), (0, "query")
    one, other = (Adapter({key: random.normal(size=(384, 4))}, {key: random.normal(size=(4, 384))}) for _ in range(2))
    whole = (one.down[key] @ one.up[key] + other.down[key] @ other.up[key]) / 2

    exact, nearest = one.mean_with(other, rank=8), one.mean_with(other, rank=6)

    np.testing.assert_allclose(exact.down[key] @ exact.up[key], whole, atol=1e-3)
    assert nearest.down[key].shape == (384, 6)
    lost = np.linalg.norm(nearest.down[key] @ nearest.up[key] - whole)
    assert 0 < lost <= np.linalg.norm(np.linalg.svd(whole)[1][6:]) * 1.001
