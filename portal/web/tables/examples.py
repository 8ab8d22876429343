"""The call behind a view, as programs write it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.web.tables.address import Pairs


@dataclass(frozen=True)
class CallExamples:
    """One call: its address, and the program that makes it in three languages."""

    url: str
    curl: str
    python: str
    javascript: str


def call_examples(base: str, pairs: Pairs) -> CallExamples:
    """Examples of asking `base` with these arguments. What people typed is quoted as each language needs."""
    url = base + ("?" + urlencode(pairs, errors="replace") if pairs else "")
    return CallExamples(url, _curl(base, pairs), _python(base, pairs), _javascript(base, pairs))


def _curl(base: str, pairs: Pairs) -> str:
    lines = [f"curl --get {shlex.quote(base)}"]
    lines += [f"  --data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in pairs]
    return " \\\n".join(lines)


def _python(base: str, pairs: Pairs) -> str:
    arguments = "".join(f"    ({_quoted(n)}, {_quoted(v)}),\n" for n, v in pairs)
    given = f"[\n{arguments}]" if pairs else "[]"
    return (
        "import requests\n\n"
        f"answer = requests.get({_quoted(base)}, params={given}).json()\n"
        'print(answer["total"], answer["rows"][:3])'
    )


def _javascript(base: str, pairs: Pairs) -> str:
    arguments = "".join(f"  [{_quoted(n)}, {_quoted(v)}],\n" for n, v in pairs)
    given = f"[\n{arguments}]" if pairs else "[]"
    return (
        f"const query = new URLSearchParams({given});\n"
        f"const answer = await (await fetch({_quoted(base + '?')} + query)).json();\n"
        "console.log(answer.total, answer.rows.slice(0, 3));"
    )


def _quoted(text: str) -> str:
    """A string literal that Python and JavaScript read alike, Vietnamese letters kept readable."""
    return json.dumps(text, ensure_ascii=False)
