#!/usr/bin/env python3
"""Makes reference values beyond those that came with the project, in float64 by PyTorch (Debian's python3-torch).

    make.py losses       mean squared error, cross-entropy at every step; absolute, Huber's and binary losses, weights, ignored labels
    make.py sample_weights  losses whose samples have weights
    make.py recurrent    short training runs of rnn, lstm and gru
    make.py tokens       embedding, and short training runs of models of characters
    make.py reset        gru with the reset before the product, which PyTorch's own does not have
    make.py lengths      batches of sequences of several lengths, by pack_padded_sequence
    make.py functions    layers without parameters
    make.py pooling      averages over windows, with every option
    make.py padding      convolutions and poolings with padding of four sides, or "same"
    make.py depthwise    convolutions with one filter for each channel
    make.py steps        convolutions and poolings over the steps of a sequence
    make.py shorter      layers that change the number of steps, over samples of several lengths
    make.py carried      causal convolutions that go on from the last steps of a sequence before
    make.py ceil         poolings whose last window may reach beyond the padding
    make.py transposed   transposed convolutions of images and sequences
    make.py shapes       upsample, slice, pad, images as sequences and back, both ends of a sequence
    make.py activations  elementwise functions, with every option, at their kinks and far away from 0
    make.py joins        sums, products and concatenations of values, flattened ones too
    make.py norms        batchnorm and scale, with running statistics, and short training runs of batchnorm
    make.py rows         layernorm, softmax and log_softmax over the features of each step or pixel
    make.py attention    attention and positions, with lengths and causal, and short training runs of encoders
    make.py sinusoids    sinusoidal positions
    make.py masks        sequences with gaps between their steps
    make.py padding_token  embedding with a row for a padding token
    make.py ports        networks with several inputs and outputs, with weighted losses: gradients, and three training steps
    make.py control      rmsprop, clipped gradients, frozen layers, rates of groups and schedules, step by step
    make.py resnet       a network with torchvision's structure and names: its state_dict, gradients, and three training steps

Writes NAME.safetensors beside this file and adds the cases to index.json. Inputs and parameters are exact in float32.
"""
import json
import math
import pathlib
import struct
import sys
import textwrap

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent
TYPES = {torch.float32: ("F32", 4), torch.float64: ("F64", 8), torch.int64: ("I64", 8)}


def exact(*shape):
    """Random numbers that float32 holds exactly, as float64."""
    return torch.randn(*shape).float().double()


def save(file, tensors):
    """Writes a file of tensors as they are."""
    header, data = {}, b""
    for key, value in tensors.items():
        value = value.detach().contiguous()
        dtype, _ = TYPES[value.dtype]
        raw = value.numpy().tobytes()
        header[key] = {"dtype": dtype, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write(name, of, model, labels, tensors):
    """Writes a case of a layer, loss or optimizer; ``labels`` are our labels of PyTorch's modules, "" being a single layer."""
    stored = {}
    for key, value in tensors.items():
        single = key in ("input", "target", "grad_output") or key.startswith("param.")
        stored[key] = value.float() if value.is_floating_point() and single else value
    save(FOLDER / f"{name}.safetensors", stored)
    index = json.loads((FOLDER / "index.json").read_text())
    entry = {"name": name, "of": of, "model": model, "labels": labels}
    index = [each for each in index if each["name"] != name] + [entry]
    (FOLDER / "index.json").write_text("[\n" + ",\n".join("  " + json.dumps(each) for each in index) + "\n]\n")


def sized(*sizes):
    """The input of a model for samples of these sizes."""
    kind = {1: "vector", 2: "sequence", 3: "image"}[len(sizes)]
    return f"input x: {kind}[{', '.join(map(str, sizes))}]"


def call(keyword, hidden, layers, bidirectional=False, more=""):
    """The call of a recurrent layer."""
    return f"{keyword}({hidden}, layers = {layers}{', bidirectional = true' if bidirectional else ''}{more})"


def mse(name, *shape):
    torch.manual_seed(11)
    x, target = exact(*shape).requires_grad_(), exact(*shape)
    loss = nn.functional.mse_loss(x, target)
    loss.backward()
    write(name, "mse", f"{sized(*shape[1:])} flatten loss mse", {},
          {"input": x, "target": target, "loss": loss.reshape(1), "grad_input": x.grad})


def compared(name, of, options, compute, target, *shape, scores=None):
    """A loss that compares elements; ``target`` makes the target of an input."""
    torch.manual_seed(31)
    x = exact(*shape)
    if scores is not None:
        x.reshape(-1)[:len(scores)] = torch.tensor(scores).double()
    truth = target(x)
    x.requires_grad_()
    loss = compute(x, truth)
    loss.backward()
    write(name, of, f"{sized(*shape[1:])} dropout(0) loss {of}{options}", {},
          {"input": x, "target": truth, "loss": loss.reshape(1), "grad_input": x.grad})


def near(x):
    """A target around a value; some of it is the value itself."""
    target = (x + 2 * exact(*x.shape)).float().double()
    target.reshape(-1)[::3] = x.reshape(-1)[::3]
    return target


def yes_or_no(x):
    return (torch.rand(*x.shape) < 0.4).double()


def probabilities(x):
    return torch.rand(*x.shape).float().double()


def binary(name, options, weight, target, *shape, scores=None):
    weight = None if weight is None else torch.tensor(weight).float().double()
    compared(name, "binary_cross_entropy", options,
             lambda x, t: nn.functional.binary_cross_entropy_with_logits(x, t, pos_weight=weight), target, *shape,
             scores=scores)


def counted(name, options, *shape, weights=None, smoothing=0.0, ignored=None, labels=None):
    """Cross-entropy with class weights, smoothing and an ignored label."""
    torch.manual_seed(32)
    classes = shape[-1]
    x, truth = exact(*shape).requires_grad_(), torch.randint(0, classes, shape[:-1])
    if ignored is not None:
        truth.reshape(-1)[::3] = ignored
    if labels is not None:
        truth = torch.tensor(labels)
    weight = None if weights is None else torch.tensor(weights).float().double()
    loss = nn.functional.cross_entropy(
        x.reshape(-1, classes), truth.reshape(-1), weight=weight, label_smoothing=smoothing,
        ignore_index=-100 if ignored is None else ignored)
    loss.backward()
    write(name, "cross_entropy", f"{sized(*shape[1:])} dropout(0) loss cross_entropy({options})", {},
          {"input": x, "labels": truth, "loss": loss.reshape(1), "grad_input": x.grad})


def more_losses():
    compared("mae_vector", "mae", "", nn.functional.l1_loss, near, 3, 7)
    compared("mae_image", "mae", "", nn.functional.l1_loss, near, 2, 3, 4, 5)
    compared("mae_sequence", "mae", "", nn.functional.l1_loss, near, 2, 5, 3)
    compared("huber_vector", "huber", "", nn.functional.huber_loss, near, 3, 7)
    compared("huber_narrow", "huber", "(0.25)", lambda x, t: nn.functional.huber_loss(x, t, delta=0.25), near, 2, 3, 4, 5)
    compared("huber_wide", "huber", "(delta = 3)", lambda x, t: nn.functional.huber_loss(x, t, delta=3.0), near, 2, 5, 18)
    extreme = [0, 1e-3, -1e-3, 20, -20, 100, -100, 1e4]
    binary("bce_one", "", None, yes_or_no, 9, 1, scores=extreme)
    binary("bce_labels", "", None, yes_or_no, 4, 19)
    binary("bce_soft", "", None, probabilities, 3, 5, 4, scores=extreme)
    binary("bce_image", "", None, probabilities, 2, 1, 5, 6)
    binary("bce_weighted", "(positive_weight = 2.5)", [2.5], yes_or_no, 9, 1, scores=extreme)
    binary("bce_weights", "(positive_weight = (1, 2, 0.5, 4))", [1, 2, 0.5, 4], probabilities, 5, 4)
    binary("bce_weights_steps", "(positive_weight = (3, 0.25))", [3, 0.25], yes_or_no, 2, 5, 2)
    torch.manual_seed(33)
    counted("ce_weights", "weights = (0.5, 2, 0, 1)", 6, 4, weights=[0.5, 2, 0, 1])
    counted("ce_weights_steps", "weights = (0.5, 2, 3)", 2, 5, 3, weights=[0.5, 2, 3])
    counted("ce_weights_smoothing", "weights = (0.5, 2, 0, 1), smoothing = 0.2", 6, 4, weights=[0.5, 2, 0, 1], smoothing=0.2)
    counted("ce_ignore", "ignore = -100", 7, 5, ignored=-100)
    counted("ce_ignore_class", "ignore = 0", 7, 5, ignored=0)
    counted("ce_ignore_smoothing", "ignore = -1, smoothing = 0.3", 3, 4, 18, ignored=-1, smoothing=0.3)
    counted("ce_all", "weights = (1, 2, 5), ignore = -100, smoothing = 0.1", 4, 5, 3, weights=[1, 2, 5], ignored=-100,
            smoothing=0.1)


def cross_entropy_steps(name, smoothing, *shape):
    torch.manual_seed(12)
    x, labels = exact(*shape).requires_grad_(), torch.randint(0, shape[-1], shape[:-1])
    loss = nn.functional.cross_entropy(x.reshape(-1, shape[-1]), labels.reshape(-1), label_smoothing=smoothing)
    loss.backward()
    model = f"{sized(*shape[1:])} dropout(0) loss cross_entropy" + (f"(smoothing = {smoothing})" if smoothing else "")
    write(name, "cross_entropy", model, {},
          {"input": x, "labels": labels, "loss": loss.reshape(1), "grad_input": x.grad})


def embedding(name, vocabulary, features, *shape):
    torch.manual_seed(13)
    layer = nn.Embedding(vocabulary, features).double()
    with torch.no_grad():
        layer.weight.copy_(layer.weight.float().double())
    tokens = torch.randint(0, vocabulary, shape)
    output = layer(tokens)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    model = f"input x: tokens[{shape[1]}] below {vocabulary} embedding({features})"
    write(name, "embedding", model, {"": "embedding1"},
          {"input": tokens, "output": output, "grad_output": grad_output, "param.weight": layer.weight,
           "grad.weight": layer.weight.grad})


class Last(nn.Module):
    """A recurrent layer and a product on its last step, or on every step; perhaps an embedding before."""

    def __init__(self, layer, hidden, outputs, every, table):
        super().__init__()
        if table:
            self.embedding = table
        self.layer, self.fc, self.every = layer, nn.Linear(hidden, outputs), every

    def forward(self, x):
        y, _ = self.layer(self.embedding(x) if hasattr(self, "embedding") else x)
        return self.fc(y if self.every else y[:, -1])


def run(name, kind, hidden, layers, every, optimizer, rate, steps=10, batch=4, length=7, features=5, classes=6,
        characters=False):
    torch.manual_seed(17)
    layer = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](features, hidden, layers, batch_first=True)
    table = nn.Embedding(classes, features) if characters else None
    model = Last(layer, hidden, classes, every, table).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.float().double())
    if characters:
        text = torch.randint(0, classes, (steps, batch, length + 1))
        inputs, labels = text[:, :, :-1], text[:, :, 1:]
    else:
        inputs = exact(steps, batch, length, features)
        labels = torch.randint(0, classes, (steps, batch, length) if every else (steps, batch))
    # A clone, or the updates would change what is written.
    tensors = {"input": inputs, "labels": labels,
               **{f"param.{key}": value.clone() for key, value in model.state_dict().items()}}
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
    stepper = make(model.parameters(), lr=rate)
    losses = []
    for x, y in zip(inputs, labels):
        stepper.zero_grad()
        loss = nn.functional.cross_entropy(model(x).reshape(-1, classes), y.reshape(-1))
        loss.backward()
        if not losses:
            tensors.update({f"grad.{key}": value.grad.clone() for key, value in model.named_parameters()})
        stepper.step()
        losses.append(loss.detach())
    tensors["losses"] = torch.stack(losses)
    tensors.update({f"final.{key}": value for key, value in model.state_dict().items()})
    given = f"input x: tokens[{length}] below {classes} embedding({features})" if characters else sized(length, features)
    text = (f"{given} {call(kind, hidden, layers)}{'' if every else ' last'} fc({classes}) loss cross_entropy"
            f" train {{ optimizer {optimizer}(rate = {rate}) batch {batch} }}")
    labels = {"fc": "fc1", "layer": kind + "1", **({"embedding": "embedding1"} if characters else {})}
    write(name, kind, text, labels, tensors)


class ResetBefore(nn.Module):
    """One layer and direction of gru as in the paper, gates r, z, n: n = tanh(W_in x + b_in + W_hn (r * h) + b_hn)."""

    def __init__(self, features, hidden, reverse):
        super().__init__()
        bound = hidden ** -0.5
        self.reverse = reverse
        for name, sizes in {"weight_ih": (3 * hidden, features), "weight_hh": (3 * hidden, hidden),
                            "bias_ih": (3 * hidden,), "bias_hh": (3 * hidden,)}.items():
            value = (torch.rand(*sizes) * 2 * bound - bound).float().double()
            self.register_parameter(name, nn.Parameter(value))

    def forward(self, x, h):
        (ir, iz, iw), (hr, hz, hw) = self.weight_ih.chunk(3), self.weight_hh.chunk(3)
        (br, bz, bn), (cr, cz, cn) = self.bias_ih.chunk(3), self.bias_hh.chunk(3)
        steps = range(x.shape[1])
        outputs = [None] * x.shape[1]
        for t in reversed(steps) if self.reverse else steps:
            r = torch.sigmoid(x[:, t] @ ir.T + br + h @ hr.T + cr)
            z = torch.sigmoid(x[:, t] @ iz.T + bz + h @ hz.T + cz)
            n = torch.tanh(x[:, t] @ iw.T + bn + (r * h) @ hw.T + cn)
            h = outputs[t] = (1 - z) * n + z * h
        return torch.stack(outputs, 1), h


def reset_before(name, batch, steps, features, hidden, layers, bidirectional=False):
    torch.manual_seed(23)
    directions = 2 if bidirectional else 1
    x = exact(batch, steps, features).requires_grad_()
    h0 = exact(layers * directions, batch, hidden).requires_grad_()
    parameters, finals, below = {}, [], x
    for layer in range(layers):
        outputs = []
        for direction in range(directions):
            cell = ResetBefore(below.shape[2], hidden, direction == 1)
            output, final = cell(below, h0[layer * directions + direction])
            outputs.append(output)
            finals.append(final)
            suffix = f"_l{layer}" + ("_reverse" if direction else "")
            parameters.update({key + suffix: value for key, value in cell.named_parameters()})
        below = torch.cat(outputs, 2)
    hn = torch.stack(finals)
    upstream, upstream_state = exact(*below.shape), exact(*hn.shape)
    ((below * upstream).sum() + (hn * upstream_state).sum()).backward()
    model = f"{sized(steps, features)} {call('gru', hidden, layers, bidirectional, ', reset = before')}"
    write(name, "gru", model, {"": "gru1"}, {
        "input": x, "output": below, "grad_output": upstream, "h0": h0, "hn": hn, "grad_hn": upstream_state,
        "grad_input": x.grad, "grad_h0": h0.grad,
        **{f"{what}.{key}": value if what == "param" else value.grad
           for key, value in parameters.items() for what in ("param", "grad")}})


def padded(name, kind, lengths, steps, features, hidden, layers, bidirectional=False):
    torch.manual_seed(29)
    directions = 2 if bidirectional else 1
    make = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind]
    layer = make(features, hidden, layers, batch_first=True, bidirectional=bidirectional).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(parameter.float().double())
    x = exact(len(lengths), steps, features).requires_grad_()
    letters = "hc" if kind == "lstm" else "h"
    initial = {each: exact(layers * directions, len(lengths), hidden).requires_grad_() for each in letters}
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    packed, final = layer(packed, tuple(initial.values()) if kind == "lstm" else initial["h"])
    output = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True, total_length=steps)[0]
    final = dict(zip(letters, final if kind == "lstm" else [final]))
    upstream, states = exact(*output.shape), {each: exact(*final[each].shape) for each in letters}
    ((output * upstream).sum() + sum((final[each] * states[each]).sum() for each in letters)).backward()
    tensors = {"input": x, "lengths": torch.tensor(lengths), "output": output, "grad_output": upstream,
               "grad_input": x.grad}
    for each in letters:
        tensors.update({f"{each}0": initial[each], f"{each}n": final[each], f"grad_{each}n": states[each],
                        f"grad_{each}0": initial[each].grad})
    tensors.update({f"param.{key}": value for key, value in layer.named_parameters()})
    tensors.update({f"grad.{key}": value.grad for key, value in layer.named_parameters()})
    write(name, kind, f"{sized(steps, features)} {call(kind, hidden, layers, bidirectional)}", {"": kind + "1"}, tensors)


def padded_mse(name, lengths, steps, features):
    torch.manual_seed(31)
    x, target = exact(len(lengths), steps, features).requires_grad_(), exact(len(lengths), steps, features)
    own = torch.arange(steps)[None, :] < torch.tensor(lengths)[:, None]
    loss = nn.functional.mse_loss(torch.tanh(x)[own], target[own])
    loss.backward()
    write(name, "mse", f"{sized(steps, features)} tanh loss mse", {},
          {"input": x, "target": target, "lengths": torch.tensor(lengths), "loss": loss.reshape(1), "grad_input": x.grad})


def over_own_steps(name, keyword, compute, lengths, *shape):
    """A reduction of the steps of sequences that have different lengths."""
    torch.manual_seed(53)
    x = (exact(*shape) - 2).float().double().requires_grad_()  # mostly below 0, so that a 0 in the padding would be a maximum
    output = torch.stack([compute(sample[:length]) for sample, length in zip(x, lengths)])
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    write(name, keyword, f"{sized(*shape[1:])} {keyword}", {},
          {"input": x, "lengths": torch.tensor(lengths), "output": output, "grad_output": grad_output, "grad_input": x.grad})


def function(name, keyword, compute, *shape, rounded=False):
    """A layer without parameters; rounded numbers have ties."""
    torch.manual_seed(37)
    x = exact(*shape)
    x = (x.round() if rounded else x).requires_grad_()
    output = compute(x)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    write(name, keyword, f"{sized(*shape[1:])} {keyword}", {},
          {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad})


def avgpool(name, window, stride=None, padding=(0, 0), count=True, divisor=0, shape=(2, 3, 9, 8)):
    torch.manual_seed(37)
    x = exact(*shape).requires_grad_()
    output = nn.functional.avg_pool2d(x, window, stride, padding, False, count, divisor or None)
    upstream = exact(*output.shape)
    output.backward(upstream)
    options = "".join([f", stride = {stride}" if stride else "", f", padding = {padding}" if any(padding) else "",
                       "" if count else ", count_padding = false", f", divisor = {divisor}" if divisor else ""])
    write(name, "avgpool", f"{sized(*shape[1:])} avgpool({window}{options})", {},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad})


def around(padding, sizes, window, stride, dilation=(1, 1)):
    """Padding (top, bottom, left, right) or "same" in the order of PyTorch's pad, the last axis first."""
    if padding != "same":
        return [*padding[2:], *padding[:2]]
    both = []
    for size, k, s, d in reversed(list(zip(sizes, window, stride, dilation))):
        missing = max(0, (-(-size // s) - 1) * s + d * (k - 1) + 1 - size)
        both += [missing // 2, missing - missing // 2]
    return both


def is_same(output, x, stride):
    """Whether the output has the size that "same" promises."""
    return output.shape[2:] == tuple(-(-size // s) for size, s in zip(x.shape[2:], stride))


def padded_conv(name, keyword, filters, window, padding, stride=(1, 1), dilation=(1, 1), groups=1, bias=True,
                shape=(2, 3, 9, 8)):
    torch.manual_seed(43)
    layer = nn.Conv2d(shape[1], filters, window, stride, 0, dilation, groups, bias).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(parameter.float().double())
    x = exact(*shape).requires_grad_()
    output = layer(nn.functional.pad(x, around(padding, shape[2:], window, stride, dilation)))
    if padding == "same":
        assert is_same(output, x, stride)
        if stride == (1, 1):  # which PyTorch can do by itself
            own = nn.functional.conv2d(x, layer.weight, layer.bias, 1, "same", dilation, groups)
            assert torch.allclose(own, output, rtol=0, atol=1e-12)
    upstream = exact(*output.shape)
    output.backward(upstream)
    options = "".join([f"{filters}, kernel = {window}" if keyword == "conv" else f"{window}",
                       f", stride = {stride}" if stride != (1, 1) else "", f", padding = {padding}",
                       f", dilation = {dilation}" if dilation != (1, 1) else "",
                       f", groups = {groups}" if keyword == "conv" and groups > 1 else "",
                       "" if bias else ", bias = false"])
    write(name, keyword, f"{sized(*shape[1:])} {keyword}({options})", {"": keyword + "1"},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad,
           **{f"param.{key}": value for key, value in layer.named_parameters()},
           **{f"grad.{key}": value.grad for key, value in layer.named_parameters()}})


def padded_pool(name, keyword, window, padding, stride=None, count=True, divisor=0, shape=(2, 3, 9, 8), special=()):
    torch.manual_seed(47)
    step = stride or window
    pad = around(padding, shape[2:], window, step)
    x = exact(*shape)
    x.view(-1)[:len(special)] = torch.tensor(special, dtype=torch.float64)
    x.requires_grad_()
    if keyword == "maxpool":
        output = nn.functional.max_pool2d(nn.functional.pad(x, pad, value=-torch.inf), window, step)
    else:
        sums, own = (nn.functional.avg_pool2d(nn.functional.pad(each, pad), window, step, divisor_override=1)
                     for each in (x, torch.ones_like(x)))
        output = sums / (divisor or (window[0] * window[1] if count else own.detach()))
    if padding == "same":
        assert is_same(output, x, step)
    upstream = exact(*output.shape)
    output.backward(upstream)
    options = "".join([f", stride = {stride}" if stride else "", f", padding = {padding}",
                       "" if count else ", count_padding = false", f", divisor = {divisor}" if divisor else ""])
    write(name, keyword, f"{sized(*shape[1:])} {keyword}({window}{options})", {},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad})


def layer_case(name, of, model, module, compute, *shape, label=None):
    """A layer with parameters; ``compute`` takes the module and x. Its parameters and x are exact in float32."""
    torch.manual_seed(53)
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.float().double())
    x = exact(*shape).requires_grad_()
    output = compute(module, x)
    upstream = exact(*output.shape)
    output.backward(upstream)
    write(name, of, f"{sized(*shape[1:])} {model}", {"": label or of + "1"},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad,
           **{f"param.{key}": value for key, value in module.named_parameters()},
           **{f"grad.{key}": value.grad for key, value in module.named_parameters()}})


def over_steps(compute):
    """A function of [N, features, steps] as one of [N, steps, features]."""
    return lambda x: compute(x.transpose(1, 2)).transpose(1, 2)


def conv_steps(name, filters, kernel, padding=(0, 0), written=None, stride=1, dilation=1, groups=1, bias=True,
               shape=(2, 9, 3), keyword="conv"):
    """A convolution over steps; ``padding`` is (before, after)."""
    module = nn.Conv1d(shape[2], filters, kernel, stride, 0, dilation, groups, bias)
    options = "".join([f"{filters}, kernel = {kernel}" if keyword == "conv" else f"{kernel}",
                       f", stride = {stride}" if stride > 1 else "",
                       f", padding = {written or padding}" if written or any(padding) else "",
                       f", dilation = {dilation}" if dilation > 1 else "",
                       f", groups = {groups}" if keyword == "conv" and groups > 1 else "", "" if bias else ", bias = false"])
    layer_case(name, keyword, f"{keyword}({options})", module,
               lambda own, x: over_steps(lambda y: own(nn.functional.pad(y, padding)))(x), *shape)


def pool_steps(name, keyword, options, compute, *shape, rounded=False):
    torch.manual_seed(59)
    x = exact(*shape)
    x = (x.round() if rounded else x).requires_grad_()
    output = over_steps(compute)(x)
    upstream = exact(*output.shape)
    output.backward(upstream)
    write(name, keyword, f"{sized(*shape[1:])} {keyword}({options})", {},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad})


def padded_steps(name, of, body, lengths, compute, *shape):
    """A convolution over sequences of several lengths: each sample alone; the gradient of padding steps is 0."""
    torch.manual_seed(61)
    filters, kernel, padding, dilation = compute
    module = nn.Conv1d(shape[2], filters, kernel, 1, 0, dilation).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.float().double())
    x = exact(*shape).requires_grad_()
    each = [nn.functional.pad(over_steps(lambda y: module(nn.functional.pad(y, padding)))(x[i:i + 1, :n]),
                              (0, 0, 0, shape[1] - n)) for i, n in enumerate(lengths)]
    output = torch.cat(each)
    upstream = exact(*output.shape)
    output.backward(upstream)
    write(name, of, f"{sized(*shape[1:])} {body}", {"": of + "1"},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad, "lengths": torch.tensor(lengths),
           **{f"param.{key}": value for key, value in module.named_parameters()},
           **{f"grad.{key}": value.grad for key, value in module.named_parameters()}})


def carried_steps(name, keyword, filters, kernel, dilation=1, groups=1, lengths=(9, 9), features=3):
    """A causal convolution of sequences that go on from earlier steps x0; xn are the last steps of both together."""
    torch.manual_seed(73)
    module = nn.Conv1d(features, filters, kernel, 1, 0, dilation, groups).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.float().double())
    count, steps = dilation * (kernel - 1), max(lengths)
    x = exact(len(lengths), steps, features).requires_grad_()
    x0 = exact(count, len(lengths), features).requires_grad_()
    outputs, last = [], []
    for i, length in enumerate(lengths):
        whole = torch.cat([x0[:, i], x[i, :length]])
        outputs.append(nn.functional.pad(over_steps(module)(whole.unsqueeze(0))[0], (0, 0, 0, steps - length)))
        last.append(whole[-count:])
    output, xn = torch.stack(outputs), torch.stack(last, 1)
    upstream, states = exact(*output.shape), exact(*xn.shape)
    ((output * upstream).sum() + (xn * states).sum()).backward()
    own = f"{filters}, kernel = {kernel}" if keyword == "conv" else f"{kernel}"
    options = "".join([own, ", padding = causal", f", dilation = {dilation}" if dilation > 1 else "",
                       f", groups = {groups}" if keyword == "conv" and groups > 1 else ""])
    write(name, keyword, f"{sized(steps, features)} {keyword}({options})", {"": keyword + "1"},
          {"input": x, "lengths": torch.tensor(lengths), "output": output, "grad_output": upstream, "grad_input": x.grad,
           "x0": x0, "xn": xn, "grad_xn": states, "grad_x0": x0.grad,
           **{f"param.{key}": value for key, value in module.named_parameters()},
           **{f"grad.{key}": value.grad for key, value in module.named_parameters()}})


def transposed(name, filters, kernel, stride=1, padding=0, more=0, dilation=1, groups=1, bias=True, shape=(2, 3, 4, 5)):
    image = len(shape) == 4
    kind = nn.ConvTranspose2d if image else nn.ConvTranspose1d
    module = kind(shape[1] if image else shape[2], filters, kernel, stride, padding, more, groups, bias, dilation)
    options = "".join([f"{filters}, kernel = {kernel}", f", stride = {stride}" if stride != 1 else "",
                       f", padding = {padding}" if padding else "", f", output_padding = {more}" if more else "",
                       f", dilation = {dilation}" if dilation != 1 else "", f", groups = {groups}" if groups > 1 else "",
                       "" if bias else ", bias = false"])
    layer_case(name, "conv_transpose", f"conv_transpose({options})", module,
               lambda own, x: own(x) if image else over_steps(own)(x), *shape)


def ceil_pool(name, keyword, window, stride=None, padding=(0, 0), count=True, divisor=0, shape=(2, 3, 7, 8), rounded=False):
    options = "".join([f"{window}", f", stride = {stride}" if stride else "", f", padding = {padding}" if any(padding) else "",
                       ", ceil = true", "" if count else ", count_padding = false",
                       f", divisor = {divisor}" if divisor else ""])
    f = nn.functional
    compute = (lambda x: f.max_pool2d(x, window, stride, padding, 1, True)) if keyword == "maxpool" else \
        (lambda x: f.avg_pool2d(x, window, stride, padding, True, count, divisor or None))
    torch.manual_seed(67)
    x = exact(*shape)
    x = (x.round() if rounded else x).requires_grad_()
    output = compute(x)
    upstream = exact(*output.shape)
    output.backward(upstream)
    write(name, keyword, f"{sized(*shape[1:])} {keyword}({options})", {},
          {"input": x, "output": output, "grad_output": upstream, "grad_input": x.grad})


def activation(name, call, compute, *shape, special=(0,), scale=1):
    """An elementwise function. The first numbers of the input are special ones: kinks, and some far from 0."""
    torch.manual_seed(41)
    x = (exact(*shape) * scale).float().double()
    x.view(-1)[:len(special)] = torch.tensor(special, dtype=torch.float64)
    x.requires_grad_()
    output = compute(x)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    write(name, call.split("(")[0], f"{sized(*shape[1:])} {call}", {},
          {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad})


def join(name, of, body, compute, *shape):
    """A layer that takes several values; ``compute`` is the whole body, which has no parameters."""
    torch.manual_seed(43)
    x = exact(*shape).requires_grad_()
    output = compute(x)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    write(name, of, f"{sized(*shape[1:])} {body}", {},
          {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad})


def rounded(module):
    """The module in float64, with random parameters and statistics that float32 holds exactly."""
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape).float())
        for name, statistic in module.named_buffers():
            if statistic.is_floating_point():
                statistic.copy_((torch.rand(statistic.shape) + (0.5 if name.endswith("var") else -0.5)).float())
            else:
                statistic.fill_(7)
    return module


def per_feature(name, of, options, module, sizes, lengths=None, flat=False):
    """A layer with parameters for each feature, in training; what it then predicts; its statistics after the pass."""
    torch.manual_seed(43)
    module = rounded(module)
    start = {f"param.{key}": value.clone() for key, value in module.state_dict().items()}
    x = (exact(*sizes) * 1.5 + 0.7).float().double().requires_grad_()
    own = None if lengths is None else torch.arange(sizes[1])[None, :] < torch.tensor(lengths)[:, None]

    def run():
        if own is not None:  # the statistics are those of the own steps, the others give zeros
            return torch.zeros_like(x).masked_scatter(own[:, :, None], module(x[own]))
        if flat:
            return module(x.flatten(1))
        return module(x.transpose(1, 2)).transpose(1, 2) if len(sizes) == 3 else module(x)

    output = run()
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    tensors = {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad, **start,
               **{f"grad.{key}": value.grad for key, value in module.named_parameters()},
               **{f"after.{key}": value.clone() for key, value in module.named_buffers()}}
    if lengths:
        tensors["lengths"] = torch.tensor(lengths)
    module.eval()
    tensors["predicted"] = run().detach()
    write(name, of, f"{sized(*sizes[1:])}{' flatten' if flat else ''} {of}{options}", {"": of + "1"}, tensors)


class PerFeature(nn.Module):
    """weight * x + bias, with a number for each index of axis 1 (of the last axis in rows and sequences)."""

    def __init__(self, features, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        if bias:
            self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        shape = (1, -1) + (1,) * (x.dim() - 2)
        y = x * self.weight.reshape(shape)
        return y + self.bias.reshape(shape) if hasattr(self, "bias") else y


def batchnorm_run(name, optimizer, options, make, net, model, labels, sizes, steps=3, batch=6, classes=4,
                  of="batchnorm"):
    torch.manual_seed(47)
    net = net.double()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(parameter.float().double())
    inputs = exact(steps, batch, *sizes)
    targets = torch.randint(0, classes, (steps, batch))
    tensors = {"input": inputs, "labels": targets,
               **{f"param.{key}": value.clone() for key, value in net.state_dict().items()}}
    stepper = make(net.parameters())
    losses = []
    for x, y in zip(inputs, targets):
        stepper.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        if not losses:
            tensors.update({f"grad.{key}": value.grad.clone() for key, value in net.named_parameters()})
        stepper.step()
        losses.append(loss.detach())
    tensors["losses"] = torch.stack(losses)
    tensors.update({f"final.{key}": value for key, value in net.state_dict().items()})
    text = (f"{sized(*sizes)} {model} fc({classes}) loss cross_entropy"
            f" train {{ optimizer {optimizer}({options}) batch {batch} }}")
    write(name, of, text, labels, tensors)


def batchnorm():
    odd = {"momentum": 0.3, "eps": 1e-3}
    per_feature("batchnorm_image", "batchnorm", "", nn.BatchNorm2d(5), (3, 5, 4, 6))
    per_feature("batchnorm_options", "batchnorm", "(momentum = 0.3, epsilon = 1e-3)", nn.BatchNorm2d(3, **odd),
                (2, 3, 5, 4))
    per_feature("batchnorm_wide", "batchnorm", "", nn.BatchNorm2d(33), (2, 33, 3, 3))
    per_feature("batchnorm_one_sample", "batchnorm", "", nn.BatchNorm2d(2), (1, 2, 3, 5))
    per_feature("batchnorm_vector", "batchnorm", "", nn.BatchNorm1d(19), (6, 19))
    per_feature("batchnorm_vector_options", "batchnorm", "(momentum = 0.3, epsilon = 1e-3)",
                nn.BatchNorm1d(7, **odd), (4, 7))
    per_feature("batchnorm_flattened", "batchnorm", "(momentum = 1)", nn.BatchNorm1d(24, momentum=1), (5, 3, 2, 4),
                flat=True)
    per_feature("batchnorm_sequence", "batchnorm", "(epsilon = 0.1)", nn.BatchNorm1d(7, eps=0.1), (3, 5, 7))
    per_feature("batchnorm_lengths", "batchnorm", "", nn.BatchNorm1d(18), (4, 5, 18), lengths=[3, 5, 1, 2])
    batchnorm_run("train_batchnorm_image", "sgd", "rate = 0.1, momentum = 0.9, weight_decay = 1e-2",
                  lambda p: torch.optim.SGD(p, 0.1, 0.9, weight_decay=1e-2),
                  nn.Sequential(nn.Conv2d(2, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5, momentum=0.3), nn.ReLU(),
                                nn.MaxPool2d(2), nn.Conv2d(5, 18, 3), nn.BatchNorm2d(18, eps=1e-3), nn.ReLU(),
                                nn.Flatten(), nn.Linear(18, 4)),
                  "conv(5, kernel = 3, padding = 1, bias = false) batchnorm(momentum = 0.3) relu maxpool(2)"
                  " conv(18, kernel = 3) batchnorm(epsilon = 1e-3) relu flatten",
                  {"0": "conv1", "1": "batchnorm1", "4": "conv2", "5": "batchnorm2", "8": "fc1"}, (2, 6, 6))
    batchnorm_run("train_batchnorm_vector", "adamw", "rate = 0.01, weight_decay = 0.1",
                  lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1),
                  nn.Sequential(nn.Linear(7, 18, bias=False), nn.BatchNorm1d(18, **odd), nn.Tanh(), nn.Linear(18, 4)),
                  "fc(18, bias = false) batchnorm(momentum = 0.3, epsilon = 1e-3) tanh",
                  {"0": "fc1", "1": "batchnorm1", "3": "fc2"}, (7,))


def scale():
    per_feature("scale_vector", "scale", "", PerFeature(19, True), (3, 19))
    per_feature("scale_image", "scale", "", PerFeature(3, True), (2, 3, 4, 5))
    per_feature("scale_sequence", "scale", "", PerFeature(18, True), (2, 4, 18))
    per_feature("scale_flattened", "scale", "", PerFeature(24, True), (2, 3, 2, 4), flat=True)
    per_feature("scale_no_bias", "scale", "(bias = false)", PerFeature(5, False), (2, 5, 3, 3))


def norms():
    batchnorm()
    scale()


def own_steps(module, x, lengths):
    """What the module gives for each sample's own steps; 0 in the padding."""
    if lengths is None:
        return module(x)
    outputs = torch.zeros_like(x)
    for sample, length in enumerate(lengths):
        outputs[sample, :length] = module(x[sample:sample + 1, :length])[0]
    return outputs


def of_module(name, of, call, module, sizes, lengths=None, flat=False, scale=1.0, offset=0.0):
    """A layer with parameters that computes the same in training and predicting."""
    torch.manual_seed(61)
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            spread = 1 / parameter.shape[-1] ** 0.5 if parameter.dim() > 1 else 1
            parameter.copy_((torch.randn(parameter.shape) * spread).float())
    x = (exact(*sizes) * scale + offset).float().double().requires_grad_()
    output = own_steps(module, x.flatten(1) if flat else x, lengths)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    tensors = {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad,
               **{f"param.{key}": value for key, value in module.named_parameters()},
               **{f"grad.{key}": value.grad for key, value in module.named_parameters()}}
    if lengths:
        tensors["lengths"] = torch.tensor(lengths)
    write(name, of, f"{sized(*sizes[1:])}{' flatten' if flat else ''} {call}", {"": of + "1"}, tensors)


class NormWithoutBias(nn.LayerNorm):
    """Newer versions of PyTorch have an option for it."""

    def __init__(self, features, eps):
        super().__init__(features, eps)
        self.register_parameter("bias", None)


def rows():
    layernorm = nn.LayerNorm
    of_module("layernorm_vector", "layernorm", "layernorm", layernorm(19), (5, 19), scale=1.5, offset=0.7)
    of_module("layernorm_wide", "layernorm", "layernorm", layernorm(96), (3, 96))
    of_module("layernorm_options", "layernorm", "layernorm(epsilon = 1e-3, bias = false)",
              NormWithoutBias(33, 1e-3), (2, 33))
    of_module("layernorm_flattened", "layernorm", "layernorm(epsilon = 0.1)", layernorm(24, eps=0.1), (4, 3, 2, 4),
              flat=True)
    of_module("layernorm_sequence", "layernorm", "layernorm", layernorm(18), (3, 5, 18))
    of_module("layernorm_one_step", "layernorm", "layernorm", layernorm(7), (2, 1, 7))
    of_module("layernorm_steps_wide", "layernorm", "layernorm", layernorm(64), (2, 9, 64))
    of_module("layernorm_far", "layernorm", "layernorm", layernorm(17), (2, 3, 17), offset=20.0)
    of_module("layernorm_lengths", "layernorm", "layernorm", layernorm(20), (4, 5, 20), lengths=[3, 5, 1, 2])
    for keyword, compute in {"softmax": torch.softmax, "log_softmax": torch.log_softmax}.items():
        whole = lambda x: compute(x.flatten(1), 1).reshape(x.shape)
        if keyword == "log_softmax":
            function("log_softmax_vector", keyword, whole, 3, 19)
            function("log_softmax_image", keyword, whole, 2, 3, 4, 5)
            row_function("log_softmax_sequence", "log_softmax(axis = all)", whole, (2, 4, 5))
        row_function(f"{keyword}_steps", f"{keyword}(axis = features)", lambda x: compute(x, 2), (3, 4, 5))
        row_function(f"{keyword}_steps_wide", f"{keyword}(axis = features)", lambda x: compute(x, 2), (2, 7, 70))
        row_function(f"{keyword}_steps_16", f"{keyword}(axis = features)", lambda x: compute(x, 2), (2, 3, 16))
        row_function(f"{keyword}_steps_far", f"{keyword}(axis = features)", lambda x: compute(x, 2), (2, 3, 18), 1e3)
        row_function(f"{keyword}_one_feature", f"{keyword}(axis = features)", lambda x: compute(x, 2), (2, 3, 1))
        row_function(f"{keyword}_of_features", f"{keyword}(axis = features)", lambda x: compute(x, 1), (3, 9))
        row_function(f"{keyword}_pixels", f"{keyword}(axis = features)", lambda x: compute(x, 1), (2, 5, 3, 4))
        row_function(f"{keyword}_pixels_wide", f"{keyword}(axis = features)", lambda x: compute(x, 1), (2, 37, 3, 2))
        row_function(f"{keyword}_lengths", f"{keyword}(axis = features)", lambda x: compute(x, 2), (4, 5, 6),
                     lengths=[3, 5, 1, 2])


def row_function(name, call, compute, sizes, scale=1.0, lengths=None):
    """A layer without parameters, with options."""
    torch.manual_seed(67)
    x = (exact(*sizes) * scale).float().double().requires_grad_()
    output = own_steps(compute, x, lengths)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    tensors = {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad}
    if lengths:
        tensors["lengths"] = torch.tensor(lengths)
    write(name, call.split("(")[0], f"{sized(*sizes[1:])} {call}", {}, tensors)


class SelfAttention(nn.MultiheadAttention):
    """PyTorch's attention with query = key = value; perhaps no step sees a later one."""

    def __init__(self, features, heads, causal=False, bias=True):
        super().__init__(features, heads, bias=bias, batch_first=True)
        self.causal = causal

    def forward(self, x):
        later = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1) if self.causal else None
        return super().forward(x, x, x, attn_mask=later, need_weights=False)[0]


class Positions(nn.Embedding):
    """A line of the table for each step, added."""

    def forward(self, x):
        return x + super().forward(torch.arange(x.shape[1]))


class SinusoidalPositions(nn.Module):
    """The positional encoding of PyTorch's tutorial on transformers, added; it has no parameters."""

    def __init__(self, steps, features):
        super().__init__()
        at = torch.arange(steps).unsqueeze(1).double()
        slower = torch.exp(torch.arange(0, features, 2).double() * (-math.log(10000.0) / features))
        table = torch.zeros(steps, features).double()
        table[:, 0::2] = torch.sin(at * slower)
        table[:, 1::2] = torch.cos(at * slower)[:, :features // 2]
        self.table = table

    def forward(self, x):
        return x + self.table[:x.shape[1]]


class Encoder(nn.Module):
    """Positions, then one block with the norms before attention and products, and the mean over the steps."""

    def __init__(self, steps, features, heads, wide, classes, causal):
        super().__init__()
        self.positions = Positions(steps, features)
        self.norm1, self.attention = nn.LayerNorm(features), SelfAttention(features, heads, causal)
        self.norm2 = nn.LayerNorm(features)
        self.linear1, self.linear2 = nn.Linear(features, wide), nn.Linear(wide, features)
        self.out = nn.Linear(features, classes)

    def forward(self, x):
        x = self.positions(x)
        x = x + self.attention(self.norm1(x))
        x = x + self.linear2(nn.functional.gelu(self.linear1(self.norm2(x))))
        return self.out(x.mean(1))


def attention():
    grid = {"one_head": (1, 3, 5, 6), "heads": (3, 2, 5, 6), "one_step": (2, 3, 1, 4), "odd": (1, 2, 7, 5),
            "one_feature": (5, 2, 4, 5), "wide": (2, 2, 19, 64), "sixteen": (2, 1, 16, 32)}
    for what, (heads, batch, steps, features) in grid.items():
        for causal in (False, True):
            options = ", causal = true" if causal else ""
            of_module(f"attention_{what}{'_causal' if causal else ''}", "attention", f"attention({heads}{options})",
                      SelfAttention(features, heads, causal), (batch, steps, features))
    of_module("attention_no_bias", "attention", "attention(2, bias = false)", SelfAttention(10, 2, bias=False), (2, 4, 10))
    of_module("attention_far", "attention", "attention(2)", SelfAttention(8, 2), (2, 4, 8), scale=30.0)
    of_module("attention_far_causal", "attention", "attention(2, causal = true)", SelfAttention(8, 2, True), (2, 6, 8),
              scale=30.0)
    of_module("attention_lengths", "attention", "attention(2)", SelfAttention(6, 2), (4, 5, 6), lengths=[3, 5, 1, 2])
    of_module("attention_lengths_causal", "attention", "attention(3, causal = true)", SelfAttention(18, 3, True),
              (4, 7, 18), lengths=[3, 7, 1, 6])
    of_module("positions_basic", "positions", "positions", Positions(5, 7), (3, 5, 7))
    of_module("positions_wide", "positions", "positions", Positions(4, 48), (2, 4, 48))
    of_module("positions_lengths", "positions", "positions", Positions(5, 6), (4, 5, 6), lengths=[3, 4, 1, 2])
    for causal, (optimizer, options, make) in {
            False: ("sgd", "rate = 0.1, momentum = 0.9", lambda p: torch.optim.SGD(p, 0.1, 0.9)),
            # no Adam: the bias of keys changes nothing, and Adam would make steps of the rounding of its gradient
            True: ("sgd", "rate = 0.2, weight_decay = 0.01", lambda p: torch.optim.SGD(p, 0.2, weight_decay=0.01))}.items():
        batchnorm_run(f"train_encoder{'_causal' if causal else ''}", optimizer, options, make,
                      Encoder(6, 10, 2, 20, 4, causal),
                      f"positions residual {{ layernorm attention(2{', causal = true' if causal else ''}) }}"
                      " residual { layernorm fc(20) gelu fc(10) } mean",
                      {"positions": "positions1", "norm1": "layernorm1", "attention": "attention1",
                       "norm2": "layernorm2", "linear1": "fc1", "linear2": "fc2", "out": "fc3"}, (6, 10), of="attention")


def sinusoids():
    of_module("positions_sinusoidal", "positions", "positions(sinusoidal)", SinusoidalPositions(9, 8), (2, 9, 8))
    of_module("positions_sinusoidal_odd", "positions", "positions(sinusoidal)", SinusoidalPositions(5, 7), (3, 5, 7))
    of_module("positions_sinusoidal_one", "positions", "positions(sinusoidal)", SinusoidalPositions(6, 1), (2, 6, 1))
    of_module("positions_sinusoidal_wide", "positions", "positions(sinusoidal)", SinusoidalPositions(40, 50), (1, 40, 50))
    of_module("positions_sinusoidal_lengths", "positions", "positions(sinusoidal)", SinusoidalPositions(5, 6), (4, 5, 6),
              lengths=[3, 4, 1, 2])


def masked_case(name, model, compute, modules, present, features, outputs_per_step=False, labels=None):
    """
    A model over sequences with gaps, as Keras defines it: ``compute(x, mask)`` sees each gap and passes it over, so nothing here is packed.
    """
    torch.manual_seed(97)
    for module in modules.values():
        module.double()
        with torch.no_grad():
            for parameter in module.parameters():
                spread = 1 / parameter.shape[-1] ** 0.5 if parameter.dim() > 1 else 1
                parameter.copy_((torch.randn(parameter.shape) * spread).float())
    mask = torch.tensor(present)
    x = exact(*mask.shape, features)
    x[mask == 0] = 50.0
    x.requires_grad_()
    tensors = {"input": x, "mask": mask}
    result = compute(x, mask.double())
    if labels is None:
        grad_output = exact(*result.shape)
        if outputs_per_step:
            grad_output[mask == 0] = 0
        result.backward(grad_output)
        tensors.update({"output": result, "grad_output": grad_output})
    else:
        result.backward()
        tensors.update({"loss": result.reshape(1), "labels": labels})
    tensors["grad_input"] = x.grad
    parameters = {f"{key}.{name}": value for key, module in modules.items() for name, value in module.named_parameters()}
    tensors.update({f"param.{key}": value for key, value in parameters.items()})
    tensors.update({f"grad.{key}": value.grad for key, value in parameters.items()})
    stored = {key: value.float() if value.is_floating_point() and (key == "input" or key.startswith("param.") or
                                                                  key == "grad_output") else value
              for key, value in tensors.items()}
    folder = FOLDER / "masks"
    folder.mkdir(exist_ok=True)
    save(folder / f"{name}.safetensors", stored)
    (folder / f"{name}.lamina").write_text(
        f"model Gaps {{\n    input x: sequence[{mask.shape[1]}, {features}]\n\n    {model}\n}}\n")


def step_by_step(cell, x, mask, back=False):
    """A recurrent cell that keeps its state where there is a gap; the states after each step, zeros in the gaps."""
    state = torch.zeros(x.shape[0], cell.hidden_size).double()
    all = [None] * x.shape[1]
    for t in (reversed(range(x.shape[1])) if back else range(x.shape[1])):
        m = mask[:, t:t + 1]
        state = m * cell(x[:, t], state) + (1 - m) * state
        all[t] = m * state
    return torch.stack(all, 1)


def masks():
    present = [[1, 0, 1, 1, 0, 1], [0, 0, 1, 0, 1, 0], [1, 1, 1, 1, 1, 1], [0, 1, 0, 0, 0, 0]]
    mean = lambda x, m: (x * m[..., None]).sum(1) / m.sum(1, keepdim=True)
    far = lambda x, m: x.masked_fill(m[..., None] == 0, -torch.inf).amax(1)
    masked_case("mean", "mean", mean, {}, present, 3)
    masked_case("max", "max", far, {}, present, 18)
    gru, out = nn.GRUCell(3, 5), nn.Linear(5, 4)
    masked_case("gru", "gru(5) fc(4)", lambda x, m: out(step_by_step(gru, x, m)) * m[..., None], {"gru1": gru, "fc1": out}, present, 3, True)
    cell = nn.RNNCell(3, 4)
    masked_case("rnn_mean", "rnn(4) mean", lambda x, m: mean(step_by_step(cell, x, m), m), {"rnn1": cell},
                present, 3)
    there, back = nn.GRUCell(2, 3), nn.GRUCell(2, 3)
    masked_case("gru_bidirectional", "gru(3, bidirectional = true) max", lambda x, m: far(torch.cat([step_by_step(there, x, m), step_by_step(back, x, m, True)], 2), m),
                {"gru1": there, "gru1 reverse": back}, present, 2)
    attention, causal = SelfAttention(6, 2), SelfAttention(6, 3, True)

    def attend(layer, x, m):
        t = x.shape[1]
        hidden = (m == 0)[:, None, :].expand(-1, t, -1)
        if layer.causal:
            hidden = hidden | torch.ones(t, t, dtype=torch.bool).triu(1)
        hidden = hidden & (m == 1)[:, :, None]  # a gap may look anywhere: nobody reads what it finds
        seen = nn.MultiheadAttention.forward(
            layer, x, x, x, attn_mask=hidden.repeat_interleave(layer.num_heads, 0), need_weights=False)[0]
        return seen * m[..., None]

    masked_case("attention", "attention(2) attention(3, causal = true) mean", lambda x, m: mean(attend(causal, attend(attention, x, m), m), m),
                {"attention1": attention, "attention2": causal}, present, 6)
    norm = nn.BatchNorm1d(3)

    def normed(x, m):
        every = torch.zeros_like(x)
        every[m == 1] = norm(x[m == 1])
        return every

    masked_case("batchnorm", "batchnorm mean", lambda x, m: mean(normed(x, m), m), {"batchnorm1": norm},
                present, 3)
    scores = nn.Linear(3, 4)
    truth = torch.randint(0, 4, (4, 6))
    masked_case("cross_entropy", "fc(4) loss cross_entropy", lambda x, m: (nn.functional.cross_entropy(scores(x).transpose(1, 2), truth, reduction="none") * m).sum() / m.sum(),
                {"fc1": scores}, present, 3, labels=truth)


def padding_token():
    for token in (0, 3):
        torch.manual_seed(71)
        layer = nn.Embedding(5, 18, padding_idx=token).double()
        with torch.no_grad():
            layer.weight.copy_(layer.weight.float().double())
        tokens = torch.randint(0, 5, (4, 7))
        assert (tokens == token).any()
        output = layer(tokens)
        grad_output = exact(*output.shape)
        output.backward(grad_output)
        write(f"embedding_padding_{token}", "embedding", f"input x: tokens[7] below 5 embedding(18, padding = {token})",
              {"": "embedding1"},
              {"input": tokens, "output": output, "grad_output": grad_output, "param.weight": layer.weight,
               "grad.weight": layer.weight.grad})


class BasicBlock(nn.Module):
    """torchvision's block of two convolutions."""

    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """torchvision's ResNet with two layers of two blocks."""

    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5, 2, 2, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.layer1 = nn.Sequential(BasicBlock(6, 6, 1), BasicBlock(6, 6, 1))
        self.layer2 = nn.Sequential(BasicBlock(6, 10, 2), BasicBlock(10, 10, 1))
        self.fc = nn.Linear(10, classes)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer2(self.layer1(x)).mean((2, 3)))


def resnet():
    """Writes a folder of its own: the state_dict as a user saves it, and what the network makes of it."""
    torch.manual_seed(41)
    model = ResNet(5).double()
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                low = 0.5 if name.endswith("running_var") else -0.4
                value.copy_((torch.rand(value.shape) + low).float().double())
    folder = FOLDER / "resnet"
    state = {name: value.float() if value.is_floating_point() else value for name, value in model.state_dict().items()}
    save(folder / "state_dict.safetensors", state)
    x, labels = exact(6, 3, 13, 12).requires_grad_(), torch.randint(0, 5, (6,))
    values = {"input": x, "labels": labels, "output": model.eval()(x)}
    model.train()
    loss = nn.functional.cross_entropy(model(x), labels)
    loss.backward()
    values |= {"loss": loss.reshape(1), "grad_input": x.grad}
    values |= {"grad." + name: value.grad.clone() for name, value in model.named_parameters()}
    model.load_state_dict(state)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
    for step in range(3):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x.detach()), labels)
        loss.backward()
        optimizer.step()
        values[f"loss.{step}"] = loss.reshape(1)
    values |= {"after." + name: value for name, value in model.state_dict().items()}
    values["output_after"] = model.eval()(x)
    save(folder / "values.safetensors", values)


class Fusion(nn.Module):
    """An image, a vector and tokens; two outputs with weighted losses, and one without a loss, whose layers nothing trains."""
    text = """
        model Fusion {
            input picture: image[2, 6, 5]
            input facts: vector[4]
            input words: tokens[5] below 9

            table: embedding(6)
            reader: gru(7)
            last
            text: tanh
            from picture
            filters: conv(3, kernel = 3, padding = 1)
            relu
            seen: mean
            from facts
            known: fc(7)
            mul(text)
            concat(seen, facts)
            common: fc(18)
            trunk: sigmoid
            side: fc(5)
            relu
            output code: fc(2)
            from trunk
            output scores: fc(4)
            from trunk
            add(trunk)
            output boxes: fc(3)

            loss cross_entropy(scores, smoothing = 0.1, weight = 0.5)
            loss mse(boxes, weight = 2)
            train { optimizer adamw(rate = 0.02, weight_decay = 0.1)  batch 4 }
        }
        """

    def __init__(self):
        super().__init__()
        self.table, self.reader = nn.Embedding(9, 6), nn.GRU(6, 7, batch_first=True)
        self.filters, self.known = nn.Conv2d(2, 3, 3, padding=1), nn.Linear(4, 7)
        self.common, self.side, self.code = nn.Linear(14, 18), nn.Linear(18, 5), nn.Linear(5, 2)
        self.scores, self.boxes = nn.Linear(18, 4), nn.Linear(18, 3)

    def forward(self, picture, facts, words):
        text = torch.tanh(self.reader(self.table(words))[0][:, -1])
        seen = torch.relu(self.filters(picture)).mean((2, 3))
        trunk = torch.sigmoid(self.common(torch.cat([self.known(facts) * text, seen, facts], 1)))
        return {"code": self.code(torch.relu(self.side(trunk))), "scores": self.scores(trunk),
                "boxes": self.boxes(trunk + trunk)}

    def loss(self, outputs, truth):
        return (0.5 * nn.functional.cross_entropy(outputs["scores"], truth["labels.scores"], label_smoothing=0.1)
                + 2 * nn.functional.mse_loss(outputs["boxes"], truth["target.boxes"]))

    def optimizer(self):
        return torch.optim.AdamW(self.parameters(), lr=0.02, weight_decay=0.1)

    def data(self):
        return ({"picture": exact(4, 2, 6, 5), "facts": exact(4, 4), "words": torch.randint(0, 9, (4, 5))},
                {"labels.scores": torch.randint(0, 4, (4,)), "target.boxes": exact(4, 3)})


class Pair(nn.Module):
    """Two sequences; a loss at every step and one of the whole, and an output without a loss."""
    text = """
        model Pair {
            input left: sequence[6, 3]
            input right: sequence[6, 2]

            lower: lstm(5)
            from left
            other: gru(5, layers = 2)
            add(lower)
            output steps: fc(3)
            from lower
            last
            hidden: fc(7)
            tanh
            output total: fc(2)
            from left
            unread: fc(4)
            output free: fc(2)

            loss cross_entropy(steps, weight = 3)
            loss mse(total)
            train { optimizer sgd(rate = 0.05, momentum = 0.9, weight_decay = 0.01)  batch 3 }
        }
        """

    def __init__(self):
        super().__init__()
        self.lower, self.other = nn.LSTM(2, 5, batch_first=True), nn.GRU(3, 5, 2, batch_first=True)
        self.steps, self.hidden, self.total = nn.Linear(5, 3), nn.Linear(5, 7), nn.Linear(7, 2)
        self.unread, self.free = nn.Linear(3, 4), nn.Linear(4, 2)

    def forward(self, left, right):
        lower = self.lower(right)[0]
        return {"steps": self.steps(self.other(left)[0] + lower),
                "total": self.total(torch.tanh(self.hidden(lower[:, -1]))), "free": self.free(self.unread(left))}

    def loss(self, outputs, truth):
        return (3 * nn.functional.cross_entropy(outputs["steps"].reshape(-1, 3), truth["labels.steps"].reshape(-1))
                + nn.functional.mse_loss(outputs["total"], truth["target.total"]))

    def optimizer(self):
        return torch.optim.SGD(self.parameters(), 0.05, 0.9, weight_decay=0.01)

    def data(self):
        return ({"left": exact(3, 6, 3), "right": exact(3, 6, 2)},
                {"labels.steps": torch.randint(0, 3, (3, 6)), "target.total": exact(3, 2)})


class Halves(nn.Module):
    """Two inputs and two outputs, whose gradients come from outside: the model has no loss."""
    text = """
        model Halves {
            input a: vector[5]
            input b: image[2, 3, 3]

            from a
            first: fc(17)
            from b
            flatten
            common: fc(17)
            tanh
            add(first)
            output wide: fc(19)
            from first
            sigmoid
            output narrow: fc(1)
        }
        """

    def __init__(self):
        super().__init__()
        self.first, self.common = nn.Linear(5, 17), nn.Linear(18, 17)
        self.wide, self.narrow = nn.Linear(17, 19), nn.Linear(17, 1)

    def forward(self, a, b):
        first = self.first(a)
        return {"wide": self.wide(torch.tanh(self.common(b.flatten(1))) + first),
                "narrow": self.narrow(torch.sigmoid(first))}

    def loss(self, outputs, truth):
        return sum((outputs[name] * truth["grad_output." + name]).sum() for name in outputs)

    def optimizer(self):
        return None

    def data(self):
        return ({"a": exact(4, 5), "b": exact(4, 2, 3, 3)},
                {"grad_output.wide": exact(4, 19), "grad_output.narrow": exact(4, 1)})


def several(model, name):
    """Writes NAME.lamina and NAME.safetensors into a folder of their own. A parameter without a gradient has none there."""
    torch.manual_seed(59)
    model = model.double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.float().double())
    inputs, truth = model.data()
    for value in inputs.values():
        if value.is_floating_point():
            value.requires_grad_()
    values = {"input." + key: value for key, value in inputs.items()} | truth
    values |= {"param." + key: value.clone() for key, value in model.state_dict().items()}
    outputs = model(**inputs)
    loss = model.loss(outputs, truth)
    loss.backward()
    values |= {"output." + key: value for key, value in outputs.items()} | {"loss": loss.reshape(1)}
    values |= {"grad_input." + key: torch.zeros_like(value) if value.grad is None else value.grad.clone()
               for key, value in inputs.items() if value.is_floating_point()}
    values |= {"grad." + key: value.grad.clone() for key, value in model.named_parameters() if value.grad is not None}
    optimizer = model.optimizer()
    if optimizer:
        for step in range(3):
            optimizer.zero_grad(set_to_none=True)
            loss = model.loss(model(**{key: value.detach() for key, value in inputs.items()}), truth)
            loss.backward()
            optimizer.step()
            values[f"loss.{step}"] = loss.reshape(1)
        values |= {"after." + key: value for key, value in model.state_dict().items()}
    folder = FOLDER / "ports"
    folder.mkdir(exist_ok=True)
    save(folder / f"{name}.safetensors", values)
    (folder / f"{name}.lamina").write_text(textwrap.dedent(model.text).strip() + "\n")


def ports():
    several(Fusion(), "fusion")
    several(Pair(), "pair")
    several(Halves(), "halves")


def weighted(name, of, options, each, truth, shape, weights, counts=None, lengths=None):
    """
    A loss whose samples have weights: (w * l).sum() / (w * c).sum() over the rows or elements of own steps, with l from ``each``,
    reduction="none", and c, 1 unless classes have weights, from ``counts``.
    """
    torch.manual_seed(33)
    x = exact(*shape)
    x.requires_grad_()
    given = truth(x.detach())
    w = torch.tensor(weights).float().double()
    losses = each(x, given)
    own = torch.ones(losses.shape, dtype=torch.bool)
    if lengths is not None:
        own = (torch.arange(shape[1])[None, :] < torch.tensor(lengths)[:, None]).reshape(
            shape[0], shape[1], *(1,) * (losses.dim() - 2)).expand(losses.shape)
    w_of = w.reshape(-1, *(1,) * (losses.dim() - 1)).expand(losses.shape)
    c = torch.ones(losses.shape).double() if counts is None else counts(given)
    loss = (w_of * losses)[own].sum() / (w_of * c)[own].sum()
    loss.backward()
    tensors = {"input": x, "labels" if of == "cross_entropy" else "target": given, "sample_weights": w,
               "loss": loss.reshape(1), "grad_input": x.grad}
    if lengths is not None:
        tensors["lengths"] = torch.tensor(lengths)
        tensors["grad_input"][~own.reshape(shape[0], shape[1], -1).any(2)] = 0
    body = "tanh" if lengths is not None else "dropout(0)"
    write(name, of, f"{sized(*shape[1:])} {body} loss {of}({options}sample_weights = true)", {}, tensors)


def weighted_labels(name, options, shape, weights, classes=None, smoothing=0.0, ignored=None, lengths=None):
    """Cross-entropy whose samples have weights."""
    c = None if classes is None else torch.tensor(classes).float().double()
    k = shape[-1]
    prepare = torch.tanh if lengths is not None else lambda x: x

    def each(x, labels):
        return nn.functional.cross_entropy(
            prepare(x).reshape(-1, k), labels.reshape(-1), weight=c, label_smoothing=smoothing, reduction="none",
            ignore_index=-100 if ignored is None else ignored).reshape(labels.shape)

    def counts(labels):
        there = labels != (-100 if ignored is None else ignored)
        one = torch.ones(k).double() if c is None else c
        return torch.where(there, one[labels.clamp(0, k - 1)], torch.zeros(1).double())

    def truth(x):
        labels = torch.randint(0, k, shape[:-1])
        if ignored is not None:
            labels.reshape(-1)[::3] = ignored
        return labels

    weighted(name, "cross_entropy", options, each, truth, shape, weights, counts, lengths)


def sample_weights():
    f = nn.functional
    mean_of = lambda compute: lambda x, t: compute(x, t, reduction="none")
    tanh_of = lambda compute: lambda x, t: compute(torch.tanh(x), t, reduction="none")
    weighted("weights_mse", "mse", "", mean_of(f.mse_loss), near, (4, 7), [1.0, 0.5, 0.0, 3.0])
    weighted("weights_mse_image", "mse", "", mean_of(f.mse_loss), near, (3, 2, 4, 5), [2.0, 0.25, 1.5])
    weighted("weights_mse_lengths", "mse", "", tanh_of(f.mse_loss), near, (3, 4, 5), [0.5, 2.0, 1.0], lengths=[3, 1, 4])
    weighted("weights_mae_sequence", "mae", "", mean_of(f.l1_loss), near, (3, 5, 3), [0.1, 0.0, 7.0])
    weighted("weights_huber", "huber", "0.5, ", lambda x, t: f.huber_loss(x, t, delta=0.5, reduction="none"), near, (5, 18),
             [1.0, 1.0, 2.0, 0.3, 0.3])
    positive = torch.tensor([2.0, 0.5, 3.0]).double()
    weighted("weights_binary", "binary_cross_entropy", "positive_weight = (2, 0.5, 3), ",
             lambda x, t: f.binary_cross_entropy_with_logits(x, t, pos_weight=positive, reduction="none"), yes_or_no, (4, 3),
             [1.0, 4.0, 0.0, 0.5])
    weighted("weights_binary_lengths", "binary_cross_entropy", "",
             tanh_of(f.binary_cross_entropy_with_logits), yes_or_no, (3, 5, 3), [1.0, 4.0, 0.5], lengths=[2, 5, 1])
    weighted_labels("weights_labels", "", (4, 5), [1.0, 0.5, 0.0, 3.0])
    weighted_labels("weights_labels_wide", "smoothing = 0.1, ", (3, 19), [0.2, 4.0, 1.0], smoothing=0.1)
    weighted_labels("weights_labels_classes", "weights = (1, 0.2, 5), smoothing = 0.2, ignore = -100, ", (7, 3),
                    [1.0, 0.5, 0.1, 3.0, 2.0, 0.0, 1.0], classes=[1.0, 0.2, 5.0], smoothing=0.2, ignored=-100)
    weighted_labels("weights_labels_steps", "ignore = 0, ", (3, 4, 6), [0.5, 1.0, 2.5], ignored=0)
    weighted_labels("weights_labels_lengths", "weights = (1, 2, 0.5, 3), ", (3, 5, 4), [0.5, 1.0, 2.5],
                    classes=[1.0, 2.0, 0.5, 3.0], lengths=[4, 1, 5])


def losses():
    more_losses()
    mse("mse_vector", 5, 9)
    mse("mse_image", 3, 2, 4, 5)
    mse("mse_one", 1, 1)
    cross_entropy_steps("cross_entropy_steps", 0, 3, 5, 7)
    cross_entropy_steps("cross_entropy_steps_smoothing", 0.1, 2, 3, 18)
    cross_entropy_steps("cross_entropy_one_step", 0, 4, 1, 6)


def recurrent():
    run("train_rnn", "rnn", 8, 1, False, "sgd", 0.1)
    run("train_lstm", "lstm", 9, 2, True, "adam", 0.01)
    run("train_gru", "gru", 10, 2, False, "sgd", 0.1)
    run("train_gru_every", "gru", 7, 1, True, "adam", 0.01)


def tokens():
    embedding("embedding_basic", 5, 7, 3, 6)
    embedding("embedding_wide", 96, 33, 2, 20)
    embedding("embedding_one", 1, 1, 1, 1)
    run("train_characters_rnn", "rnn", 8, 1, True, "sgd", 0.1, classes=9, characters=True)
    run("train_characters_lstm", "lstm", 6, 2, True, "adam", 0.01, classes=9, characters=True)
    run("train_characters_gru", "gru", 7, 1, True, "adam", 0.01, classes=9, characters=True)


def lengths():
    padded("rnn_lengths", "rnn", [2, 5, 1], 5, 3, 4, 2)
    padded("lstm_lengths", "lstm", [4, 1, 6, 3], 6, 3, 5, 2, bidirectional=True)
    padded("gru_lengths", "gru", [3, 4, 2], 4, 3, 17, 1, bidirectional=True)
    over_own_steps("mean_lengths", "mean", lambda x: x.mean(0), [3, 1, 6, 4], 4, 6, 18)
    over_own_steps("max_lengths", "max", lambda x: x.max(0).values, [3, 1, 6, 4], 4, 6, 18)
    padded_mse("mse_lengths", [3, 1, 4], 4, 5)


def reset():
    reset_before("gru_reset_before", 2, 4, 3, 5, 1)
    reset_before("gru_reset_before_wide", 3, 3, 7, 17, 2, bidirectional=True)
    reset_before("gru_reset_before_1step", 1, 1, 4, 3, 1)


def functions():
    function("last_basic", "last", lambda x: x[:, -1], 3, 5, 7)
    function("last_one_step", "last", lambda x: x[:, -1], 2, 1, 18)
    function("mean_basic", "mean", lambda x: x.mean(1), 3, 5, 7)
    function("mean_one_step", "mean", lambda x: x.mean(1), 2, 1, 18)
    function("mean_image", "mean", lambda x: x.mean((2, 3)), 2, 18, 3, 5)
    function("mean_image_narrow", "mean", lambda x: x.mean((2, 3)), 3, 3, 7, 1)
    function("max_basic", "max", lambda x: x.max(1).values, 3, 5, 7)
    function("max_one_step", "max", lambda x: x.max(1).values, 2, 1, 18)
    function("max_image", "max", lambda x: nn.functional.adaptive_max_pool2d(x, 1).flatten(1), 2, 18, 3, 5)
    function("max_image_ties", "max", lambda x: nn.functional.adaptive_max_pool2d(x, 1).flatten(1), 2, 18, 4, 5,
             rounded=True)
    function("max_ties", "max", lambda x: nn.functional.adaptive_max_pool1d(x.transpose(1, 2), 1).flatten(1), 3, 9, 7,
             rounded=True)
    function("flatten_image", "flatten", lambda x: x.flatten(1), 2, 3, 4, 5)
    function("flatten_sequence", "flatten", lambda x: x.flatten(1), 2, 3, 18)


def padding():
    padded_conv("conv_sides", "conv", 4, (3, 4), (0, 2, 3, 1))
    padded_conv("conv_sides_strided", "conv", 5, (3, 3), (4, 0, 0, 1), (2, 3), (2, 1))
    padded_conv("conv_sides_beyond", "conv", 18, (2, 1), (3, 1, 2, 0), shape=(1, 2, 4, 5), bias=False)
    padded_conv("conv_sides_groups", "conv", 6, (2, 3), (1, 0, 0, 2), (2, 1), groups=2, shape=(2, 4, 7, 6))
    padded_conv("conv_same", "conv", 4, (3, 5), "same")
    padded_conv("conv_same_even", "conv", 4, (4, 2), "same")
    padded_conv("conv_same_dilated", "conv", 3, (2, 4), "same", dilation=(3, 1))
    padded_conv("conv_same_strided", "conv", 4, (4, 3), "same", (2, 3), shape=(2, 3, 9, 11))
    padded_conv("conv_same_even_size", "conv", 4, (3, 3), "same", (2, 2), shape=(2, 3, 8, 6))
    padded_conv("conv_same_far_stride", "conv", 4, (1, 2), "same", (3, 4), shape=(2, 3, 7, 9), bias=False)
    padded_pool("maxpool_sides", "maxpool", (3, 4), (0, 1, 2, 0), (1, 2))
    padded_pool("maxpool_sides_ties", "maxpool", (3, 2), (1, 0, 0, 1), (2, 1), shape=(2, 17, 6, 5), special=(1.5,) * 25)
    padded_pool("maxpool_same", "maxpool", (2, 2), "same", shape=(2, 3, 7, 5))
    padded_pool("maxpool_same_even", "maxpool", (4, 3), "same", (1, 2))
    padded_pool("avgpool_sides", "avgpool", (3, 4), (0, 1, 2, 0), (1, 2))
    padded_pool("avgpool_sides_uncounted", "avgpool", (3, 4), (1, 0, 1, 2), (2, 1), count=False)
    padded_pool("avgpool_sides_divisor", "avgpool", (2, 3), (1, 0, 0, 1), (2, 2), divisor=4, shape=(2, 17, 6, 7))
    padded_pool("avgpool_same", "avgpool", (4, 3), "same", (1, 2))
    padded_pool("avgpool_same_uncounted", "avgpool", (2, 4), "same", (3, 2), count=False, shape=(2, 3, 8, 9))


def depthwise():
    padded_conv("depthwise_basic", "depthwise", 3, (3, 3), (0, 0, 0, 0), groups=3)
    padded_conv("depthwise_wide", "depthwise", 35, (3, 2), (1, 1, 2, 2), (2, 1), groups=35, shape=(2, 35, 6, 5))
    padded_conv("depthwise_sides", "depthwise", 18, (2, 4), (0, 2, 3, 1), (1, 3), (2, 1), 18, False, (2, 18, 7, 8))
    padded_conv("depthwise_same", "depthwise", 5, (4, 3), "same", (2, 2), groups=5, shape=(3, 5, 7, 8))
    padded_conv("depthwise_one", "depthwise", 1, (3, 2), (1, 0, 0, 1), shape=(2, 1, 5, 6))


def steps():
    conv_steps("conv_steps", 4, 3)
    conv_steps("conv_steps_wide", 35, 3, (1, 1), "1", shape=(3, 12, 19))
    conv_steps("conv_steps_causal", 5, 3, (2, 0), "causal")
    conv_steps("conv_steps_causal_dilated", 5, 3, (8, 0), "causal", dilation=4, bias=False)
    conv_steps("conv_steps_causal_strided", 5, 2, (3, 0), "causal", stride=2, dilation=3)
    conv_steps("conv_steps_same", 4, 4, (1, 2), "same")
    conv_steps("conv_steps_same_strided", 4, 4, (1, 2), "same", stride=3, shape=(2, 10, 3))
    conv_steps("conv_steps_strided", 18, 3, (2, 1), stride=2)
    conv_steps("conv_steps_far_stride", 4, 2, stride=4, shape=(2, 11, 3))
    conv_steps("conv_steps_beyond", 3, 2, (3, 4), shape=(2, 5, 17))
    conv_steps("conv_steps_groups", 6, 3, (0, 2), stride=2, dilation=2, groups=2, shape=(2, 9, 4))
    conv_steps("conv_steps_each", 6, 3, (1, 1), "1", groups=6, shape=(2, 7, 6))
    conv_steps("conv_steps_pointwise", 7, 1, shape=(2, 5, 6))
    conv_steps("conv_steps_covering", 4, 6, shape=(2, 6, 3))
    conv_steps("conv_steps_one", 1, 1, shape=(1, 1, 1))
    conv_steps("depthwise_steps", 18, 3, (2, 0), "causal", groups=18, shape=(2, 8, 18), keyword="depthwise")
    conv_steps("depthwise_steps_strided", 5, 4, (0, 3), stride=2, dilation=2, groups=5, bias=False, shape=(2, 9, 5),
               keyword="depthwise")
    padded_steps("conv_steps_lengths", "conv", "conv(4, kernel = 3, padding = causal, dilation = 2)", [5, 1, 7, 3],
                 (4, 3, (4, 0), 2), 4, 7, 3)
    padded_steps("conv_steps_lengths_same", "conv", "conv(18, kernel = 4, padding = same)", [2, 6, 1], (18, 4, (1, 2), 1),
                 3, 6, 5)
    f = nn.functional
    pool_steps("maxpool_steps", "maxpool", "2", lambda x: f.max_pool1d(x, 2), 2, 7, 3)
    pool_steps("maxpool_steps_ties", "maxpool", "3, stride = 2, padding = 1", lambda x: f.max_pool1d(x, 3, 2, 1), 2, 9, 18,
               rounded=True)
    pool_steps("maxpool_steps_ceil", "maxpool", "3, stride = 2, ceil = true",
               lambda x: f.max_pool1d(x, 3, 2, 0, 1, True), 2, 8, 3)
    pool_steps("avgpool_steps", "avgpool", "3, stride = 2, padding = 1", lambda x: f.avg_pool1d(x, 3, 2, 1), 2, 9, 3)
    pool_steps("avgpool_steps_own", "avgpool", "4, stride = 1, padding = 2, count_padding = false",
               lambda x: f.avg_pool1d(x, 4, 1, 2, False, False), 2, 6, 18)
    pool_steps("avgpool_steps_ceil", "avgpool", "4, stride = 3, padding = 1, ceil = true",
               lambda x: f.avg_pool1d(x, 4, 3, 1, True), 2, 9, 3)


class Chain(nn.Module):
    """Modules over sequences [1, T, F], one after the other; a function is a module without parameters."""

    def __init__(self, **parts):
        super().__init__()
        self.order = list(parts)
        self.functions = {key: part for key, part in parts.items() if not isinstance(part, nn.Module)}
        for key, part in parts.items():
            if isinstance(part, nn.Module):
                setattr(self, key, part)

    def forward(self, x):
        for key in self.order:
            x = self.functions[key](x) if key in self.functions else getattr(self, key)(x)
            x = x[0] if isinstance(x, tuple) else x
        return x


class OverSteps(nn.Module):
    """A module over [N, F, T], with zeros before and behind the steps."""

    def __init__(self, inner, before=0, after=0):
        super().__init__()
        self.inner, self.padding = inner, (before, after)

    def forward(self, x):
        return self.inner(nn.functional.pad(x.transpose(1, 2), self.padding)).transpose(1, 2)


def shorter_case(name, of, model, labels, module, lengths, steps, features):
    """A model whose layers change the number of steps, over samples of several lengths: each sample by itself."""
    torch.manual_seed(91)
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            spread = 1 / parameter[0].numel() ** 0.5 if parameter.dim() > 1 else 1
            parameter.copy_((torch.randn(parameter.shape) * spread).float())
    x = exact(len(lengths), steps, features)
    for sample, length in enumerate(lengths):
        x[sample, length:] = 7.0
    x.requires_grad_()
    output = torch.cat([module(x[sample:sample + 1, :length]) for sample, length in enumerate(lengths)])
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    ours = lambda key: key.replace(".inner", "")
    write(name, of, f"{sized(steps, features)} {model}", labels,
          {"input": x, "output": output, "grad_output": grad_output, "grad_input": x.grad,
           "lengths": torch.tensor(lengths),
           **{f"param.{ours(key)}": value for key, value in module.named_parameters()},
           **{f"grad.{ours(key)}": value.grad for key, value in module.named_parameters()}})


def shorter():
    f = nn.functional
    mean, last, most = (lambda x: x.mean(1)), (lambda x: x[:, -1]), (lambda x: x.amax(1))
    over = lambda pool: lambda x: pool(x.transpose(1, 2)).transpose(1, 2)
    conv = lambda *sizes, padding=(0, 0), **options: OverSteps(nn.Conv1d(*sizes, **options), *padding)
    shorter_case("shorter_strided", "conv", "conv(5, kernel = 3, stride = 2, padding = 1) relu mean", {"0": "conv1"},
                 Chain(**{"0": conv(3, 5, 3, stride=2, padding=(1, 1)), "1": torch.relu, "2": mean}), [7, 1, 4, 8, 2], 8, 3)
    shorter_case("shorter_unpadded", "conv", "conv(18, kernel = 3) tanh last", {"0": "conv1"},
                 Chain(**{"0": conv(4, 18, 3), "1": torch.tanh, "2": last}), [3, 9, 4], 9, 4)
    shorter_case("shorter_causal", "conv",
                 "conv(4, kernel = 3, padding = causal, stride = 3, dilation = 2, groups = 2, bias = false) max", {"0": "conv1"},
                 Chain(**{"0": conv(6, 4, 3, stride=3, dilation=2, groups=2, bias=False, padding=(4, 0)), "1": most}),
                 [10, 4, 3, 1], 10, 6)
    shorter_case("shorter_longer", "conv", "conv(3, kernel = 2, padding = (2, 3)) sigmoid mean", {"0": "conv1"},
                 Chain(**{"0": conv(2, 3, 2, padding=(2, 3)), "1": torch.sigmoid, "2": mean}), [5, 1, 3], 6, 2)
    shorter_case("shorter_depthwise", "depthwise", "depthwise(3, stride = 2, padding = (0, 1)) mean", {"0": "depthwise1"},
                 Chain(**{"0": conv(5, 5, 3, stride=2, groups=5, padding=(0, 1)), "1": mean}), [2, 7, 5, 6], 7, 5)
    for what, sizes, options in [("", (2,), {}), ("_overlapping", (3, 2), {}), ("_padded", (3, 2, 1), {}),
                                 ("_all", (4, 1, 2), {})]:
        text = f"{sizes[0]}" + (f", stride = {sizes[1]}" if len(sizes) > 1 else "") + (
            f", padding = {sizes[2]}" if len(sizes) > 2 else "")
        lengths = [7, 3, 8, 4] if len(sizes) < 3 else [7, 2, 8, 4]
        shorter_case(f"shorter_maxpool{what}", "maxpool", f"maxpool({text}) mean", {},
                     Chain(**{"0": over(lambda x: f.max_pool1d(x, *sizes)), "1": mean}), lengths, 9, 18)
        shorter_case(f"shorter_avgpool{what}", "avgpool", f"avgpool({text}) mean", {},
                     Chain(**{"0": over(lambda x: f.avg_pool1d(x, *sizes)), "1": mean}), lengths, 9, 5)
    shorter_case("shorter_avgpool_own", "avgpool", "avgpool(4, stride = 2, padding = 2, count_padding = false) mean", {},
                 Chain(**{"0": over(lambda x: f.avg_pool1d(x, 4, 2, 2, False, False)), "1": mean}), [7, 1, 8, 2], 8, 3)
    shorter_case("shorter_deep", "conv",
                 "conv(6, kernel = 3, padding = 1) relu maxpool(2) conv(8, kernel = 3, stride = 2, padding = 1) relu"
                 " fc(5) tanh last fc(3)", {"0": "conv1", "3": "conv2", "5": "fc1", "8": "fc2"},
                 Chain(**{"0": conv(3, 6, 3, padding=(1, 1)), "1": torch.relu, "2": over(lambda x: f.max_pool1d(x, 2)),
                          "3": conv(6, 8, 3, stride=2, padding=(1, 1)), "4": torch.relu, "5": nn.Linear(8, 5),
                          "6": torch.tanh, "7": last, "8": nn.Linear(5, 3)}), [2, 16, 9, 7], 16, 3)
    shorter_case("shorter_attention", "attention",
                 "conv(6, kernel = 3, stride = 2, padding = 1) layernorm attention(2) max", {"0": "conv1", "1": "layernorm1",
                                                                                          "2": "attention1"},
                 Chain(**{"0": conv(3, 6, 3, stride=2, padding=(1, 1)), "1": nn.LayerNorm(6), "2": SelfAttention(6, 2),
                          "3": most}), [2, 11, 9, 1], 11, 3)


def carried():
    carried_steps("conv_steps_carried", "conv", 4, 3)
    carried_steps("conv_steps_carried_far", "conv", 6, 3, dilation=4, groups=2, lengths=(5, 1, 4), features=4)
    carried_steps("conv_steps_carried_wide", "conv", 35, 2, lengths=(3, 7, 1), features=19)
    carried_steps("depthwise_steps_carried", "depthwise", 18, 4, dilation=2, groups=18, lengths=(8, 3), features=18)


def ceil():
    ceil_pool("maxpool_ceil", "maxpool", (2, 2))
    ceil_pool("maxpool_ceil_padded", "maxpool", (3, 4), (2, 3), (1, 2))
    ceil_pool("maxpool_ceil_outside", "maxpool", (2, 3), (5, 4), (1, 1), shape=(2, 3, 5, 7))
    ceil_pool("maxpool_ceil_beyond", "maxpool", (5, 3), (3, 2), shape=(2, 18, 4, 4), rounded=True)
    ceil_pool("maxpool_ceil_exact", "maxpool", (2, 4), shape=(2, 3, 6, 8))
    ceil_pool("avgpool_ceil", "avgpool", (2, 2))
    ceil_pool("avgpool_ceil_padded", "avgpool", (3, 4), (2, 3), (1, 2))
    ceil_pool("avgpool_ceil_own", "avgpool", (3, 4), (2, 3), (1, 2), count=False)
    ceil_pool("avgpool_ceil_divisor", "avgpool", (3, 3), (2, 2), (1, 1), divisor=4, shape=(2, 18, 6, 6))
    ceil_pool("avgpool_ceil_outside", "avgpool", (2, 3), (5, 4), (1, 1), shape=(2, 3, 5, 7))


def transposes():
    transposed("conv_transpose_basic", 4, (3, 3))
    transposed("conv_transpose_double", 5, (2, 2), (2, 2), shape=(3, 18, 3, 4))
    transposed("conv_transpose_padded", 5, (3, 4), (2, 3), (1, 2))
    transposed("conv_transpose_output_padding", 4, (3, 3), (2, 3), (1, 1), (1, 2))
    transposed("conv_transpose_dilated", 18, (3, 2), (1, 2), (0, 1), 0, (2, 3))
    transposed("conv_transpose_dilated_output", 3, (2, 2), (1, 2), (0, 0), (2, 2), (3, 3))
    transposed("conv_transpose_groups", 6, (3, 3), (2, 2), (1, 1), (1, 0), 1, 2, shape=(2, 4, 3, 4))
    transposed("conv_transpose_each", 6, (3, 2), (2, 2), groups=6, shape=(2, 6, 3, 3))
    transposed("conv_transpose_no_bias", 3, (4, 4), (2, 2), (1, 1), bias=False)
    transposed("conv_transpose_cropped", 3, (2, 3), (2, 2), (3, 4), shape=(2, 3, 5, 6))
    transposed("conv_transpose_far_stride", 3, (1, 2), (3, 4), shape=(2, 3, 3, 2))
    transposed("conv_transpose_one", 1, (1, 1), shape=(1, 1, 1, 1))
    transposed("conv_transpose_wide", 35, (3, 3), (2, 2), (1, 1), (1, 1), shape=(2, 33, 4, 3))
    transposed("conv_transpose_steps", 4, 4, 2, 1, shape=(2, 5, 3))
    transposed("conv_transpose_steps_dilated", 18, 3, 3, 2, 2, 2, shape=(3, 4, 17))
    transposed("conv_transpose_steps_groups", 6, 3, 2, groups=2, bias=False, shape=(2, 4, 4))


def shapes():
    f = nn.functional
    function_of = lambda name, call, compute, *shape: join(name, call.split("(")[0].split(" ")[-1], call, compute, *shape)
    function_of("upsample_nearest", "upsample(2)", lambda x: f.interpolate(x, scale_factor=2), 2, 3, 4, 5)
    function_of("upsample_nearest_pair", "upsample((3, 1))", lambda x: f.interpolate(x, scale_factor=(3, 1)), 2, 18, 2, 3)
    linear = lambda factor, mode="bilinear": lambda x: f.interpolate(x, scale_factor=factor, mode=mode)
    function_of("upsample_linear", "upsample(2, mode = linear)", linear(2), 2, 3, 4, 5)
    function_of("upsample_linear_odd", "upsample((3, 5), mode = linear)", linear((3, 5)), 2, 18, 4, 3)
    function_of("upsample_linear_pair", "upsample((1, 4), mode = linear)", linear((1, 4)), 2, 3, 2, 5)
    function_of("upsample_linear_one", "upsample((4, 7), mode = linear)", linear((4, 7)), 2, 2, 1, 1)
    function_of("upsample_steps", "upsample(3)", over_steps(lambda x: f.interpolate(x, scale_factor=3)), 2, 4, 5)
    function_of("upsample_steps_linear", "upsample(6, mode = linear)", over_steps(linear(6, "linear")), 2, 4, 18)
    function_of("slice_vector", "slice(2, 7)", lambda x: x[:, 2:7], 3, 9)
    function_of("slice_rest", "slice(17)", lambda x: x[:, 17:], 3, 40)
    function_of("slice_steps", "slice(1, 4, axis = steps)", lambda x: x[:, 1:4], 2, 6, 5)
    function_of("slice_features", "slice(3, 5)", lambda x: x[:, :, 3:5], 2, 6, 18)
    function_of("slice_channels", "slice(1, 19)", lambda x: x[:, 1:19], 2, 20, 3, 4)
    function_of("slice_rows", "slice(2, axis = rows)", lambda x: x[:, :, 2:], 2, 3, 5, 4)
    function_of("slice_columns", "slice(0, 1, axis = columns)", lambda x: x[:, :, :, :1], 2, 3, 5, 4)
    join("slice_flattened", "slice", "flatten slice(5, 20)", lambda x: x.flatten(1)[:, 5:20], 2, 3, 4, 2)
    function_of("pad_vector", "pad((2, 1))", lambda x: f.pad(x, (2, 1)), 3, 7)
    function_of("pad_steps", "pad((3, 0), value = 0.5)", lambda x: f.pad(x, (0, 0, 3, 0), value=0.5), 2, 4, 18)
    function_of("pad_image", "pad((1, 0, 2, 3), value = 0 - 1.5)", lambda x: f.pad(x, (2, 3, 1, 0), value=-1.5), 2, 3, 4, 5)
    function_of("pad_around", "pad(2)", lambda x: f.pad(x, (2, 2, 2, 2)), 2, 18, 2, 3)
    join("pad_flattened", "pad", "flatten pad(3)", lambda x: f.pad(x.flatten(1), (3, 3)), 2, 3, 4, 2)
    function_of("to_sequence_columns", "to_sequence", lambda x: x.flatten(1, 2).transpose(1, 2), 2, 3, 4, 5)
    function_of("to_sequence_rows", "to_sequence(rows)", lambda x: x.transpose(1, 2).flatten(2), 2, 3, 4, 5)
    function_of("to_sequence_pixels", "to_sequence(pixels)", lambda x: x.flatten(2).transpose(1, 2), 2, 18, 4, 5)
    function_of("to_image_vector", "to_image(3, 4, 2)", lambda x: x.view(-1, 3, 4, 2), 2, 24)
    join("to_image_flattened", "to_image", "flatten to_image(4, 2, 3)", lambda x: x.reshape(-1, 4, 2, 3), 2, 2, 3, 4)
    function_of("to_image_columns", "to_image(3, 4, 5)", lambda x: x.transpose(1, 2).reshape(-1, 3, 4, 5), 2, 5, 12)
    function_of("to_image_rows", "to_image(3, 4, 5, along = rows)",
                lambda x: x.reshape(-1, 4, 3, 5).transpose(1, 2), 2, 4, 15)
    function_of("to_image_pixels", "to_image(18, 4, 5, along = pixels)",
                lambda x: x.transpose(1, 2).reshape(-1, 18, 4, 5), 2, 20, 18)
    both = lambda x: torch.cat([x[:, -1, :x.shape[2] // 2], x[:, 0, x.shape[2] // 2:]], 1)
    function_of("ends_basic", "ends", both, 3, 5, 6)
    function_of("ends_wide", "ends", both, 2, 4, 36)
    over_own_steps("ends_lengths", "ends", lambda x: torch.cat([x[-1, :3], x[0, 3:]]), [3, 1, 5], 3, 5, 6)
    bidirectional_ends("ends_bidirectional", [4, 1, 3], 4, 3, 5)


def bidirectional_ends(name, lengths, steps, features, hidden):
    """The final states of both directions, as PyTorch's h_n has them, of a bidirectional GRU; the last step has other numbers."""
    torch.manual_seed(71)
    layer = nn.GRU(features, hidden, 1, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(parameter.float().double())
    x = exact(len(lengths), steps, features).requires_grad_()
    h0 = exact(2, len(lengths), hidden).requires_grad_()
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    hn = layer(packed, h0)[1]
    output = torch.cat([hn[0], hn[1]], 1)
    upstream, states = exact(*output.shape), exact(*hn.shape)
    ((output * upstream).sum() + (hn * states).sum()).backward()
    write(name, "ends", f"{sized(steps, features)} gru({hidden}, bidirectional = true) ends", {"": "gru1"},
          {"input": x, "lengths": torch.tensor(lengths), "output": output, "grad_output": upstream, "grad_input": x.grad,
           "h0": h0, "hn": hn, "grad_hn": states, "grad_h0": h0.grad,
           **{f"param.{key}": value for key, value in layer.named_parameters()},
           **{f"grad.{key}": value.grad for key, value in layer.named_parameters()}})


def pooling():
    avgpool("avgpool_asymmetric_counted", (3, 2), (1, 2), (1, 0))
    avgpool("avgpool_asymmetric", (2, 3), (1, 2), (0, 1), count=False)
    avgpool("avgpool_drops_edge", (2, 2), (3, 3), shape=(3, 1, 7, 6))
    avgpool("avgpool_large", (5, 4), (1, 2), (2, 2), count=False, shape=(2, 17, 6, 7))
    avgpool("avgpool_divisor", (3, 2), (2, 2), (1, 1), divisor=5)
    avgpool("avgpool_divisor_1", (3, 3), (1, 1), (1, 1), count=False, divisor=1, shape=(1, 4, 5, 5))
    avgpool("avgpool_all", (6, 5), shape=(4, 2, 6, 5))


FAR = (1000, -1000, 100, -100, 50, -50, 21, -21, 10, -10)
BELOW = (0, -1000, -100, -88, -50, -21, -10)  # functions that are small there show small errors only without large numbers


def leaky_relu():
    f = nn.functional.leaky_relu
    activation("leaky_relu_basic", "leaky_relu", f, 3, 19)
    activation("leaky_relu_slope", "leaky_relu(slope = 0.3)", lambda x: f(x, 0.3), 2, 3, 4, 5)
    activation("leaky_relu_relu", "leaky_relu(0)", lambda x: f(x, 0), 2, 3, 4, 5)
    activation("leaky_relu_steep", "leaky_relu(slope = 2.5)", lambda x: f(x, 2.5), 2, 4, 18)


def relu6():
    kinks = (0, 6, -1000, 1000, 5.9999995, 6.0000005)
    activation("relu6_basic", "relu6", nn.functional.relu6, 3, 19, special=kinks, scale=4)
    activation("relu6_image", "relu6", nn.functional.relu6, 2, 3, 4, 5, special=kinks, scale=4)


def hardsigmoid():
    kinks = (0, -3, 3, -1000, 1000, -3.0000002, -2.9999998, 3.0000002)
    activation("hardsigmoid_basic", "hardsigmoid", nn.functional.hardsigmoid, 3, 19, special=kinks, scale=2)
    activation("hardsigmoid_image", "hardsigmoid", nn.functional.hardsigmoid, 2, 3, 4, 5, special=kinks, scale=2)


def hardswish():
    kinks = (0, -3, 3, -1000, -3.0000002, -2.9999998, 3.0000002)
    activation("hardswish_basic", "hardswish", nn.functional.hardswish, 3, 19, special=kinks, scale=2)
    activation("hardswish_image", "hardswish", nn.functional.hardswish, 2, 3, 4, 5, special=kinks, scale=2)
    activation("hardswish_far", "hardswish", nn.functional.hardswish, 2, 17, special=FAR)


def silu():
    activation("silu_basic", "silu", nn.functional.silu, 3, 19, special=BELOW)
    activation("silu_image", "silu", nn.functional.silu, 2, 3, 4, 5, special=BELOW, scale=3)
    activation("silu_far", "silu", nn.functional.silu, 2, 17, special=FAR)


def elu():
    f = nn.functional.elu
    activation("elu_basic", "elu", f, 3, 19, special=BELOW)
    activation("elu_near_0", "elu", f, 3, 19, scale=1e-4)
    activation("elu_alpha", "elu(alpha = 0.3)", lambda x: f(x, 0.3), 2, 3, 4, 5, special=BELOW, scale=3)
    activation("elu_alpha_0", "elu(0)", lambda x: f(x, 0), 2, 4, 18)
    activation("elu_far", "elu(alpha = 2)", lambda x: f(x, 2), 2, 17, special=FAR)


def softplus():
    f = nn.functional.softplus
    activation("softplus_basic", "softplus", f, 3, 19, special=BELOW)
    activation("softplus_below", "softplus", lambda x: f(x), 2, 4, special=(-21, -22, -30, -40, -50, -60, -80, -85))
    activation("softplus_beta", "softplus(beta = 2.5)", lambda x: f(x, 2.5), 2, 3, 4, 5, special=BELOW, scale=3)
    activation("softplus_threshold", "softplus(beta = 0.5, threshold = 1)", lambda x: f(x, 0.5, 1), 2, 4, 18,
               special=(2, 2.0000005, 1.9999999), scale=3)
    activation("softplus_far", "softplus", f, 2, 17, special=FAR)


def gelu():
    f = nn.functional.gelu
    for name, call, approximate in (("exact", "gelu", "none"), ("tanh", "gelu(tanh)", "tanh")):
        activation(f"gelu_{name}", call, lambda x: f(x, approximate=approximate), 3, 19, special=BELOW)
        activation(f"gelu_{name}_image", call, lambda x: f(x, approximate=approximate), 2, 3, 4, 5, scale=3)
        activation(f"gelu_{name}_far", call, lambda x: f(x, approximate=approximate), 2, 17, special=FAR)


ACTIVATIONS = (leaky_relu, relu6, hardsigmoid, hardswish, silu, elu, softplus, gelu)


def activations():
    for each in ACTIVATIONS:
        each()


def pooled(x, height, width):
    """avgpool((height, width)), flatten."""
    return nn.functional.avg_pool2d(x, (height, width)).flatten(1)


def joins():
    def scaled(x):
        return torch.sigmoid(torch.tanh(x))

    for kind, shape in {"vector": (3, 7), "sequence": (3, 4, 18), "image": (2, 5, 4, 3)}.items():
        join(f"add_{kind}", "add", "a: tanh sigmoid add(a, x)", lambda x: scaled(x) + torch.tanh(x) + x, *shape)
        join(f"mul_{kind}", "mul", "a: tanh sigmoid mul(a)", lambda x: scaled(x) * torch.tanh(x), *shape)
        axis = 1 if kind == "image" else -1
        join(f"concat_{kind}", "concat", "a: tanh sigmoid concat(a, x)",
             lambda x: torch.cat([scaled(x), torch.tanh(x), x], axis), *shape)
    join("mul_channels", "mul", "avgpool((5, 4)) flatten sigmoid mul(x)",
         lambda x: torch.sigmoid(pooled(x, 5, 4))[:, :, None, None] * x, 2, 18, 5, 4)
    join("mul_channels_before", "mul", "avgpool((5, 4)) flatten g: sigmoid from x tanh mul(g)",
         lambda x: torch.sigmoid(pooled(x, 5, 4))[:, :, None, None] * torch.tanh(x), 2, 3, 5, 4)
    join("mul_features", "mul", "last sigmoid mul(x)", lambda x: torch.sigmoid(x[:, -1:]) * x, 3, 4, 5)
    rows, columns = "avgpool((1, 4)) a: flatten", "from x avgpool((4, 1)) flatten"
    for of, compute in {"add": torch.add, "mul": torch.mul,
                        "concat": lambda first, second: torch.cat([first, second], 1)}.items():
        join(f"{of}_flattened", of, f"{rows} {columns} {of}(a)",
             lambda x: compute(pooled(x, 4, 1), pooled(x, 1, 4)), 3, 3, 4, 4)
    join("concat_flattened_image", "concat", "flatten a: tanh from x avgpool(2) flatten sigmoid concat(a)",
         lambda x: torch.cat([torch.sigmoid(pooled(x, 2, 2)), torch.tanh(x.flatten(1))], 1), 2, 3, 4, 4)


OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
              "rmsprop": torch.optim.RMSprop}
OPTIONS = {"rate": "lr", "epsilon": "eps"}


def rmsprop_run(name, **options):
    """A short run with rmsprop."""
    torch.manual_seed(12)
    net = nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3)).double()
    with torch.no_grad():
        for value in net.parameters():
            value.copy_(value.float().double())
    optimizer = torch.optim.RMSprop(net.parameters(), **{OPTIONS.get(key, key): v for key, v in options.items()})
    x, labels = exact(8, 4, 6), torch.randint(3, (8, 4))
    tensors = {"input": x, "labels": labels, **{f"param.{k}": v.clone() for k, v in net.state_dict().items()}}
    losses = []
    for i in range(8):
        loss = nn.functional.cross_entropy(net(x[i]), labels[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    tensors["losses"] = torch.stack(losses)
    tensors.update({f"final.{key}": value for key, value in net.state_dict().items()})
    call = ", ".join(f"{key} = {value}" for key, value in options.items())
    text = f"{sized(6)} fc(5) tanh fc(3) loss cross_entropy train {{ optimizer rmsprop({call}) batch 4 }}"
    write(name, "rmsprop", text, {"0": "fc1", "2": "fc2"}, tensors)


class Controlled(nn.Module):
    """encoder: fc(8, bias = false)  norm: batchnorm  tanh  middle: fc(5)  tanh  head: fc(3)

    A bias before batchnorm would have a gradient of rounding errors, which adam makes as large as any other."""

    def __init__(self):
        super().__init__()
        self.encoder, self.norm = nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8)
        self.middle, self.head = nn.Linear(8, 5), nn.Linear(5, 3)

    def forward(self, x):
        return self.head(torch.tanh(self.middle(torch.tanh(self.norm(self.encoder(x))))))


def scheduled(optimizer, kind, options, epochs, steps):
    """PyTorch's schedule; one that changes per step says so."""
    rates = torch.optim.lr_scheduler
    if kind == "step":
        return rates.StepLR(optimizer, options["every"], options["factor"]), False
    if kind == "plateau":
        return rates.ReduceLROnPlateau(optimizer, patience=options["patience"], factor=options["factor"]), False
    warm = round(options.get("warmup", 0) * steps)
    cosine = rates.CosineAnnealingLR(optimizer, epochs * steps - warm, options.get("floor", 0))
    if warm == 0:
        return cosine, True
    line = rates.LinearLR(optimizer, 1 / warm, 1, warm - 1)
    return rates.SequentialLR(optimizer, [line, cosine], [warm]), True


def controlled(name, of, options, settings="", clip=None, frozen=(), groups=None, schedule=None, epochs=4, steps=3,
               heldout=None):
    """A run of ``epochs`` epochs of ``steps`` steps: loss, rate, norm of the gradients and all parameters of each step.

    ``heldout`` are the losses that a plateau sees, one for each epoch."""
    torch.manual_seed(13)
    net = Controlled().double()
    with torch.no_grad():
        for value in net.parameters():
            value.copy_(value.float().double())
    groups = groups or {}
    own = [{"params": list(getattr(net, label).parameters()), "lr": rate} for label, rate in groups.items()]
    for label in frozen:
        getattr(net, label).requires_grad_(False)
    rest = [p for n, p in net.named_parameters() if n.split(".")[0] not in groups and p.requires_grad]
    optimizer = OPTIMIZERS[of]([{"params": rest}] + own, **{OPTIONS.get(k, k): v for k, v in options.items()})
    rates, each_step = scheduled(optimizer, *schedule, epochs, steps) if schedule else (None, False)
    count = epochs * steps
    x, target = exact(count, 4, 6), exact(count, 4, 3)
    state = {key: value for key, value in net.state_dict().items() if not key.endswith("num_batches_tracked")}
    tensors = {"input": x.float(), "target": target.float(),
               **{f"param.{key}": value.clone().float() for key, value in state.items()}}
    after = {key: [] for key in state}
    figures = {"loss": [], "rate": [], "norm": []}
    for step in range(count):
        loss = nn.functional.mse_loss(net(x[step]), target[step])
        optimizer.zero_grad()
        loss.backward()
        gradients = [p for p in net.parameters() if p.grad is not None]
        norm = torch.sqrt(sum((p.grad ** 2).sum() for p in gradients))
        if clip and clip[0] == "norm":
            nn.utils.clip_grad_norm_(gradients, clip[1])
        elif clip:
            nn.utils.clip_grad_value_(gradients, clip[1])
        figures["loss"].append(loss.detach())
        figures["norm"].append(norm)
        figures["rate"].append(torch.tensor(optimizer.param_groups[0]["lr"], dtype=torch.float64))
        optimizer.step()
        for key in state:
            after[key].append(net.state_dict()[key].clone())
        if rates and each_step:
            rates.step()
        elif rates and (step + 1) % steps == 0:
            rates.step(heldout[step // steps]) if heldout else rates.step()
    tensors.update({f"step.{key}": torch.stack(value) for key, value in figures.items()})
    tensors.update({f"after.{key}": torch.stack(value) for key, value in after.items()})
    if heldout:
        tensors["heldout"] = torch.tensor(heldout, dtype=torch.float64)
    lines = [f"optimizer {of}({', '.join(f'{key} = {value}' for key, value in options.items())})",
             f"epochs {epochs}  batch 4"]
    lines += [f"clip {clip[0]} = {clip[1]}"] if clip else []
    lines += [f"freeze {', '.join(frozen)}"] if frozen else []
    lines += [f"rate = {rate} for {label}" for label, rate in groups.items()]
    if schedule:
        lines.append(f"schedule {schedule[0]}({', '.join(f'{k} = {v}' for k, v in schedule[1].items())})")
    folder = FOLDER / "control"
    folder.mkdir(exist_ok=True)
    save(folder / f"{name}.safetensors", tensors)
    train = "\n        ".join(lines)
    (folder / f"{name}.lamina").write_text(f"""model Controlled {{
    input x: vector[6]

    encoder: fc(8, bias = false)  norm: batchnorm  tanh
    middle: fc(5)  tanh
    head: fc(3)

    loss mse

    train {{
        {train}
    }}
}}
""")


def control():
    rmsprop_run("train_rmsprop", rate=0.01)
    rmsprop_run("train_rmsprop_options", rate=0.02, alpha=0.9, epsilon=1e-3, momentum=0.8, weight_decay=0.1)
    plain, moving = {"rate": 0.1}, {"rate": 0.1, "momentum": 0.9, "weight_decay": 0.01}
    controlled("clip_norm", "sgd", moving, clip=("norm", 0.5))
    controlled("clip_norm_adam", "adam", {"rate": 0.01}, clip=("norm", 0.2))
    controlled("clip_norm_large", "sgd", moving, clip=("norm", 1000))
    controlled("clip_value", "rmsprop", {"rate": 0.01, "momentum": 0.5}, clip=("value", 0.02))
    controlled("freeze_first", "adamw", {"rate": 0.01, "weight_decay": 0.1}, frozen=("encoder",))
    controlled("freeze_norm", "sgd", moving, frozen=("norm",))
    controlled("freeze_two", "adam", {"rate": 0.01, "weight_decay": 0.1}, frozen=("middle", "norm"), clip=("norm", 0.3))
    controlled("freeze_last", "sgd", plain, frozen=("head",))
    controlled("groups", "sgd", moving, groups={"encoder": 0.01, "head": 0.5})
    controlled("groups_adam", "adam", {"rate": 0.01}, groups={"norm": 0.05})
    controlled("groups_adamw", "adamw", {"rate": 0.01, "weight_decay": 0.5}, groups={"head": 0.002, "middle": 0.0})
    controlled("groups_rmsprop", "rmsprop", {"rate": 0.01}, groups={"head": 0.1}, frozen=("encoder",),
               clip=("norm", 0.2))
    controlled("schedule_step", "sgd", plain, schedule=("step", {"every": 2, "factor": 0.3}), epochs=7)
    controlled("schedule_cosine", "adam", {"rate": 0.02}, schedule=("cosine", {}), epochs=4)
    controlled("schedule_warmup", "sgd", plain, schedule=("cosine", {"warmup": 2, "floor": 0.01}), epochs=6)
    controlled("schedule_groups", "adamw", {"rate": 0.02}, schedule=("cosine", {"warmup": 1}), groups={"head": 0.1})
    controlled("schedule_plateau", "sgd", plain, schedule=("plateau", {"patience": 1, "factor": 0.5}), epochs=9, steps=2,
               heldout=[2.0, 1.5, 1.49999, 1.6, 1.4, 1.4, 1.4, 1.4, 1.3])


if __name__ == "__main__":
    for what in sys.argv[1:]:
        {"losses": losses, "sample_weights": sample_weights, "recurrent": recurrent, "tokens": tokens, "reset": reset, "lengths": lengths,
         "functions": functions, "pooling": pooling, "padding": padding, "depthwise": depthwise,
         "steps": steps, "shorter": shorter, "carried": carried, "ceil": ceil, "transposed": transposes, "shapes": shapes,
         "activations": activations, "rows": rows, "attention": attention, "sinusoids": sinusoids, "masks": masks,
         "padding_token": padding_token, "norms": norms, "resnet": resnet, "joins": joins, "ports": ports,
         "control": control}[what]()
