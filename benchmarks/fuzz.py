"""Requests generated from the server's own OpenAPI, good ones and bad ones.

    python -m benchmarks.fuzz --requests 20000

The server is one of its own, on 127.0.0.1, over copies of two small texts; every door is knocked
at, as an administrator, as nobody, and with broken headers. Wanted: no 5xx but a 503 that says when
to come again, no traceback in any body, no answer that takes longer than ten seconds.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

_SLOW_S = 10.0
_SCHEMAS = ("/api/openapi.json", "/v1/openapi.json")
_TRACES = ("Traceback (most recent", 'File "/', "site-packages")
_OUTSIDE = (
    ("GET", "/"),
    ("GET", "/config"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("POST", "/sign-in"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/mcp/"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/xietiao/../ui/serve.py"),
)
"""Doors that no schema lists; they get bodies of any kind."""


@dataclass
class Found:
    """What was sent and what came of it."""

    statuses: Counter[int] = field(default_factory=Counter[int])
    wrong: list[str] = field(default_factory=list[str])
    slowest_s: float = 0.0

    @property
    def requests(self) -> int:
        """How many were answered."""
        return self.statuses.total()

    def note(self, response: httpx.Response, seconds: float, what: str) -> None:
        """Counts a response; `what` names the request where something is wrong with it."""
        self.statuses[response.status_code] += 1
        self.slowest_s = max(self.slowest_s, seconds)
        full = response.status_code == 503 and "retry-after" in response.headers
        if response.status_code >= 500 and not full:
            self.wrong.append(f"{response.status_code}: {what}: {response.text[:200]}")
        if any(trace in response.text for trace in _TRACES):
            self.wrong.append(f"a traceback: {what}: {response.text[:200]}")
        if seconds > _SLOW_S:
            self.wrong.append(f"{seconds:.0f} s: {what}")


def fuzz(address: str, password: str, n: int, *, start: int = 0) -> Found:
    """What `n` requests to the server at `address` came to; `password` is the administrator's."""
    found = Found()
    headers = {"authorization": f"Bearer {password}"}
    with httpx.Client(base_url=address, timeout=30) as client:
        operations = [
            operation.ok()
            for schema in _SCHEMAS
            for operation in _schema(address, schema, headers).get_all_operations()
        ]
        each = max(1, n * 3 // 4 // len(operations))
        for k, operation in enumerate(operations):
            _fuzz_operation(client, operation, each, headers, found, start + k)
        _fuzz_outside(client, n - found.requests, found, random.Random(start))
    return found


def _schema(address: str, path: str, headers: dict[str, str]) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_url(address + path, headers=headers)
    schema.config.update(base_url=address + path.rpartition("/")[0])
    return schema


def _fuzz_operation(
    client: httpx.Client,
    operation: schemathesis.APIOperation,
    n: int,
    headers: dict[str, str],
    found: Found,
    start: int,
) -> None:
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @seed(start)
    @settings(
        max_examples=n,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def send(case: schemathesis.Case) -> None:
        began = time.monotonic()
        try:
            response = case.call(headers=headers, timeout=30)
        except (ValueError, UnicodeError, OSError) as error:
            if "timed out" in str(error):
                found.wrong.append(f"no answer: {case.method} {case.path}")
            return  # what no client can send
        told = httpx.Response(
            response.status_code,
            headers={
                name: values[0]
                for name, values in response.headers.items()
                if name == "retry-after"
            },
            text=response.content.decode("utf-8", "replace"),
        )
        found.note(told, time.monotonic() - began, f"{case.method} {case.path} {case.body!r:.120}")

    send()


def _fuzz_outside(client: httpx.Client, n: int, found: Found, choose: random.Random) -> None:
    for method, path, body, headers in _odd(n, choose):
        began = time.monotonic()
        url = f"http://{client.base_url.netloc.decode()}{path}"  # "//x" alone would be a host
        try:
            with client.stream(method, url, content=body, headers=headers) as response:
                start = b""
                for piece in response.iter_bytes():
                    start += piece
                    if len(start) > 20_000 or time.monotonic() - began > 2:
                        break  # a stream that stays open is no hang
        except (httpx.LocalProtocolError, httpx.InvalidURL):
            continue
        except httpx.RemoteProtocolError:
            found.wrong.append(f"broke off: {method} {path} {body[:80]!r} {headers}")
            continue
        comes_again = "retry-after" in response.headers
        told = _told(response.status_code, start, comes_again=comes_again)
        found.note(told, time.monotonic() - began, f"{method} {path} {body[:80]!r} {headers}")


def _told(status: int, body: bytes, *, comes_again: bool) -> httpx.Response:
    headers = {"retry-after": "1"} if comes_again else {}
    return httpx.Response(status, headers=headers, text=body.decode("utf-8", "replace"))


_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "X")
_TYPES = (
    "application/json",
    "text/plain",
    "x",
    "multipart/form-data; boundary=a",
    "application/x-www-form-urlencoded",
)
_HEADERS = (
    *("cookie", "authorization", "origin", "accept", "x-request-id", "x-forwarded-for"),
    *("traceparent", "range", "if-none-match"),
)
_BODIES = (
    *(b"null", b"[]", b"{}", b"[" * 5000, b'{"fn_index": 1e400}'),
    b'{"data": [1, 2], "fn_index": 4, "session_hash": "x"}',
    b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask"}}',
    b'{"data": null, "fn_index": -1}',
    b'{"data": "' + b"x" * 3000 + b'"}',
)


def _odd(n: int, choose: random.Random) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Methods, paths, bodies and headers that no browser sends."""
    for _ in range(n):
        method, path = choose.choice(_OUTSIDE)
        if choose.random() < 0.2:
            method = choose.choice(_METHODS)
        if choose.random() < 0.2:
            path += "".join(choose.choice("/.%?&=#;\\'\"<{[0aé协") for _ in range(8))
        noise = choose.randbytes(choose.randrange(200))
        body = noise if choose.random() < 0.5 else choose.choice(_BODIES)
        headers = {"content-type": choose.choice(_TYPES)}
        if choose.random() < 0.3:
            value = "".join(chr(choose.randrange(32, 127)) for _ in range(30)).strip()
            headers[choose.choice(_HEADERS)] = value
        yield method, path, body, headers


def main(arguments: Sequence[str] | None = None) -> None:
    """Fuzzes, and ends with status 1 where anything was found."""
    from tests.fuzzed import served_office

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0, help="another one sends other requests")
    given_ = parser.parse_args(arguments)
    with served_office() as (address, password):
        found = fuzz(address, password, given_.requests, start=given_.start)
    sys.stdout.write(f"{found.requests} requests, slowest {found.slowest_s:.1f} s\n")
    sys.stdout.write(f"{dict(sorted(found.statuses.items()))}\n")
    for wrong in found.wrong[:50]:
        sys.stdout.write(f"{wrong}\n")
    if found.wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
