"""`python -m eval run | score | compare`: what `xietiao eval` does, for use without the CLI."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.cases import load_cases
from eval.run import Results, run_eval, score_file
from eval.sources import Sources
from ingest.errors import XietiaoError

_DATASET = Path(__file__).parent / "datasets" / "guidance-dev.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except XietiaoError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="ask the bot every question and score its answers")
    run.set_defaults(command=_run)
    score = commands.add_parser("score", help="score answers in the batch contract")
    score.add_argument("answers", type=Path)
    score.add_argument("--corpus", type=Path, default=Path("corpus"))
    score.set_defaults(command=_score)
    for command in (run, score):
        command.add_argument("--dataset", type=Path, default=_DATASET)
        command.add_argument("--out", type=Path)
        command.add_argument("--no-judge", action="store_true")
    return parser


def _run(options: argparse.Namespace) -> int:
    from bot.answer import Bot
    from bot.settings import Settings

    bot = Bot.open(Settings())
    sources = Sources.of_index(bot.index)
    cases = load_cases(options.dataset, sources)
    results = run_eval(bot, cases, options.out, sources=sources, judge=_judge(options))
    return _finish(results)


def _score(options: argparse.Namespace) -> int:
    sources = Sources.of_files([options.corpus], cwd=Path.cwd())
    cases = load_cases(options.dataset, sources)
    results = score_file(options.answers, cases, sources, options.out, judge=_judge(options))
    return _finish(results)


def _judge(options: argparse.Namespace):
    if options.no_judge:
        return None
    try:
        from eval.support import default_judge
    except ModuleNotFoundError:
        return None
    return default_judge()


def _finish(results: Results) -> int:
    from eval.report import markdown

    sys.stdout.write(markdown(results))
    for stage, ms in results.timings.items():
        sys.stderr.write(f"{stage}: p50 {ms['p50_ms']:.1f} ms, p95 {ms['p95_ms']:.1f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
