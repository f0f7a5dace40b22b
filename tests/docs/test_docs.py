"""The documents do what they say: their code is run, their links lead somewhere.

Comes in: every Markdown file of the project. Goes out: a failure for each block that does not do what is written.

A document is run from top to bottom in an empty folder of its own. Its `python` blocks share one namespace; a block
with `>>>` is checked like a doctest. A `console` block runs each line after `$`, and the lines below it must appear in
the output in that order, blanks aside, `...` standing for anything. A block headed with a language and a file name
is that file. A block after `<!-- not run: REASON -->` is only read.
"""

import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from openclout.cli import main

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(
    r"^(?P<skip><!-- not run: .+ -->\n+)?```(?P<language>\w*) ?(?P<file>[\w.-]*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
LINK = re.compile(r"\[[^\]]+\]\((?P<to>[^)#\s]+)(?:#[^)]*)?\)")
LOOSELY = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SHELL = {*"|;&<>$"}
"""What makes words a line for a shell."""
PRESENT = {"OPENCLOUT_HOME": "home", "COLUMNS": "120", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Code:
    """A block of code in a document: its language, its text, the line it begins on, the file it is."""

    language: str
    text: str
    line: int
    file: str


def blocks(text: str) -> Iterator[Code]:
    for found in FENCE.finditer(text):
        if not found["skip"]:
            yield Code(found["language"], found["text"], text.count("\n", 0, found.start("text")) + 1, found["file"])


def run_python(code: Code, where: str, names: dict[str, object]) -> None:
    if ">>> " not in code.text:
        exec(compile("\n" * (code.line - 1) + code.text, where, "exec"), names)  # noqa: S102 - the document is ours
        return
    example = doctest.DocTestParser().get_doctest(code.text, names, where, where, code.line - 1)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=LOOSELY).run(example, out=said.append, clear_globs=False)
    names |= example.globs
    assert not said, "".join(said)


def run_console(code: Code, where: str) -> None:
    for step in re.split(r"^\$ ", code.text, flags=re.MULTILINE)[1:]:
        command, _, expected = step.partition("\n")
        said = call(command)
        wanted = [
            ".*".join(map(re.escape, re.split(r" ?\.\.\. ?", squeezed(line))))
            for line in expected.splitlines()
            if line.strip()
        ]
        assert re.search(".*\n(?:.*\n)*?.*".join(wanted), squeezed(said)), f"{where}: $ {command}\n{said}"


def squeezed(text: str) -> str:
    """Every run of blanks and table lines as one blank, so that widths do not matter."""
    return "\n".join(" ".join(re.sub(r"[\u2500-\u257f]", " ", line).split()) for line in text.splitlines())


def call(command: str) -> str:
    """What a command says, all of it together. One of ours alone stays in this process, which has the kernels."""
    words = shlex.split(command)
    with mock.patch.dict(os.environ, PRESENT):
        code, said = in_here(words[1:]) if words[0] == "openclout" and not SHELL & {*command} else in_a_shell(command)
    assert code == 0, f"$ {command}: ended with {code}\n{said}"
    return said


def in_here(words: list[str]) -> tuple[object, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main(words)
        except SystemExit as ended:
            return ended.code or 0, said.getvalue()
    return 0, said.getvalue()


def in_a_shell(command: str) -> tuple[object, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "-c", command],
        env=os.environ | {"PATH": path},
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return ended.returncode, str(ended.stdout)


def run_document(path: Path) -> None:
    names: dict[str, object] = {"__name__": "__document__"}
    for code in blocks(path.read_text(encoding="utf-8")):
        where = f"{path.relative_to(ROOT)}:{code.line}"
        if code.file:
            Path(code.file).write_text(code.text, encoding="utf-8")
        elif code.language == "python":
            run_python(code, where, names)
        elif code.language == "console":
            run_console(code, where)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_a_document_does_what_it_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_document(path)


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = [found["to"] for found in LINK.finditer(path.read_text(encoding="utf-8"))]
    lost = [to for to in links if not to.startswith(("https://", "mailto:")) and not (path.parent / to).exists()]
    assert not lost


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_a_line_holds_one_sentence(path: Path) -> None:
    prose = FENCE.sub("", path.read_text(encoding="utf-8"))
    lines = [line for line in prose.splitlines() if not line.startswith("|")]
    assert not [line for line in lines if re.search(r"[a-z)]{2}[.?!] [A-Z]", line)]


def test_a_block_that_does_something_else_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match="Got"):
        run_python(Code("python", ">>> 1 + 1\n3\n", 1, ""), "here", {})
    with pytest.raises(AssertionError, match="echo"):
        run_console(Code("console", "$ echo one two\none ... three\n", 1, ""), "here")
    run_console(Code("console", "$ echo one two three\none ... three\n", 1, ""), "here")
