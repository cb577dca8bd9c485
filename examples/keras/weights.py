"""Brings the weights of a Keras model to Lamina and compares the predictions of both.

    python3 examples/keras/weights.py compiler/cli/target/lamina/bin/lamina

It needs Keras 3 with any of its backends, numpy, and the command. Reading and writing safetensors takes a few lines each, so no package
is needed for that.
"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import keras
import numpy

HERE = pathlib.Path(__file__).parent


def save(path, tensors):
    """Writes a file in the safetensors format: a header in JSON, then the numbers."""
    header, at = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.astype("<f4").tobytes())


def load(path):
    """Reads such a file, of floats."""
    data = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: numpy.frombuffer(data[start:], "<f4", (end - begin) // 4, begin).reshape(each["shape"])
        for name, each in header.items()
        for begin, end in [each["data_offsets"]]
    }


def weights(model):
    """All weights of a model, by Keras' own names: dense/kernel, lstm/lstm_cell/bias, and so on."""
    return {weight.path: numpy.asarray(weight, dtype="float32") for weight in model.weights if "seed" not in weight.path}


def image_model():
    return keras.Sequential(
        [
            keras.Input((12, 10, 3)),
            keras.layers.Conv2D(6, 3, padding="same", activation="relu"),
            keras.layers.BatchNormalization(epsilon=1e-5),
            keras.layers.MaxPooling2D(2),
            keras.layers.DepthwiseConv2D(3),
            keras.layers.Flatten(),
            keras.layers.Dense(8, activation="tanh"),
            keras.layers.Dense(4),
        ]
    )


def text_model():
    return keras.Sequential(
        [
            keras.Input((7,), dtype="int32"),
            keras.layers.Embedding(20, 5),
            keras.layers.Bidirectional(keras.layers.GRU(4, return_sequences=True)),
            keras.layers.LSTM(6, return_sequences=True),
            keras.layers.SimpleRNN(3),
            keras.layers.Dense(2),
        ]
    )


def signal_model():
    given = keras.Input((9, 4))
    x = keras.layers.Conv1DTranspose(6, 3, strides=2)(given)
    x = keras.layers.DepthwiseConv1D(3)(x)
    x = keras.layers.SeparableConv1D(8, 3, activation="relu", name="mix")(x)
    x = keras.layers.MultiHeadAttention(2, 4)(x, x)
    x = keras.layers.BatchNormalization(scale=False)(x)
    x = keras.layers.LayerNormalization()(x)
    x = keras.layers.LSTM(5, use_bias=False, return_sequences=True)(x)
    x = keras.layers.Bidirectional(keras.layers.LSTM(3))(x)
    return keras.Model(given, keras.layers.Dense(2)(x))


def compare(lamina, model, file, options, folder):
    random = numpy.random.default_rng(1)
    for weight in model.weights:
        if "seed" not in weight.path:
            values = random.uniform(-0.5, 0.5, weight.shape).astype("float32")
            weight.assign(values + 1 if "variance" in weight.path else values)
    size = (5, *model.inputs[0].shape[1:])
    words = len(size) == 2
    given = random.integers(0, 20, size).astype("int32") if words else random.uniform(-1, 1, size).astype("float32")
    theirs = numpy.asarray(model(given, training=False))
    save(folder / "keras.safetensors", weights(model))
    run = lambda *arguments: subprocess.run([lamina, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)
    run("weights", "convert", folder / "keras.safetensors", "--from", "keras", *options, "-o", folder / "w.safetensors")
    if words:
        whole(folder / "x.safetensors", "words", given)
    elif len(size) == 4:
        save(folder / "x.safetensors", {"image": given.transpose(0, 3, 1, 2)})  # channels come first here
    else:
        save(folder / "x.safetensors", {"signal": given})
    run("run", "--predict", HERE / file, "--weights", folder / "w.safetensors", "--in", folder / "x.safetensors", "--out", folder / "y.safetensors")
    ours = load(folder / "y.safetensors")["output"]
    difference = abs(ours - theirs).max()
    print(f"{file}: largest difference {difference:.1e}")
    assert difference < 1e-5


def whole(path, name, tensor):
    """Writes one tensor of whole numbers."""
    data = tensor.astype("<i4").tobytes()
    text = json.dumps({name: {"dtype": "I32", "shape": list(tensor.shape), "data_offsets": [0, len(data)]}}).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    lamina = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        compare(lamina, image_model(), "image.lamina", ["--flattened", "fc1=6,4,3"], folder)
        compare(lamina, text_model(), "text.lamina", [], folder)
        compare(lamina, signal_model(), "signal.lamina", [], folder)
    print("Keras and Lamina agree")


if __name__ == "__main__":
    main()
