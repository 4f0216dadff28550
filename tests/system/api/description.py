"""Compares what the server answers with what docs/openapi.yml says."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, RefResolver

from tests.system.api.client import Reply

FILE = Path(__file__).resolve().parents[3] / "docs" / "openapi.yml"
ANYWHERE = {404, 405, 408}  # described once for all addresses
NOT_DESCRIBED = {"OPTIONS"}  # answered for browsers, before the API is reached
PROBLEM = "application/problem+json"


class ApiDescription:
    """The file, as something that judges replies."""

    @cached_property
    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        return content

    def check(self, method: str, path: str, reply: Reply) -> None:
        """Fail unless a reply is described.

        Raises:
            AssertionError: its status, headers or body are not as described.
        """
        if method in NOT_DESCRIBED:
            return
        where = f"{method} {path} -> {reply.status} {reply.body[:300]!r}"
        described = self._described(method, path, reply.status)
        assert described is not None, f"not described: {where}"
        self._check_headers(described, reply, where)
        self._check_body(described, reply, where)

    def _described(self, method: str, path: str, status: int) -> dict[str, Any] | None:
        responses = self._content["paths"].get(urlsplit(path).path, {}).get(method.lower(), {}).get("responses", {})
        if str(status) in responses:
            return self._follow(responses[str(status)])
        problem: dict[str, Any] = self._content["components"]["responses"]["NotFound"]
        return problem if status in ANYWHERE else None

    def _check_headers(self, described: dict[str, Any], reply: Reply, where: str) -> None:
        for name, header in described["headers"].items():
            value = reply.headers.get(name.lower())
            assert value is not None, f"no {name}: {where}"
            schema = self._follow(header)["schema"]
            self._check(schema, int(value) if schema.get("type") == "integer" else value, f"{name}: {where}")

    def _check_body(self, described: dict[str, Any], reply: Reply, where: str) -> None:
        if "content" not in described:
            assert reply.body == b"", where
            return
        ((media_type, body),) = described["content"].items()
        assert reply.headers.get("content-type", "").split(";")[0] == media_type, f"{reply.headers}: {where}"
        self._check(body["schema"], reply.json, where)
        if media_type == PROBLEM:
            assert reply.json["status"] == reply.status, where

    def _check(self, schema: dict[str, Any], value: object, where: str) -> None:
        validator = Draft202012Validator(schema, RefResolver("", self._content))
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert not errors, f"{errors}: {where}"

    def _follow(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        found: dict[str, Any] = RefResolver("", self._content).resolve(part["$ref"])[1]
        return found
