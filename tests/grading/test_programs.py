"""Programs that are run for what they print: what is told of them, however they end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_codearena.grading.answers import Answers


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    with Answers() as made:
        yield made


@pytest.mark.parametrize(
    ("source", "ended", "said", "printed"),
    [
        ("print('a')\nif __name__ == '__main__':\n    print('b')", "", "", "a\nb\n"),
        ("import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.stdout.buffer.write(b'raw')", "", "", "out\nerr\nraw"),
        ("def f():\n    return 1 / 0\n\n\nprint('a')\nf()", "raised", "ZeroDivisionError: division by zero\nin <module>, line 6: f()", "a\n"),
        ("print('a')\nwhile True:\n    pass", "timeout", "longer than 0.5 s of CPU time", "a\n"),
        ("import time\nprint('a')\ntime.sleep(60)", "timeout", "not done after 1.5 s", "a\n"),
        ("import os\nprint('a')\nos._exit(4)", "crashed", "exit code 4", "a\n"),
        ("x = (", "syntax_error", "line 1: SyntaxError", ""),
        ("print('\ud800')", "syntax_error", "surrogates not allowed", ""),
        ("import sys\nsys.exit()", "", "", ""),
        ("import sys\nsys.exit(3)", "exited", "SystemExit: 3", ""),
        ("raise KeyboardInterrupt", "exited", "KeyboardInterrupt", ""),
        ("x = [0] * 10**9", "out_of_memory", "MemoryError", ""),
        ("open('/etc/passwd')", "raised", "PermissionError", ""),
        ("import socket\nsocket.socket()", "raised", "PermissionError", ""),
        ("input('name? ')", "raised", "EOFError", "name? "),
        ("import threading\nt = threading.Thread(target=print, args=('t',))\nt.start()\nt.join()", "", "", "t\n"),
        ("import os\nos.unlink('.printed')\nos.mkdir('.printed')", "", "", ""),
    ],
)
def test_how_a_program_ends(answers: Answers, source: str, ended: str, said: str, printed: str) -> None:
    run = answers.run(source, timeout_s=0.5)
    assert (run.ended, run.printed, run.cut) == (ended, printed, False)
    assert said in run.error
    assert bool(run.error) == bool(ended)


def test_endless_output_is_cut(answers: Answers) -> None:
    run = answers.run("for _ in range(100_000):\n    print('\u00e4' * 100)", timeout_s=5.0)
    assert (run.ended, run.cut) == ("", True)
    assert len(run.printed.encode()) <= 65_540


def test_a_program_finds_nothing_of_the_one_before(answers: Answers) -> None:
    assert answers.run("open('left', 'w').write('x')\nprint('wrote')", timeout_s=1.0).printed == "wrote\n"
    assert answers.run("import os\nprint(sorted(os.listdir('.')))", timeout_s=1.0).printed == "['.printed']\n"
    assert answers.ask("def f(x):\n    return x + 1", "f", [(1,)], timeout_s=1.0)[0].text == "2"
