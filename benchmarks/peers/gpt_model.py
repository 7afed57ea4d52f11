"""The reference transformer: pre-norm GPT, RMSNorm, causal attention, tied head, no biases.

Shape suffixes: B batch, T time, H heads, E width of a head, D model width, V vocabulary.

    h = embedding[token] (+ positions[t])
    h = h + out(attention(rms(h)));  h = h + mlp(rms(h))        per layer
    logits = rms(h) @ embedding^T

RMSNorm is x * rsqrt(mean(x^2) + 1e-6) * weight; attention is scaled by 1/sqrt(E); rotary positions
turn pairs (i, i + E/2) as in GPT-NeoX and Llama ("rotate half"), base 10000.
What only changes speed, not results, is in `Speed`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-6
ROTARY_BASE = 10000.0


@dataclass(frozen=True)
class Shape:
    width: int
    layers: int
    heads: int
    length: int
    vocabulary: int
    batch: int
    positions: str = "learned"  # or "rotary"
    mlp: str = "silu"  # or "swiglu"


@dataclass(frozen=True)
class Speed:
    """Choices that leave the results alone."""

    attention: str = "matmul"  # or "baddbmm" (scale and mask in the product), "fused" (scaled_dot_product_attention)
    fused_projection: bool = True  # query, key and value in one matrix
    fused_norm: bool = False  # F.rms_norm instead of its four operations


def has_fused_attention() -> bool:
    return hasattr(F, "scaled_dot_product_attention")


def has_fused_norm() -> bool:
    return hasattr(F, "rms_norm")


class Norm(nn.Module):
    def __init__(self, width: int, speed: Speed) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.fused = speed.fused_norm

    def forward(self, x: Tensor) -> Tensor:
        if self.fused:
            return F.rms_norm(x, self.weight.shape, self.weight, EPSILON)
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON) * self.weight


def rotate(x_BHTE: Tensor, cosine_TE: Tensor, sine_TE: Tensor) -> Tensor:
    first, second = x_BHTE.chunk(2, dim=-1)
    return x_BHTE * cosine_TE + torch.cat((-second, first), dim=-1) * sine_TE


class Layer(nn.Module):
    def __init__(self, shape: Shape, speed: Speed) -> None:
        super().__init__()
        width = shape.width
        self.shape, self.speed = shape, speed
        self.attention_norm = Norm(width, speed)
        if speed.fused_projection:
            self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        else:
            self.query = nn.Linear(width, width, bias=False)
            self.key = nn.Linear(width, width, bias=False)
            self.value = nn.Linear(width, width, bias=False)
        self.attention_out = nn.Linear(width, width, bias=False)
        self.mlp_norm = Norm(width, speed)
        self.up = nn.Linear(width, 4 * width, bias=False)
        if shape.mlp == "swiglu":
            self.gate = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def project(self, x_BTD: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        batch, length, width = x_BTD.shape
        if self.speed.fused_projection:
            parts = self.query_key_value(x_BTD).split(width, dim=-1)
        else:
            parts = (self.query(x_BTD), self.key(x_BTD), self.value(x_BTD))
        query, key, value = (p.view(batch, length, self.shape.heads, -1).transpose(1, 2) for p in parts)
        return query, key, value

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask_TT: Optional[Tensor]) -> Tensor:
        """All are BHTE. `mask_TT` (0 or -inf) is for the unfused form; None when every key may be seen."""
        if self.speed.attention == "fused":
            return F.scaled_dot_product_attention(query, key, value, is_causal=mask_TT is not None)
        scale = 1.0 / math.sqrt(query.shape[-1])
        if self.speed.attention == "baddbmm" and mask_TT is not None:
            flat = [x.reshape(-1, *x.shape[-2:]) for x in (query, key, value)]
            scores = torch.baddbmm(mask_TT.expand(flat[0].shape[0], -1, -1), flat[0], flat[1].transpose(1, 2), alpha=scale)
            return torch.bmm(scores.softmax(-1), flat[2]).view_as(query)
        scores = torch.matmul(query * scale, key.transpose(-2, -1))
        if mask_TT is not None:
            scores = scores + mask_TT
        return torch.matmul(scores.softmax(-1), value)

    def feed(self, x_BTD: Tensor) -> Tensor:
        if self.shape.mlp == "swiglu":
            return self.down(F.silu(self.gate(x_BTD)) * self.up(x_BTD))
        return self.down(F.silu(self.up(x_BTD)))


class Gpt(nn.Module):
    def __init__(self, shape: Shape, speed: Speed) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.randn(shape.vocabulary, shape.width) * 0.02)
        if shape.positions == "learned":
            self.positions = nn.Parameter(torch.randn(shape.length, shape.width) * 0.02)
        self.layers = nn.ModuleList([Layer(shape, speed) for _ in range(shape.layers)])
        self.final_norm = Norm(shape.width, speed)
        mask = torch.full((shape.length, shape.length), -math.inf).triu(1)
        self.register_buffer("mask_TT", mask, persistent=False)
        half = torch.arange(0, shape.width // shape.heads, 2, dtype=torch.float64) / (shape.width // shape.heads)
        angles = torch.outer(torch.arange(shape.length, dtype=torch.float64), ROTARY_BASE**-half)
        angles_TE = torch.cat((angles, angles), dim=-1)
        self.register_buffer("cosine_TE", angles_TE.cos(), persistent=False)
        self.register_buffer("sine_TE", angles_TE.sin(), persistent=False)

    def embed(self, tokens_BT: Tensor, start: int) -> Tensor:
        x = F.embedding(tokens_BT, self.embedding)
        if self.shape.positions == "learned":
            x = x + self.positions[start : start + tokens_BT.shape[1]]
        return x

    def turn(self, x_BHTE: Tensor, start: int) -> Tensor:
        if self.shape.positions != "rotary":
            return x_BHTE
        end = start + x_BHTE.shape[2]
        return rotate(x_BHTE, self.cosine_TE[start:end], self.sine_TE[start:end])

    def forward(self, tokens_BT: Tensor) -> Tensor:
        """Logits BTV of every position."""
        batch, length = tokens_BT.shape
        x = self.embed(tokens_BT, 0)
        for layer in self.layers:
            query, key, value = layer.project(layer.attention_norm(x))
            mixed = layer.attend(self.turn(query, 0), self.turn(key, 0), value, self.mask_TT[:length, :length])
            x = x + layer.attention_out(mixed.transpose(1, 2).reshape(batch, length, -1))
            x = x + layer.feed(layer.mlp_norm(x))
        return F.linear(self.final_norm(x), self.embedding)
