"""Writes tiny checkpoints with random weights by transformers and PEFT, and what those libraries compute of them, into
tests/golden/checkpoints, for tests/policy/transformer/conformance.test.ts.

    python benchmarks/conformance/write_goldens.py            # writes them anew
    python benchmarks/conformance/write_goldens.py llama      # only the cases whose names begin so

A folder holds a checkpoint as `save_pretrained` writes it; `gradients/`, the same layout with the gradients of
sum(weights * logProbs) over all sequences in the place of the weights; `golden.safetensors` with the logits of each
sequence; `golden.json` with tokens, weights, log-probabilities and a greedy continuation of 200 tokens. Some have an
adapter that PEFT wrote, `adapter/`, with its gradients and logits. `rotary.json` beside the folders has cosines and
sines. Everything is computed in float64 of the weights as
they are stored; rotary angles and norms are rounded to float32 by transformers itself.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from torch import Tensor
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PretrainedConfig,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden" / "checkpoints"
SEED = 20
VOCABULARY = 48
LENGTHS = (24, 13)
GENERATED = 200
# A choice between two tokens must be clearer than what differs between float32 and float64.
CLEAR = 2e-3

SMALL: Dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "tie_word_embeddings": True,
    "attn_implementation": "eager",
}


@dataclass(frozen=True)
class Case:
    config: type[PretrainedConfig]
    model: type[PreTrainedModel]
    fields: Dict[str, Any] = field(default_factory=dict)
    stored: torch.dtype = torch.float32
    shard: str = "1MB"
    generates: bool = True
    adapter: Optional[Dict[str, Any]] = None


def llama(**rest: Any) -> Case:
    known = {key: rest.pop(key) for key in ("stored", "shard", "generates", "adapter") if key in rest}
    return Case(LlamaConfig, LlamaForCausalLM, rest, **known)


ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

CASES: Dict[str, Case] = {
    "llama": llama(tie_word_embeddings=False, adapter={"r": 2, "lora_alpha": 6, "target_modules": ALL}),
    "llama-biases": llama(attention_bias=True, mlp_bias=True, num_key_value_heads=1),
    "llama-linear": llama(rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0}),
    # Longer than its original length, which generation with a cache would answer by frequencies that change on the way.
    "llama-dynamic": llama(
        max_position_embeddings=10,
        rope_parameters={"rope_type": "dynamic", "factor": 4.0, "rope_theta": 10000.0},
        generates=False,
    ),
    "llama-llama3": llama(
        head_dim=8,
        rope_parameters={
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32,
            "rope_theta": 500.0,
        },
    ),
    "llama-yarn": llama(
        head_dim=16,
        rope_parameters={
            "rope_type": "yarn",
            "factor": 8.0,
            "original_max_position_embeddings": 32,
            "rope_theta": 10000.0,
        },
    ),
    "smollm2": llama(
        hidden_size=24,
        num_attention_heads=3,
        num_key_value_heads=1,
        rope_parameters={"rope_type": "default", "rope_theta": 100000.0},
        rms_norm_eps=1e-5,
        stored=torch.bfloat16,
    ),
    "qwen2": Case(
        Qwen2Config, Qwen2ForCausalLM, {"rope_parameters": {"rope_type": "default", "rope_theta": 1e6}}, shard="8KB"
    ),
    "qwen2-window": Case(
        Qwen2Config,
        Qwen2ForCausalLM,
        {"tie_word_embeddings": False, "use_sliding_window": True, "sliding_window": 5, "max_window_layers": 1},
        stored=torch.bfloat16,
    ),
    "qwen3": Case(
        Qwen3Config,
        Qwen3ForCausalLM,
        {"head_dim": 8, "rope_parameters": {"rope_type": "default", "rope_theta": 1e6}},
        stored=torch.bfloat16,
        adapter={"r": 3, "lora_alpha": 4, "target_modules": ["q_proj", "v_proj", "down_proj"], "use_rslora": True},
    ),
    "mistral": Case(
        MistralConfig, MistralForCausalLM, {"head_dim": 8, "sliding_window": 6}, stored=torch.float16
    ),
}


def fill(model: torch.nn.Module, stored: torch.dtype) -> None:
    """Draws every parameter, as the stored type holds it."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                drawn = 1 + 0.2 * torch.randn(parameter.shape)
            elif name.endswith("bias"):
                drawn = 0.3 * torch.randn(parameter.shape)
            else:
                drawn = torch.randn(parameter.shape) * (0.6 if "embed" in name or "lm_head" in name else 0.35)
            parameter.copy_(drawn.to(stored))


def logits_of(model: torch.nn.Module, tokens: List[int]) -> Tensor:
    return model(input_ids=torch.tensor([tokens]), use_cache=False).logits[0]


def computed(
    model: torch.nn.Module, sequences: List[List[int]], weights: List[List[float]]
) -> Tuple[Dict[str, Tensor], List[List[float]]]:
    """The logits of each sequence and the log-probabilities of its tokens; leaves the gradients in the parameters."""
    logits: Dict[str, Tensor] = {}
    log_probs: List[List[float]] = []
    model.zero_grad()
    for index, tokens in enumerate(sequences):
        of_all = logits_of(model, tokens)
        of_targets = of_all.log_softmax(-1)[:-1].gather(1, torch.tensor(tokens[1:])[:, None])[:, 0]
        (of_targets * torch.tensor(weights[index], dtype=torch.float64)).sum().backward()
        logits[f"logits.{index}"] = of_all.detach().float().contiguous()
        log_probs.append([float(f"{value:.9g}") for value in of_targets.tolist()])
    return logits, log_probs


def greedy(model: torch.nn.Module, starts: Tensor) -> Tuple[List[int], List[int]]:
    """The prompt among those given whose greedy continuation is always clear and says the most; and that."""
    tokens = starts
    clear = torch.ones(len(starts), dtype=torch.bool)
    with torch.no_grad():
        out = model(input_ids=starts, use_cache=True)
        for _ in range(GENERATED):
            top = out.logits[:, -1].topk(2)
            clear &= top.values[:, 0] - top.values[:, 1] > CLEAR
            tokens = torch.cat([tokens, top.indices[:, :1]], 1)
            out = model(input_ids=tokens[:, -1:], past_key_values=out.past_key_values, use_cache=True)
    replies = tokens[:, starts.shape[1] :].tolist()
    best = max(range(len(starts)), key=lambda row: (bool(clear[row]), len(set(replies[row]))))
    assert clear[best], "no prompt has a clear continuation"
    return starts[best].tolist(), replies[best]


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")


def write_gradients(model: PreTrainedModel, folder: Path) -> None:
    gradients = {name: parameter.grad.float().contiguous() for name, parameter in model.named_parameters()}
    folder.mkdir()
    save_file(gradients, folder / "model.safetensors", metadata={"format": "pt"})
    shutil.copy(folder.parent / "config.json", folder / "config.json")


def write_adapter(name: str, case: Case, sequences: List[List[int]], weights: List[List[float]]) -> Dict[str, object]:
    assert case.adapter is not None
    folder = FOLDER / name / "adapter"
    base = case.model.from_pretrained(FOLDER / name, dtype=torch.float32, attn_implementation="eager")
    model = get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", lora_dropout=0.0, bias="none", **case.adapter))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "lora_" in key:
                parameter.copy_(0.15 * torch.randn(parameter.shape))
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    described = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    described["base_model_name_or_path"] = name
    described["target_modules"].sort()
    write_json(folder / "adapter_config.json", described)
    base = case.model.from_pretrained(FOLDER / name, dtype=torch.float64, attn_implementation="eager")
    loaded = PeftModel.from_pretrained(base, folder, is_trainable=True).double()
    logits, log_probs = computed(loaded, sequences, weights)
    gradients = {
        key.replace(".default", ""): parameter.grad.float().contiguous()
        for key, parameter in loaded.named_parameters()
        if "lora_" in key
    }
    (folder / "gradients").mkdir()
    save_file(gradients, folder / "gradients" / "adapter_model.safetensors", metadata={"format": "pt"})
    shutil.copy(folder / "adapter_config.json", folder / "gradients" / "adapter_config.json")
    save_file(logits, folder / "golden.safetensors")
    prompt, reply = greedy(loaded, torch.randint(3, VOCABULARY, (16, 5)))
    return {"logProbs": log_probs, "prompt": prompt, "greedy": reply}


def write_case(name: str, case: Case) -> None:
    torch.manual_seed(SEED)
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    config = case.config(**{**SMALL, **case.fields})
    model = case.model(config)
    fill(model, case.stored)
    model.to(case.stored).save_pretrained(folder, max_shard_size=case.shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = case.model.from_pretrained(folder, dtype=torch.float64, attn_implementation="eager")
    sequences = [torch.randint(3, VOCABULARY, (length,)).tolist() for length in LENGTHS]
    weights = [[round(float(w), 3) for w in torch.randn(length - 1)] for length in LENGTHS]
    logits, log_probs = computed(model, sequences, weights)
    write_gradients(model, folder / "gradients")
    save_file(logits, folder / "golden.safetensors")
    golden: Dict[str, object] = {"sequences": sequences, "weights": weights, "logProbs": log_probs}
    if case.generates:
        starts = torch.randint(3, VOCABULARY, (16, 5))
        golden["prompt"], golden["greedy"] = greedy(model, starts)
        print(f"{name}: {len(set(golden['greedy']))} different tokens among the generated")  # type: ignore[arg-type]
    if case.adapter is not None:
        golden["adapter"] = write_adapter(name, case, sequences, weights)
    write_json(folder / "golden.json", golden)
    for path in folder.rglob("*.safetensors"):
        path.chmod(0o644)


def write_rotary() -> None:
    """Cosine and sine of every kind of rotary positions in the settings of well-known checkpoints, far out too."""
    positions = [0, 1, 2, 7, 31, 100, 1000, 4095, 20000]
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768, "rope_theta": 1e6}
    kinds: Dict[str, Dict[str, Any]] = {
        "default": {"rope_type": "default", "rope_theta": 100000.0},
        "linear": {"rope_type": "linear", "factor": 2.5, "rope_theta": 10000.0},
        "dynamic": {"rope_type": "dynamic", "factor": 3.0, "rope_theta": 10000.0},
        "llama3": {
            "rope_type": "llama3",
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
            "rope_theta": 500000.0,
        },
        "yarn": yarn,
        "yarn-loose": {**yarn, "beta_fast": 20.0, "beta_slow": 2.0, "truncate": False, "attention_factor": 1.25},
    }
    tables = []
    for name, parameters in kinds.items():
        config = LlamaConfig(
            hidden_size=64, num_attention_heads=1, max_position_embeddings=4096, rope_parameters=parameters
        )
        cosine, sine = LlamaRotaryEmbedding(config)(torch.zeros(1), torch.tensor([positions]))
        half = cosine.shape[-1] // 2
        rows = {"cosine": cosine[0, :, :half], "sine": sine[0, :, :half]}
        numbers = {key: [float(f"{each:.8g}") for each in value.flatten().tolist()] for key, value in rows.items()}
        tables.append({"name": name, "config": parameters, "positions": positions, **numbers})
    write_json(FOLDER.parent / "rotary.json", tables)


def main() -> None:
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    write_rotary()
    for name, case in CASES.items():
        if len(sys.argv) == 1 or any(name.startswith(start) for start in sys.argv[1:]):
            write_case(name, case)


if __name__ == "__main__":
    main()
