#!/usr/bin/env python3
"""Writes a checkpoint with random weights, as transformers lays it out: the test material of the checkpoint benchmarks.

    checkpoint_folder.py SHAPE FOLDER

Shapes are those of public models; the vocabulary is made of byte pairs, so that it has the model's size without its
data. Weights are stored in bfloat16, as the public ones are.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1")

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers import Qwen3Config, Qwen3ForCausalLM

LLAMA = dict(tie_word_embeddings=True, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=2)
SHAPES = {
    "tiny": (LlamaForCausalLM, LlamaConfig, dict(
        LLAMA, vocab_size=2048, hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=1024, rope_theta=10000.0)),
    "135M": (LlamaForCausalLM, LlamaConfig, dict(
        LLAMA, vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
        num_attention_heads=9, num_key_value_heads=3, max_position_embeddings=8192, rope_theta=100000.0)),
    "0.6B": (Qwen3ForCausalLM, Qwen3Config, dict(
        vocab_size=151936, hidden_size=1024, intermediate_size=3072, num_hidden_layers=28, num_attention_heads=16,
        num_key_value_heads=8, head_dim=128, max_position_embeddings=40960, rope_theta=1e6, rms_norm_eps=1e-6,
        tie_word_embeddings=True, bos_token_id=1, eos_token_id=2, pad_token_id=2)),
}  # fmt: skip
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def byte_pairs(size: int) -> PreTrainedTokenizerFast:
    """Three special tokens, 256 bytes, then pairs of bytes and pairs of pair and byte until the size is reached."""
    vocabulary = {"<|endoftext|>": 0, "<|im_start|>": 1, "<|im_end|>": 2}
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    for letter in letters:
        vocabulary[letter] = len(vocabulary)
    merges, parts = [], letters
    while len(vocabulary) < size:
        longer = []
        for left in parts:
            for right in letters:
                if len(vocabulary) == size:
                    break
                vocabulary[left + right] = len(vocabulary)
                merges.append((left, right))
                longer.append(left + right)
        parts = longer
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|im_end|>",
        additional_special_tokens=["<|endoftext|>"],
    )  # fmt: skip
    wrapped.chat_template = TEMPLATE
    return wrapped


def main() -> None:
    shape, folder = sys.argv[1], Path(sys.argv[2])
    make, config, settings = SHAPES[shape]
    torch.manual_seed(0)
    model = make(config(**settings)).to(torch.bfloat16)
    model.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=2, pad_token_id=2)
    partial = folder.with_name(folder.name + ".partial")
    model.save_pretrained(partial)
    byte_pairs(settings["vocab_size"]).save_pretrained(partial)
    partial.rename(folder)
    print(sum(each.numel() for each in model.parameters()), "parameters in", folder)


main()
