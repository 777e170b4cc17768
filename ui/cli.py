"""The command line. It translates arguments and errors; the work is done in ingest and bot."""

import io
import json
import logging
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from bot.settings import Settings
from ingest.errors import XietiaoError

app = typer.Typer(
    name="xietiao",
    help="Answers how an office coordinates, from guidance texts, with citations that open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
_out = Console(highlight=False, soft_wrap=True)
_P = ParamSpec("_P")

ScriptOption = Annotated[
    str, typer.Option("--script", help="auto | hans | hant-tw | hant-hk", metavar="SCRIPT")
]
JsonOption = Annotated[bool, typer.Option("--json", help="one JSON object on stdout")]


def main() -> None:
    """Entry point of the `xietiao` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what is not UTF-8 in an argument is escaped
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    app()


def _sentences(command: Callable[_P, None]) -> Callable[_P, None]:
    """What goes wrong ends in one sentence on stderr and exit status 1, never a traceback."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except XietiaoError as error:
            _fail(str(error))
        except ValidationError as error:
            _fail("; ".join(_setting_sentence(problem) for problem in error.errors()))
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(1) from None
        except OSError as error:
            _fail(f"{error.filename or 'a file'}: {error.strerror or error}")

    return run


def _fail(sentence: str, *, status: int = 1) -> None:
    _err.print(f"xietiao: {sentence}", markup=False)
    raise typer.Exit(status)


def _setting_sentence(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    return f"setting {name!r}: {problem['msg']}; fix XIETIAO_{name.upper()} or xietiao.toml"


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@app.command()
@_sentences
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="files or folders; corpus/")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show, change nothing")] = False,
    report: Annotated[Path | None, typer.Option(help="write what was done as JSON")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="make everything anew")] = False,
    expand: Annotated[
        bool, typer.Option("--expand", help="let the LLM propose questions for each passage")
    ] = False,
) -> None:
    """Bring the index in line with the files: add, update, and remove what is gone."""
    from ingest.attached import AttachedQuestions
    from ingest.build import ingest as run_ingest
    from ingest.build import preview
    from ingest.embed import Embedder

    settings = Settings()
    if expand and (dry_run or not settings.llm):
        why = "--dry-run changes nothing" if dry_run else "set XIETIAO_LLM to provider:model"
        _fail(f"--expand needs an LLM and an index to write to: {why}", status=2)
    chosen = paths or [settings.corpus]
    limits = {"max_chars": settings.max_chars, "max_bytes": settings.max_file_mb * 2**20}
    if dry_run:
        done = preview(chosen, cwd=Path.cwd(), **limits)
    else:
        embedder = Embedder.open(settings.model, settings.models_folder)

        def run(*, anew: bool) -> Any:
            with _progress("ingest") as on_progress:
                return run_ingest(
                    chosen,
                    folder=settings.index_folder,
                    embedder=embedder,
                    cwd=Path.cwd(),
                    rebuild=anew,
                    on_progress=on_progress,
                    attached=AttachedQuestions(settings.questions_file),
                    milvus=settings.milvus(),
                    **limits,
                )

        done = run(anew=rebuild)
        if expand:
            _expand(settings)
            run(anew=False)  # takes the new questions up; nothing else has changed
    if report is not None:
        text = json.dumps(done.to_dict(), ensure_ascii=False, indent=1)
        report.write_text(text + "\n", encoding="utf-8")
    _print_ingest_table(done, dry_run=dry_run)


def _expand(settings: Settings) -> None:
    from bot.answer import Bot
    from bot.expand import expand

    bot = Bot.open(settings)
    with _progress("expand") as on_progress:
        made = expand(bot, settings.index_folder, on_progress=on_progress)
    _err.print(made.sentence, markup=False)


@contextmanager
def _progress(what: str) -> Generator[Callable[[int, int, str], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} {task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    # A batch takes seconds, on a slow machine half a minute: rich forgets after 30 s unless told.
    with Progress(*columns, console=_err, transient=True, speed_estimate_period=600) as bar:
        task = bar.add_task(what, total=None, rate="")

        def advance(done: int, total: int, path: str) -> None:
            bar.update(task, completed=done, total=total, description=Path(path).name[:40])
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"({speed:.1f}/s)" if speed else "")

        yield advance


def _print_ingest_table(done: Any, *, dry_run: bool) -> None:
    documents = done.documents
    table = Table(title="ingest (dry run, nothing changed)" if dry_run else "ingest")
    table.add_column("document", overflow="fold", min_width=28)
    for column in ("status", "script"):
        table.add_column(column)
    for column in ("chars", "noise", "sections", "passages"):
        table.add_column(column, justify="right", overflow="fold")
    shown = [d for d in documents if d.status != "unchanged"]
    for d in shown:
        counts = (d.n_chars, d.n_masked, d.n_sections, d.n_passages)
        cells = [str(n) if n else "" for n in counts]
        table.add_row(Path(d.path).name, d.status, d.script, *cells)
    if shown:
        _out.print(table)
    if dry_run:
        for d in documents:
            for start, end, rule, text in d.masks:
                _out.print(f"{d.path}:{start}-{end} {rule}: {text!r}", markup=False)
    for d in documents:
        if d.status == "skipped":
            _err.print(f"skipped {d.path}: {d.reason}", markup=False)
    for problem in done.problems:
        _err.print(problem, markup=False)
    for paths in done.duplicate_documents:
        _out.print(f"nearly the same: {', '.join(paths)}", markup=False)
    if not documents:
        _err.print("no text files there; the index stays as it is", markup=False)
    unchanged = len(documents) - len(shown)
    if unchanged:
        _out.print(f"{unchanged} unchanged")


@app.command()
@_sentences
def ask(
    question: Annotated[str | None, typer.Argument(help="the question")] = None,
    script: ScriptOption = "auto",
    as_json: JsonOption = False,
    batch: Annotated[Path | None, typer.Option(help="questions, one JSON object a line")] = None,
    out: Annotated[Path | None, typer.Option(help="where the answers go")] = None,
) -> None:
    """Answer a question, or a file of questions, with citations."""
    from ui import batch as batches

    if script not in ("auto", "hans", "hant-tw", "hant-hk"):
        _fail(f"unknown script {script!r}; choose auto, hans, hant-tw or hant-hk", status=2)
    if (batch is None) == (question is None) or (batch is None) != (out is None):
        _fail("give one QUESTION, or --batch IN.jsonl together with --out OUT.jsonl", status=2)
    if batch is not None and out is not None:
        items = batches.read(batch)
        n = batches.write(batches.answers(_open_bot(), items, script=script), out)
        _err.print(f"{n} answers in {out}")
        return
    assert question is not None
    answer = _open_bot().ask(question, script=script)
    if as_json:
        _print_json(answer.to_dict())
        return
    _out.print(answer.answer, markup=False)
    for c in answer.citations:
        heading = " > ".join(c.heading)
        also = f"  另见 {', '.join(c.also)}" if c.also else ""
        _out.print(f"[{c.marker}] {c.path}:{c.start}-{c.end}  {heading}{also}", markup=False)


def _open_bot() -> Any:
    from bot.answer import Bot

    return Bot.open(Settings())


@app.command()
@_sentences
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=1, max=65535)] = 7860,
) -> None:
    """Open the chat in a browser: one server for the page and the API."""
    from bot.trace import start as start_traces
    from ui.logs import start as start_log
    from ui.serve import serve as run_server
    from ui.serve import warning

    bot = _open_bot()
    start_log(bot.settings)
    start_traces(bot.settings)

    def announce() -> None:
        _err.print(f"Xietiao 协调: http://{host}:{port}  (Ctrl-C stops it)", markup=False)
        if told := warning(host, bot.settings):
            _err.print(told, markup=False, style="bold red")

    run_server(bot, host, port, on_listening=announce)


@app.command()
@_sentences
def show(
    doc_id: Annotated[str | None, typer.Argument(help="a document's id or path")] = None,
    start: Annotated[int | None, typer.Option(min=0, help="first code point")] = None,
    end: Annotated[int | None, typer.Option(min=0, help="after the last code point")] = None,
    outline: Annotated[bool, typer.Option("--outline", help="its sections")] = False,
    passages: Annotated[bool, typer.Option("--passages", help="what is indexed of it")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the documents; one text, a span of it, its outline, or its passages."""
    from ingest.index import Index
    from ui import show as views

    index = Index.open(Settings().index_folder)
    if doc_id is None:
        view = views.documents(index)
    elif outline:
        view = views.outline(index, doc_id)
    elif passages:
        view = views.passages(index, doc_id)
    else:
        view = views.text(index, doc_id, start, end)
    if as_json:
        _print_json(view.data)
    else:
        sys.stdout.write(view.plain.rstrip("\n") + "\n")


@app.command()
@_sentences
def quiz(
    n: Annotated[int, typer.Option("--n", help="how many items")] = 20,
    types: Annotated[str, typer.Option(help="single,multiple,true-false,blank,ordering,…")] = "",
    docs: Annotated[str, typer.Option(help="documents by id or path, comma-separated")] = "",
    sections: Annotated[str, typer.Option(help="words of headings, comma-separated")] = "",
    difficulty: Annotated[str, typer.Option(help="easy,medium,hard")] = "",
    file_format: Annotated[str, typer.Option("--format", help="json, …")] = "json",
    out: Annotated[
        Path | None, typer.Option(help="where it goes; JSON alone may do without")
    ] = None,
    seed: Annotated[int, typer.Option(help="the same seed gives the same paper")] = 0,
    script: ScriptOption = "auto",
    coverage: Annotated[bool, typer.Option("--coverage", help="which sections are asked")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="let the LLM propose some items")] = False,
) -> None:
    """Make a quiz from the texts: sound items, each with the words it rests on."""
    from bot.quiz import BadPaper
    from bot.quiz.formats import FORMATS
    from ui import quiz as papers

    if file_format not in FORMATS:
        _fail(f"unknown format {file_format!r}; choose {', '.join(FORMATS)}", status=2)
    if out is None and file_format != "json":
        _fail("give --out FILE; only json may go to stdout", status=2)
    if script not in ("auto", "hans", "hant-tw", "hant-hk"):
        _fail(f"unknown script {script!r}; choose auto, hans, hant-tw or hant-hk", status=2)
    try:
        chosen = papers.choices(
            n=n,
            types=types,
            docs=docs,
            sections=sections,
            difficulty=difficulty,
            script=script,
            seed=seed,
        )
    except BadPaper as error:
        _fail(str(error), status=2)
        return
    paper = papers.made(Settings(), chosen, auto=script == "auto", llm=llm)
    for note in paper.notes:
        _err.print(note, markup=False)
    if not paper.items:
        raise typer.Exit(1)
    for note in papers.put(paper, file_format, out):
        _err.print(note, markup=False)
    if coverage:
        _err.print(papers.map_of(paper.coverage), markup=False)
    if out is not None:
        _err.print(f"{len(paper.items)} items in {out}", markup=False)


@app.command(
    name="eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def evaluate(context: typer.Context) -> None:
    """Measure answers: run, score, compare, ablate, robust, peer, export, readme (--help: all)."""
    from eval.__main__ import main as run_eval

    raise typer.Exit(run_eval(context.args))


feedback_app = typer.Typer(help="What readers thought of answers.", no_args_is_help=True)
app.add_typer(feedback_app, name="feedback")


@feedback_app.command()
@_sentences
def export(
    out: Annotated[Path, typer.Option(help="where the data set goes, one JSON object a line")],
) -> None:
    """Make an evaluation data set of the feedback, for `xietiao eval run --dataset`."""
    from bot.feedback import FeedbackStore
    from bot.feedback import export as export_cases
    from ingest.attached import AttachedQuestions
    from ingest.index import Index
    from ui.batch import write

    settings = Settings()
    votes = FeedbackStore(settings.feedback_file).all()
    texts = {d.path: d.text for d in Index.open(settings.index_folder).documents()}
    done = export_cases(votes, texts, AttachedQuestions(settings.questions_file).read()[0])
    if not done.cases:
        _fail(f"none of {len(votes)} votes says what a good answer is; nothing was written")
    n = write(done.cases, out)
    _err.print(f"{n} questions in {out}, of {len(votes)} votes")
    for why, count in done.left_out.items():
        _err.print(f"{count} left out: {why}")


@app.command()
@_sentences
def doctor(as_json: JsonOption = False) -> None:
    """Say what is installed, which model, the state of the index, and what to do next."""
    from ui.doctor import examine

    findings = examine(Settings())
    if as_json:
        _print_json(findings)
        return
    for name, value in findings.items():
        _out.print(f"{name:12} {value}", markup=False)


if __name__ == "__main__":
    main()
