"""`python -m eval`: measuring without the `xietiao` command.

run      ask the bot every question and score its answers against the gates
score    score anybody's answers in the batch contract
compare  two results folders, paired
ablate   the bot with one leg off at a time
robust   noise, missing and contradicting texts, questions asked otherwise
other    other people's texts, without keys: an encyclopaedia, a handbook
peer     the pipeline of LangChain's or Haystack's tutorial on the same questions
export   questions and answers as a ragas or DeepEval data set
readme   the table of scores in the README and docs/EVALUATION.md, from dev, test and the peer
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from eval.answers import load_answers
from eval.cases import Case, load_cases
from eval.compare import compare
from eval.folder import save
from eval.gates import GATES, breaches, load_gates
from eval.results import Results
from eval.run import run_eval, score_file
from eval.sources import Sources
from eval.support import SupportJudge, default_judge
from eval.systems import System
from eval.temporary import AnyEmbedder, CachedEmbedder, TemporaryBots
from ingest.errors import XietiaoError

DATASET = Path(__file__).parent / "datasets" / "guidance-dev.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 done, 1 a gate not passed or nothing usable, 2 wrong arguments."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except XietiaoError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        sub = commands.add_parser(name)
        sub.set_defaults(command=command)
        if name == "compare":
            sub.add_argument("a", type=Path)
            sub.add_argument("b", type=Path)
            continue
        sub.add_argument("--dataset", type=Path, default=DATASET)
        sub.add_argument("--corpus", type=Path, default=Path("corpus"))
        sub.add_argument("--out", type=Path)
        sub.add_argument("--limit", type=int, help="only the first N questions")
        sub.add_argument("--gates", type=Path, default=GATES)
        sub.add_argument("--no-judge", action="store_true")
        if name in ("score", "export"):
            sub.add_argument("answers", type=Path)
        if name == "export":
            sub.add_argument("--format", choices=("ragas", "deepeval"), default="ragas")
        if name == "ablate":
            sub.add_argument("--only", nargs="+", help="'no BM25', 'no gate', ...")
        if name == "peer":
            sub.add_argument("--system", choices=tuple(_PEERS), default="tutorial")
            sub.add_argument(
                "--chunk-size",
                type=int,
                help="of a passage: characters (tutorial, 1000) or words between spaces"
                " (haystack, 512)",
            )
    return parser


def _run(options: argparse.Namespace) -> int:
    from bot.answer import Bot

    bot = Bot.open(Settings())
    sources = Sources.of_documents(bot.index.documents())
    cases = _cases(options, sources)
    about = {"dataset": options.dataset.name, "corpus": bot.index.manifest["corpus_sha256"][:12]}
    results = run_eval(bot, cases, options.out, sources=sources, judge=_judge(options), about=about)
    return _finish(results, options)


def _score(options: argparse.Namespace) -> int:
    sources = Sources.of_files([options.corpus], cwd=Path.cwd())
    cases = _cases(options, sources)
    about = {"dataset": options.dataset.name}
    results = score_file(
        options.answers, cases, sources, options.out, judge=_judge(options), about=about
    )
    return _finish(results, options)


def _compare(options: argparse.Namespace) -> int:
    sys.stdout.write(compare(options.a, options.b).to_markdown())
    return 0


def _ablate(options: argparse.Namespace) -> int:
    from eval.ablate import ablate, to_markdown

    bots, sources = _temporary(options)
    cases = _cases(options, sources)
    texts = dict(sources.items())
    done = ablate(bots, cases, texts, judge=_judge(options), only=options.only)
    sys.stdout.write(to_markdown(done))
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "ablations.md").write_text(to_markdown(done), encoding="utf-8")
        for name, results in done.items():
            answers = [one.answer.model_dump(mode="json") for one in results.scored]
            save(results, options.out / name.replace(" ", "-"), answers)
    return 0


def _robust(options: argparse.Namespace) -> int:
    from bot.answer import Bot
    from eval.robustness import robustness, to_markdown
    from eval.robustness import save as save_robustness
    from eval.systems import BotSystem

    bots, sources = _temporary(options)
    cases = _cases(options, sources)
    in_use = BotSystem(Bot.open(Settings()))
    parts = robustness(bots, cases, dict(sources.items()), in_use=in_use, on_stage=_tell)
    sys.stdout.write(to_markdown(parts))
    if options.out is not None:
        save_robustness(parts, options.out)
    return 0


def _other(options: argparse.Namespace) -> int:
    from eval.other import measure_all, to_markdown

    done = measure_all(_embedder(), Settings(), limit=options.limit)
    sys.stdout.write(to_markdown(done))
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "other.md").write_text(to_markdown(done), encoding="utf-8")
    return 0


def _peer(options: argparse.Namespace) -> int:
    build = _PEERS[options.system]
    bots, sources = _temporary(options)
    cases = _cases(options, sources)
    system = build(sources, bots.embedder, options.chunk_size)
    about = {"dataset": options.dataset.name}
    results = run_eval(
        system, cases, options.out, sources=sources, judge=_judge(options), about=about
    )
    _show(results)
    return 0


def _tutorial(sources: Sources, embedder: AnyEmbedder, chunk_size: int | None) -> System:
    from eval.baselines.tutorial import CHUNK_SIZE, langchain_tutorial

    return langchain_tutorial(sources, embedder, chunk_size=chunk_size or CHUNK_SIZE)


def _haystack(sources: Sources, embedder: AnyEmbedder, chunk_size: int | None) -> System:
    try:
        from eval.baselines.haystack import SPLIT_LENGTH, haystack_hybrid
    except ModuleNotFoundError as error:
        raise XietiaoError(
            f"this peer needs {error.name}, which isn't installed: pip install -e '.[peers]'"
        ) from error
    return haystack_hybrid(sources, embedder, split_length=chunk_size or SPLIT_LENGTH)


_PEERS = {"tutorial": _tutorial, "haystack": _haystack}


def _export(options: argparse.Namespace) -> int:
    from eval.export import export

    cases = _cases(options, None)
    file = options.out or Path(f"{options.answers.stem}.{options.format}.json")
    n = export(cases, load_answers(options.answers), file, options.format)
    sys.stderr.write(f"{n} items in {file}\n")
    return 0


def _readme(options: argparse.Namespace) -> int:
    from bot.answer import Bot
    from eval.baselines.tutorial import langchain_tutorial
    from eval.other import measure_all
    from eval.readme import write

    bot = Bot.open(Settings())
    sources = Sources.of_documents(bot.index.documents())
    judge = _judge(options)
    runs: dict[str, Results] = {}
    for half in ("dev", "test"):
        dataset = DATASET.with_name(f"guidance-{half}.jsonl")
        cases = load_cases(dataset, sources)[: options.limit]
        about = {"dataset": dataset.name, "corpus": bot.index.manifest["corpus_sha256"][:12]}
        runs[half] = run_eval(bot, cases, None, sources=sources, judge=judge, about=about)
        if half == "test":
            bots, texts = _temporary(options)
            with bots(dict(texts.items())) as plain:  # as if nobody had attached a question
                runs["test, no keys"] = run_eval(
                    plain, cases, None, sources=sources, judge=judge, about=about
                )
            peer = langchain_tutorial(sources, bots.embedder)
            about = {"dataset": dataset.name, "peer": "LangChain tutorial"}
            runs["LangChain tutorial, test"] = run_eval(
                peer, cases, None, sources=sources, judge=judge, about=about
            )
    write(runs, measure_all(_embedder(), Settings(), limit=options.limit))
    return 0


_COMMANDS = {
    "readme": _readme,
    "run": _run,
    "score": _score,
    "compare": _compare,
    "ablate": _ablate,
    "robust": _robust,
    "other": _other,
    "peer": _peer,
    "export": _export,
}


def _cases(options: argparse.Namespace, sources: Sources | None) -> list[Case]:
    return load_cases(options.dataset, sources)[: options.limit]


def _judge(options: argparse.Namespace) -> SupportJudge | None:
    return None if options.no_judge else default_judge()


def _temporary(options: argparse.Namespace) -> tuple[TemporaryBots, Sources]:
    """What opens bots over changed corpora, and the corpus as it is."""
    documents = Sources.documents_in([options.corpus], cwd=Path.cwd())
    titles = {document.path: document.title for document in documents}
    bots = TemporaryBots(_embedder(), Settings(), titles=titles)
    return bots, Sources.of_documents(documents)


def _embedder() -> CachedEmbedder:
    from ingest.embed import Embedder

    settings = Settings()
    return CachedEmbedder(Embedder.open(settings.model, settings.models_folder))


def _finish(results: Results, options: argparse.Namespace) -> int:
    _show(results)
    failed = breaches(results.summary, load_gates(options.gates))
    for sentence in failed:
        sys.stderr.write(f"gate: {sentence}\n")
    return 1 if failed else 0


def _show(results: Results) -> None:
    from eval.report import markdown

    sys.stdout.write(markdown(results))
    for stage, ms in results.timings.items():
        _tell(f"{stage}: p50 {ms['p50_ms']:.1f} ms, p95 {ms['p95_ms']:.1f} ms")


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
