"""What ``auto`` stands for: the models that the environment names, then the built-in agent. Nothing is asked to find out."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import UsageError
from .spec import Spec, parse_spec

ORDER: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "hf": ("CODEARENA_AUTO_HF", ("HF_TOKEN", "HF_BASE_URL"), "Qwen/Qwen2.5-Coder-32B-Instruct"),
    "ollama": ("CODEARENA_AUTO_OLLAMA", ("OLLAMA_HOST", "OLLAMA_BASE_URL"), "qwen2.5-coder"),
    "vllm": ("CODEARENA_AUTO_VLLM", (), ""),
    "tgi": ("CODEARENA_AUTO_TGI", ("TGI_BASE_URL",), "tgi"),
    "openai": ("CODEARENA_AUTO_OPENAI", (), ""),
}
"""Provider -> the variable that names its model, those that say that it is there, and the model if none is named.

In the order of asking. A named model says by itself that the provider is there. vLLM and OpenAI are asked for a named model
only: the one serves no other, the other costs money.
"""


def auto_text(environment: Mapping[str, str]) -> str:
    """The spec that ``auto`` means under ``environment``; the same for the same variables."""

    def value(name: str) -> str:
        return environment.get(name, "").strip()

    parts = []
    for provider, (variable, signs, default) in ORDER.items():
        named = value(variable)
        if named or any(value(sign) for sign in signs):
            parts.append(f"{provider}:{named or default}")
    return f"chain:{','.join([*parts, 'builtin'])}" if parts else "builtin"


def auto_spec(environment: Mapping[str, str]) -> Spec:
    """The same in its parts. Raises UsageError, naming the variable, if one of them holds no model."""
    for provider, (variable, _, _) in ORDER.items():
        named = environment.get(variable, "").strip()
        if not named:
            continue
        if "," in named:
            raise UsageError(f"{variable}: expected one model, got {named!r}; leave the comma out")
        try:
            parse_spec(f"{provider}:{named}")
        except UsageError as error:
            raise UsageError(f"{variable}: {error}") from None
    return parse_spec(auto_text(environment))
