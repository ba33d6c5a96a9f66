"""Golden numbers of a tiny GPT-2 from PyTorch with transformers' GPT2LMHeadModel.

Run without arguments; the files are written beside this script, the same bytes each time:

  config.json           the model's configuration, as transformers saves it
  model.safetensors     its parameters, Hugging Face's names, the tied head written once
  expected.safetensors  one batch (inputs, labels), its logits and loss, grad.<parameter> for each parameter
  training.safetensors  batches [steps, rows, context + 1]: the columns but the last are inputs, but the first labels
  training.json         the settings of ten AdamW steps from model.safetensors, and for each step
                        the loss, the learning rate, the gradient norm before clipping
  final.safetensors     the parameters after those steps

Labels are shifted already: labels[t] is the token that follows inputs[t]. A loss is the mean
cross-entropy over all positions.

The gradient of the key third of each attn.c_attn.bias is zero but for rounding, since a shift of
all scores of a row leaves its softmax as it is. AdamW divides rounding by rounding there, so after
training those entries (training.json: "undetermined") are no golden numbers; they change no output.

Written with torch 2.15.0 (CPU), transformers 5.23.0, safetensors 0.8.0, Python 3.11.
Another version or processor may change the last bits.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

HERE = Path(__file__).resolve().parent
ROWS, CONTEXT = 3, 11
BETAS, EPSILON, WEIGHT_DECAY, CLIP_NORM = (0.9, 0.99), 1e-8, 0.1, 1.0
STEPS, WARMUP, PEAK, FLOOR = 10, 3, 1e-2, 1e-3

CONFIG = GPT2Config(
    vocab_size=37,
    n_positions=16,
    n_embd=24,
    n_layer=2,
    n_head=3,
    activation_function="gelu_new",
    layer_norm_epsilon=1e-5,
    resid_pdrop=0.0,
    embd_pdrop=0.0,
    attn_pdrop=0.0,
    bos_token_id=0,
    eos_token_id=0,
    tie_word_embeddings=True,
    dtype="float32",
    architectures=["GPT2LMHeadModel"],
    attn_implementation="eager",
)


def initialise(model, random):
    """Noise in every parameter, so that no bias is 0 and no layer norm is 1."""
    for name, parameter in sorted(model.named_parameters()):
        norm_weight = parameter.dim() == 1 and name.endswith("weight")
        noise = torch.randn(parameter.shape, generator=random)
        parameter.data.copy_(0.15 * noise + (1.0 if norm_weight else 0.0))


def token_ids(count, random):
    """Walks through the vocabulary in random strides of 1 to 3, so that there is something to learn."""
    start = torch.randint(CONFIG.vocab_size, (count, ROWS, 1), generator=random)
    strides = torch.randint(1, 4, (count, ROWS, CONTEXT), generator=random)
    return torch.cat([start, start + strides.cumsum(-1)], dim=-1) % CONFIG.vocab_size


def logits_and_loss(model, ids):
    logits = model(ids[:, :-1]).logits
    return logits, F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())


def learning_rate(step):
    """Of the step being taken, counted from 1."""
    if step <= WARMUP:
        return PEAK * step / WARMUP
    progress = (step - WARMUP) / (STEPS - WARMUP)
    return FLOOR + 0.5 * (PEAK - FLOOR) * (1 + math.cos(math.pi * progress))


def adamw(model):
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=PEAK, betas=BETAS, eps=EPSILON, foreach=False, fused=False)


def train(model, batches):
    """Takes one step a batch; gives the losses, learning rates and gradient norms before clipping."""
    optimizer = adamw(model)
    records = {"losses": [], "learning_rates": [], "gradient_norms": []}
    for step, ids in enumerate(batches, start=1):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        optimizer.zero_grad()
        _, loss = logits_and_loss(model, ids)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        optimizer.step()
        records["losses"].append(loss.item())
        records["learning_rates"].append(learning_rate(step))
        records["gradient_norms"].append(norm.item())
    return records


def save(name, tensors):
    tensors = {key: value.detach().clone().contiguous() for key, value in tensors.items()}
    save_file(tensors, HERE / name, metadata={"format": "pt"})


def save_training(records):
    width = CONFIG.n_embd
    settings = {
        "optimizer": "adamw",
        "betas": BETAS,
        "eps": EPSILON,
        "weight_decay": {"matrices": WEIGHT_DECAY, "vectors": 0.0},
        "clip_norm": CLIP_NORM,
        "schedule": {"kind": "cosine", "warmup": WARMUP, "horizon": STEPS, "peak": PEAK, "floor": FLOOR},
    }
    undetermined = {f"transformer.h.{n}.attn.c_attn.bias": [width, 2 * width] for n in range(CONFIG.n_layer)}
    document = {"settings": settings, **records, "undetermined": undetermined}
    (HERE / "training.json").write_text(json.dumps(document, indent=2) + "\n")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    random = torch.Generator().manual_seed(20240607)

    model = GPT2LMHeadModel(CONFIG).eval()
    initialise(model, random)
    CONFIG.save_pretrained(HERE)
    save("model.safetensors", dict(model.named_parameters()))

    ids = token_ids(1, random)[0]
    logits, loss = logits_and_loss(model, ids)
    loss.backward()
    gradients = {f"grad.{name}": parameter.grad for name, parameter in model.named_parameters()}
    save("expected.safetensors", {"inputs": ids[:, :-1], "labels": ids[:, 1:], "logits": logits, "loss": loss, **gradients})

    batches = token_ids(STEPS, random)
    save("training.safetensors", {"batches": batches})
    save_training(train(model, batches))
    save("final.safetensors", dict(model.named_parameters()))


if __name__ == "__main__":
    main()
