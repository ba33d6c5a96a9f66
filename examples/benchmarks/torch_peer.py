"""The quickstart's model and training step in PyTorch eager, float32 on the CPU.

throughput.py runs this beside Cairn's worker; both speak one protocol. On start a worker prints one
line of JSON: its name, threads, parameter count and shape. For each line `N` on standard input it
takes N training steps and prints {"steps": N, "seconds": s, "loss": last}. It ends with its input.

The step is written for speed as far as eager PyTorch goes: one matrix product for query, key and
value, fused attention and fused AdamW, tied head, no gradients kept between steps.

Needs: pip install torch (2.7 or newer).
"""

import argparse
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

PEAK, FLOOR, WARMUP, HORIZON = 1e-3, 1e-4, 100, 600
TEXT_LENGTH = 1_000_000


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)

    def forward(self, x):
        rows, context, width = x.shape
        qkv = self.c_attn(x).view(rows, context, 3, self.heads, width // self.heads)
        query, key, value = qkv.transpose(1, 3).unbind(2)
        y = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(rows, context, width))


class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = MLP(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.wte = nn.Embedding(shape.vocabulary, shape.width)
        self.wpe = nn.Embedding(shape.context, shape.width)
        self.h = nn.Sequential(*(Block(shape.width, shape.heads) for _ in range(shape.layers)))
        self.ln_f = nn.LayerNorm(shape.width)
        self.apply(self.initialise)

    @staticmethod
    def initialise(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def forward(self, inputs, labels):
        x = self.wte(inputs) + self.wpe.weight[: inputs.shape[1]]
        logits = F.linear(self.ln_f(self.h(x)), self.wte.weight)
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten())


class Training:
    """A model, its optimizer and where it stands in the schedule."""

    def __init__(self, shape):
        self.shape = shape
        self.text = torch.randint(shape.vocabulary, (TEXT_LENGTH,))
        self.window = torch.arange(shape.context + 1)
        self.model = GPT2(shape)
        self.parameters = list(self.model.parameters())
        groups = [
            {"params": [p for p in self.parameters if p.dim() >= 2], "weight_decay": 0.1},
            {"params": [p for p in self.parameters if p.dim() < 2], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=PEAK, betas=(0.9, 0.99), fused=True)
        self.steps = 0

    def step(self):
        self.steps += 1
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.steps)
        inputs, labels = self.batch()
        loss = self.model(inputs, labels)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.item()

    def batch(self):
        starts = torch.randint(TEXT_LENGTH - self.shape.context, (self.shape.batch, 1))
        ids = self.text[starts + self.window]
        return ids[:, :-1], ids[:, 1:]


def learning_rate(step):
    if step <= WARMUP:
        return PEAK * step / WARMUP
    progress = min(1.0, (step - WARMUP) / (HORIZON - WARMUP))
    return FLOOR + 0.5 * (PEAK - FLOOR) * (1 + math.cos(math.pi * progress))


def options():
    parser = argparse.ArgumentParser(description="PyTorch's side of throughput.py")
    parser.add_argument("--vocabulary", type=int, default=96)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--context", type=int, default=64)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def say(values):
    print(json.dumps(values), flush=True)


def main():
    shape = options()
    threads = vars(shape).pop("threads")
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    training = Training(shape)
    say({
        "name": f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}",
        "threads": threads,
        "parameters": sum(p.numel() for p in training.parameters),
        "shape": vars(shape),
    })
    for line in sys.stdin:
        steps = int(line)
        begun = time.perf_counter()
        for _ in range(steps):
            loss = training.step()
        say({"steps": steps, "seconds": time.perf_counter() - begun, "loss": loss})


if __name__ == "__main__":
    main()
