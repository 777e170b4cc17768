"""The command line, called in this process or in one of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from tests.bot.checking import ROOT
from ui.cli import app

SEVEN = "办公室主任的七字诀是什么"


UNCOVERED = "公章丢了去哪里登报"


CONTRACT = {
    "id", "question", "answer", "script", "refused", "reason", "confidence", "citations",
    "passages", "topics", "answerer", "timings_ms",
}  # fmt: skip


DUTY = "值班守则\n一、值班室每晚十点锁门。\n二、交接时要当面清点印章和钥匙。\n"


MEETING = "会务守则\n一、会议室用完要关灯。\n二、茶水由文员准备。\n"


def xietiao(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str) -> str:
    """What a command that succeeds writes to stdout."""
    result = xietiao(*arguments)
    assert (result.exit_code, result.stderr.strip()) == (0, "")
    return result.stdout


def told(*arguments: str, status: int = 1) -> str:
    """The one sentence of a command that fails."""
    result = xietiao(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    sentence = result.stderr.strip()  # a progress bar without a terminal leaves an empty line
    assert re.fullmatch(r"xietiao: .+", sentence), result.stderr
    return sentence.removeprefix("xietiao: ")


def python_m_ui(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **environment},
        capture_output=True,
        timeout=100,
    )


def put(file: Path, *lines: object) -> str:
    written = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(file)
