"""xietiao serve"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tests.bot.checking import ROOT
from tests.ui.cli.calling import SEVEN, python_m_ui


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.slow  # gradio takes 5 s to import
@pytest.mark.usefixtures("corpus")
def test_a_port_that_is_taken_is_told(taken: int):
    ran = python_m_ui("serve", "--port", str(taken))
    assert (ran.returncode, ran.stdout) == (1, b"")
    last = ran.stderr.decode().splitlines()[-1]
    assert last.startswith(f"xietiao: can't listen on 127.0.0.1 port {taken}: ")
    assert last.endswith("choose another with --port or --host")


@pytest.mark.slow
@pytest.mark.usefixtures("corpus")
def test_an_address_that_does_not_answer_is_not_announced(taken: int):
    ran = python_m_ui("serve", "--port", str(taken))
    assert f"http://127.0.0.1:{taken}" not in ran.stderr.decode()


@pytest.mark.slow
@pytest.mark.usefixtures("corpus")
def test_serve_answers_until_it_is_stopped():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    try:
        body = json.dumps({"question": SEVEN}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/ask", body, {"content-type": "application/json"}
        )
        answer = json.loads(_when_up(request))
        assert "敏、谋、快、敢、勤、实、宽" in answer["answer"]
    finally:
        server.terminate()
        _, err = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in err.decode()
    assert "Traceback" not in err.decode()


def _when_up(request: urllib.request.Request) -> bytes:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.read()
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)
