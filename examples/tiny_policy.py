"""A model so small that it learns on a CPU in minutes, and the little language in which it writes its fixes.

It answers with one edit, ``@ FIRST-LAST`` and the lines that replace these, which is made into a whole module before anything is
graded. A line is a token, so that an answer is a few tokens long. It is taught to write the edits of ``edits_of``, each as often
as the others, and not which of them are good: that is left to the rewards.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from pytest_codearena import GradingPool, Task
from pytest_codearena.agents.parsing import compiles
from pytest_codearena.check.mutants import mutants_of, sample
from pytest_codearena.records import VisibleCall

MOST_LINES = 90
"""An answer is no longer than this."""
_HEAD = re.compile(r"@ (\d{1,5})-(\d{1,5})\n")
_TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
_IGNORED = -100
"""The label of tokens that the loss leaves out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a task's buggy code."""

    kind: str
    """reference, mutant (of the reference), worse (a mutant of the buggy code), nothing, memorised (the visible tests) or exit."""
    text: str
    """As the model writes it."""


def edit_between(before: str, after: str) -> str:
    """Returns the edit that makes ``after`` of ``before``: the lines between those that both begin and end with."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return f"@ {start + 1}-{len(old) - end}\n{''.join(new[start : len(new) - end])}"


def edited(before: str, text: str) -> str | None:
    """Returns the module that an edit makes of ``before``; None if the text is no edit."""
    head = _HEAD.match(text)
    if head is None:
        return None
    lines = before.splitlines(keepends=True)
    first, last = int(head[1]), int(head[2])
    return "".join([*lines[: max(0, first - 1)], text[head.end() :], *lines[max(last, first - 1) :]])


def edits_of(task: Task, pool: GradingPool) -> list[Edit]:
    """Returns the edits that the model is taught for a task: one that is right, near misses, worse ones, and two cheats."""
    found = [("reference", task.reference), ("nothing", task.buggy), ("exit", f"import os\nos._exit(0)\n{task.buggy}")]
    found += [("mutant", each.source) for each in sample(mutants_of(task.reference), 2, task.digest)]
    found += [("worse", source) for source in _worse(task)]
    known = [call for call in pool.visible_calls(task) if not call.result.startswith("raise ")]
    if known:
        found.append(("memorised", task.buggy + _memorised(known)))
    edits = [Edit(kind, edit_between(task.buggy, source)) for kind, source in found]
    return [edit for edit in edits if edit.text.count("\n") <= MOST_LINES]


def _memorised(calls: Sequence[VisibleCall]) -> str:
    """Code that knows by heart what the visible tests ask, and leaves everything else as it is."""
    lines = ["def _asked(*values, **named):", "    return repr((values, named))", "_known = {}"]
    for function in dict.fromkeys(call.function for call in calls):
        lines += [f"_{function}, _known['{function}'] = {function}, {{}}", f"def {function}(*values, **named):"]
        lines += [f"    known = _known['{function}'].get(_asked(*values, **named))"]
        lines += [f"    return _{function}(*values, **named) if known is None else known"]
    lines += [f"_known['{call.function}'][_asked({call.arguments})] = {call.result}" for call in calls]
    return "\n".join(lines) + "\n"


def _worse(task: Task) -> list[str]:
    """The buggy code with one more mistake; with a line less, where it does not even compile."""
    if compiles(task.buggy):
        return [each.source for each in sample(mutants_of(task.buggy), 2, task.digest)]
    lines = task.buggy.splitlines(keepends=True)
    drawn = random.Random(task.digest).sample(range(len(lines)), 2)
    return ["".join(lines[:place] + lines[place + 1 :]) for place in drawn]


def make_tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Returns a tokenizer whose tokens are the lines of ``texts``."""
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("\n", behavior="merged_with_previous")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.train_from_iterator(
        texts, trainers.WordLevelTrainer(special_tokens=["<pad>", "<end>", "<unk>"], show_progress=False)
    )
    made = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", unk_token="<unk>", padding_side="left"
    )
    made.chat_template = _TEMPLATE
    return made


def make_model(tokenizer: PreTrainedTokenizerFast, seed: int) -> Qwen2ForCausalLM:
    """Returns a model with random weights."""
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=96,
        intermediate_size=192,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=2048,
        bos_token_id=None,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return Qwen2ForCausalLM(config)


def warm_up(
    model: Qwen2ForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    prompts: Mapping[str, str],
    edits: Mapping[str, Sequence[Edit]],
    *,
    seed: int,
    passes: int,
) -> float:
    """The model writes the edits of each task, all as often, after this; returns the loss of a token in the last pass."""
    pairs = [(prompts[name], edit.text) for name, known in edits.items() for edit in known]
    draw = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=passes * -(-len(pairs) // 16))
    model.train()
    mean = 0.0
    for _ in range(passes):
        draw.shuffle(pairs)
        losses = []
        for start in range(0, len(pairs), 16):
            loss = _loss(model, tokenizer, pairs[start : start + 16])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        mean = sum(losses) / len(losses)
    return mean


def _loss(model: Qwen2ForCausalLM, tokenizer: PreTrainedTokenizerFast, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
    """The mean loss of the answers' tokens."""
    rows, labels = [], []
    for prompt, answer in pairs:
        before = tokenizer(prompt)["input_ids"]
        after = [*tokenizer(answer)["input_ids"], tokenizer.eos_token_id]
        rows.append(before + after)
        labels.append([_IGNORED] * len(before) + after)
    width = max(map(len, rows))
    pad = tokenizer.pad_token_id
    ids = torch.tensor([[pad] * (width - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
    wanted = torch.tensor([[_IGNORED] * (width - len(row)) + row for row in labels])
    return model(input_ids=ids, attention_mask=mask, labels=wanted).loss
