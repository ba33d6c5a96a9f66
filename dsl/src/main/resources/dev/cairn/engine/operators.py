class Operators(Module):
  __parameters__ = []
  __buffers__ = []

  def embedding(self: __torch__.Operators, weight: Tensor, ids: Tensor) -> Tensor:
    return torch.embedding(weight, ids)

  def narrow(self: __torch__.Operators, x: Tensor, start: int, length: int) -> Tensor:
    return torch.narrow(x, 0, start, length)

  def copy(self: __torch__.Operators, target: Tensor, source: Tensor) -> NoneType:
    _0 = torch.copy_(target, source)
    return None

  def layer_norm(self: __torch__.Operators, x: Tensor, weight: Tensor, bias: Tensor, epsilon: float) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], weight, bias, epsilon)

  def affine(self: __torch__.Operators, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    rows = torch.reshape(x, [-1, torch.size(x, -1)])
    shape = torch.slice(torch.size(x), None, -1)
    return torch.view(torch.addmm(bias, rows, weight), torch.add(shape, [torch.size(weight, 1)]))

  def tied_head(self: __torch__.Operators, x: Tensor, embedding: Tensor) -> Tensor:
    return torch.linear(x, embedding)

  def gelu_tanh(self: __torch__.Operators, x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")

  def dropout(self: __torch__.Operators, x: Tensor, probability: float) -> Tensor:
    return torch.dropout(x, probability, True)

  def causal_self_attention(self: __torch__.Operators, qkv: Tensor, heads: int, dropout: float) -> Tensor:
    batch = torch.size(qkv, 0)
    time = torch.size(qkv, 1)
    width = torch.floordiv(torch.size(qkv, 2), 3)
    split = torch.view(qkv, [batch, time, 3, heads, torch.floordiv(width, heads)])
    parts = torch.unbind(torch.permute(split, [2, 0, 3, 1, 4]), 0)
    mixed = torch.scaled_dot_product_attention(parts[0], parts[1], parts[2], None, dropout, True)
    return torch.reshape(torch.transpose(mixed, 1, 2), [batch, time, width])

  def cross_entropy(self: __torch__.Operators, logits: Tensor, labels: Tensor) -> Tensor:
    rows = torch.reshape(logits, [-1, torch.size(logits, -1)])
    return torch.cross_entropy_loss(rows, torch.reshape(labels, [-1]))

  def gradients(self: __torch__.Operators, loss: Tensor, parameters: List[Tensor]) -> List[Tensor]:
    found = torch.autograd.grad([loss], parameters, None, None, False, True)
    gradients = annotate(List[Tensor], [])
    for i in range(torch.len(parameters)):
      gradient = found[i]
      if torch.__isnot__(gradient, None):
        dense = unchecked_cast(Tensor, gradient)
        _0 = torch.append(gradients, torch.contiguous(dense))
      else:
        _1 = torch.append(gradients, torch.zeros_like(parameters[i]))
    return gradients

  def sums(self: __torch__.Operators, left: List[Tensor], right: List[Tensor]) -> List[Tensor]:
    return torch._foreach_add(left, right)

  def global_norm(self: __torch__.Operators, tensors: List[Tensor]) -> float:
    norms = torch.stack(torch._foreach_norm(tensors))
    return float(torch.item(torch.linalg_vector_norm(norms)))

  def scaled(self: __torch__.Operators, tensors: List[Tensor], factor: float) -> List[Tensor]:
    scale = torch.full([], factor, dtype=tensors[0].dtype, layout=None, device=tensors[0].device)
    return torch._foreach_mul(tensors, scale)

  def adamw(self: __torch__.Operators, parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], step: float, rate: float, beta1: float, beta2: float, decay: float, epsilon: float) -> NoneType:
    count = torch.full([], step, dtype=6, layout=None, device=parameters[0].device)
    steps = annotate(List[Tensor], [])
    for i in range(torch.len(parameters)):
      _0 = torch.append(steps, count)
    unused = annotate(List[Tensor], [])
    torch._fused_adamw_(parameters, gradients, first, second, unused, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
    return None
