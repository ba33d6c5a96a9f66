"""Writes reference.safetensors beside this script with the reference implementation.

Needs the packages safetensors (0.8.0 wrote the committed file) and torch.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

tensors = {
    "wte.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
    "ln.bias": torch.tensor([-1.5, float("inf")], dtype=torch.float32),
    "half": torch.tensor(1.5, dtype=torch.float16),
    "brain": torch.tensor([1.0, -2.0, 3.0], dtype=torch.bfloat16),
    "step": torch.tensor(600, dtype=torch.int64),
    "mask": torch.tensor([True, False, True]),
    "bytes": torch.tensor([1, 2, 255], dtype=torch.uint8),
    "empty": torch.zeros((0, 4), dtype=torch.float64),
    'quote " backslash \\ unit \x1f tab \t': torch.tensor([7], dtype=torch.int8),
    # In UTF-16 the first of these two sorts after the second, in UTF-8 before.
    "\ufffd": torch.tensor([1], dtype=torch.int32),
    "\U0001d11e": torch.tensor([2], dtype=torch.int32),
}

save_file(tensors, Path(__file__).with_name("reference.safetensors"), metadata={"format": "pt"})
