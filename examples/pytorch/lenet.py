"""LeNet in PyTorch and in Lamina: weights go over, the same numbers come back, and what one has trained the other continues.

    python3 examples/pytorch/lenet.py [path of the lamina command]

Needs PyTorch, and nothing else: safetensors is a format of twenty lines.
"""

import json
import math
import os
import struct
import subprocess
import sys
import tempfile

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(f"{sys.executable} has no PyTorch, which this needs; without it, `lamina weights inspect F` shows what a file holds")

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODEL = os.path.join(ROOT, "examples", "models", "lenet.lamina")
TYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.int32: "I32"}


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        raw = tensor.numpy().tobytes()
        place = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": place}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    kinds = {name: kind for kind, name in TYPES.items()}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = bytearray(data[begin:end])
        tensors[name] = torch.frombuffer(raw, dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class LeNet(nn.Module):
    """The layers of lenet.lamina, named as Lamina labels them."""

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        self.dropout = nn.Dropout(0.5)

    def forward(self, image):
        x = nn.functional.max_pool2d(torch.relu(self.conv1(image)), 2)
        x = nn.functional.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc3(self.dropout(torch.relu(self.fc2(x))))


def lamina(*arguments):
    command = sys.argv[1] if len(sys.argv) > 1 else "lamina"
    done = subprocess.run([command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit("lamina " + " ".join(arguments) + "\n" + done.stderr)


def compare(what, ours, theirs):
    worst = (ours - theirs).abs().max().item() / max(theirs.abs().max().item(), 1e-30)
    print(f"{what:<28} {str(list(ours.shape)):<18} differs by {worst:.1e} of the largest")
    if not math.isfinite(worst) or worst > 1e-5:
        sys.exit("too much")


def main(folder):
    torch.manual_seed(1)
    net = LeNet().eval()  # dropout off: the masks of two frameworks cannot be the same
    images, labels = torch.randn(3, 8, 1, 28, 28), torch.randint(10, (3, 8))
    weights, given, results = (os.path.join(folder, name) for name in ("w", "x", "y"))

    # From PyTorch to Lamina: a state_dict is all it needs.
    write_safetensors(weights, net.state_dict())
    write_safetensors(given, {"image": images[0], "labels": labels[0]})
    lamina("run", MODEL, "--in", given, "--weights", weights, "--grad", "--out", results)
    back = read_safetensors(results)
    output = net(images[0])
    loss = nn.functional.cross_entropy(output, labels[0])
    loss.backward()
    compare("output", back["output"], output.detach())
    compare("loss", back["loss"], loss.detach())
    for name, parameter in net.named_parameters():
        compare("grad." + name, back["grad." + name], parameter.grad)

    # Lamina takes three steps of its train block, and PyTorch takes over what came out.
    write_safetensors(given, {"image": images, "labels": labels})
    lamina("run", MODEL, "--in", given, "--weights", weights, "--steps", "3", "--out", results)
    trained = read_safetensors(results)
    trained.pop("losses")
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for step in range(3):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(images[step]), labels[step]).backward()
        optimizer.step()
    for name, parameter in net.state_dict().items():
        compare("after 3 steps, " + name, trained[name], parameter)
    LeNet().load_state_dict(trained)  # strict: every name and shape fits
    print("weights went both ways")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(temporary)
