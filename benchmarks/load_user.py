"""A reader, for locust: asks as people ask, in a browser or through a program.

Started by `benchmarks.load`, never imported: locust patches the standard library.
"""

import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, constant, task

_DATASET = Path(__file__).parents[1] / "eval/datasets/guidance-dev.jsonl"
_QUESTIONS = [json.loads(line)["question"] for line in _DATASET.read_text("utf-8").splitlines()]
_BROWSES = os.environ.get("LOAD_USER") == "browser"
_RUSHES = os.environ.get("LOAD_PAUSE") == "none"


class Reader(HttpUser):
    """Reads for one to three seconds, then asks on; told that it is full, it waits as told."""

    wait_time = constant(0) if _RUSHES else between(1, 3)

    def on_start(self) -> None:
        """Opens the page, in a browser."""
        if _BROWSES:
            self.client.get("/", name="page")
            self._number = self._asking()

    @task
    def ask(self) -> None:
        """One question, whose answer has to be whole."""
        if _BROWSES:
            self._ask_in_browser(random.choice(_QUESTIONS))
        else:
            self._ask(random.choice(_QUESTIONS))

    def _ask(self, question: str) -> None:
        with self.client.post(
            "/api/ask", json={"question": question}, name="ask", catch_response=True, timeout=60
        ) as response:
            if response.status_code == 503 and "Retry-After" in response.headers:
                response.success()
                self.environment.events.request.fire(
                    request_type="POST", name="told 503", response_time=0, response_length=0,
                    exception=None, context={},
                )  # fmt: skip
            elif response.status_code != 200 or "answer" not in response.json():
                response.failure(f"status {response.status_code}: {response.text[:80]}")

    def _ask_in_browser(self, question: str) -> None:
        """What the page does: joins Gradio's queue, then reads the stream to its end."""
        session = f"{random.getrandbits(48):x}"
        data = {
            "data": [question, None],
            "event_data": None,
            "fn_index": self._number,
            "session_hash": session,
        }
        with self.environment.events.request.measure("POST", "ask in a browser"):
            joined = self.client.post("/gradio_api/queue/join", json=data, name="join", timeout=60)
            joined.raise_for_status()
            self._read(session)

    def _read(self, session: str) -> None:
        has_answer = False
        with self.client.get(
            f"/gradio_api/queue/data?session_hash={session}",
            name="data",
            stream=True,
            timeout=60,
            catch_response=True,
        ) as stream:
            for line in stream.iter_lines():
                if b'"process_completed"' in line:
                    break
                has_answer = has_answer or b"xt-answer" in line or b"xt-failed" in line
        if not has_answer:
            raise RuntimeError("the page got no answer")

    def _asking(self) -> int:
        """The number of the page's function that asks."""
        config = self.client.get("/config", name="config").json()
        return next(
            listed["id"]
            for listed in config["dependencies"]
            if any(event == "submit" for _, event in listed["targets"])
        )
