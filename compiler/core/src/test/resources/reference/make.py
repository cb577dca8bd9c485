#!/usr/bin/env python3
"""Makes reference values beyond those that came with the project, in float64 by PyTorch (Debian's python3-torch).

    make.py losses       mean squared error, cross-entropy at every step
    make.py recurrent    short training runs of rnn, lstm and gru
    make.py tokens       embedding, and short training runs of models of characters

Writes NAME.safetensors beside this file and adds the cases to index.json. Inputs and parameters are exact in float32.
"""
import json
import pathlib
import struct
import sys

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent
TYPES = {torch.float32: ("F32", 4), torch.float64: ("F64", 8), torch.int64: ("I64", 8)}


def exact(*shape):
    """Random numbers that float32 holds exactly, as float64."""
    return torch.randn(*shape).float().double()


def write(name, kind, args, tensors):
    header, data = {}, b""
    for key, value in tensors.items():
        value = value.detach().contiguous()
        if value.is_floating_point() and (key in ("input", "target", "grad_output") or key.startswith("param.")):
            value = value.float()
        dtype, _ = TYPES[value.dtype]
        raw = value.numpy().tobytes()
        header[key] = {"dtype": dtype, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    index = json.loads((FOLDER / "index.json").read_text())
    entry = {"name": name, "kind": kind, "args": args,
             "tensors": {key: list(value.shape) for key, value in tensors.items()}}
    index = [each for each in index if each["name"] != name] + [entry]
    (FOLDER / "index.json").write_text("[\n" + ",\n".join("  " + json.dumps(each) for each in index) + "\n]\n")


def mse(name, *shape):
    torch.manual_seed(11)
    x, target = exact(*shape).requires_grad_(), exact(*shape)
    loss = nn.functional.mse_loss(x, target)
    loss.backward()
    write(name, "mse", {}, {"input": x, "target": target, "loss": loss.reshape(1), "grad_input": x.grad})


def cross_entropy_steps(name, smoothing, *shape):
    torch.manual_seed(12)
    x, labels = exact(*shape).requires_grad_(), torch.randint(0, shape[-1], shape[:-1])
    loss = nn.functional.cross_entropy(x.reshape(-1, shape[-1]), labels.reshape(-1), label_smoothing=smoothing)
    loss.backward()
    args = {"every_step": True, **({"label_smoothing": smoothing} if smoothing else {})}
    write(name, "cross_entropy", args, {"input": x, "labels": labels, "loss": loss.reshape(1), "grad_input": x.grad})


def embedding(name, vocabulary, features, *shape):
    torch.manual_seed(13)
    layer = nn.Embedding(vocabulary, features).double()
    with torch.no_grad():
        layer.weight.copy_(layer.weight.float().double())
    tokens = torch.randint(0, vocabulary, shape)
    output = layer(tokens)
    grad_output = exact(*output.shape)
    output.backward(grad_output)
    write(name, "embedding", {"vocabulary": vocabulary, "features": features},
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
    args = {"model": kind, "hidden": hidden, "layers": layers, "every_step": every, "classes": classes,
            "optimizer": optimizer, "rate": rate,
            **({"vocabulary": classes, "features": features} if characters else {})}
    write(name, "train_recurrent", args, tensors)


def losses():
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


if __name__ == "__main__":
    for what in sys.argv[1:]:
        {"losses": losses, "recurrent": recurrent, "tokens": tokens}[what]()
