package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights of Keras, which TensorFlow's checkpoints have too, in the names and orientation that PyTorch and we use: dense kernels are
 * transposed, those of convolutions turned from [height, width, in, out] to [out, in, height, width], the gates of a GRU reordered from
 * z, r, n to r, z, n. A layer with a name that Keras gave, such as {@code dense_3}, gets the label that a layer without one has here:
 * {@code fc1} for the first. Other names stay.
 */
final class KerasWeights {
    /** The name that Keras gives to a layer without one: its class, and a number from the second on. */
    private static final Pattern GIVEN = Pattern.compile(
            "(dense|conv1d|conv2d|depthwise_conv2d|batch_normalization|layer_normalization|embedding|lstm|gru|simple_rnn|bidirectional)"
                    + "(?:_(\\d+))?");

    private static final Map<String, String> LABELS = Map.of(
            "dense", "fc",
            "conv1d", "conv",
            "conv2d", "conv",
            "depthwise_conv2d", "depthwise",
            "batch_normalization", "batchnorm",
            "layer_normalization", "layernorm",
            "embedding", "embedding",
            "lstm", "lstm",
            "gru", "gru",
            "simple_rnn", "rnn");

    private static final String BACKWARD = "backward";

    /** A tensor, and where it belongs. */
    private record Part(String layer, String weight, boolean backward, Tensor tensor) {}

    private final Map<String, List<Integer>> flattened;
    private final Map<String, List<Part>> layers = new LinkedHashMap<>();

    private KerasWeights(Map<String, List<Integer>> flattened) {
        this.flattened = flattened;
    }

    /**
     * The same weights as we have them.
     *
     * @param flattened for the label of a dense layer behind a flattened image, the image's channels, height and width: Keras flattens
     *     channels last
     */
    static List<Tensor> converted(Iterable<Tensor> tensors, Map<String, List<Integer>> flattened) {
        KerasWeights weights = new KerasWeights(flattened);
        for (Tensor tensor : tensors) {
            weights.add(tensor);
        }
        return weights.all();
    }

    private void add(Tensor tensor) {
        String[] path = tensor.name().replaceFirst(":0$", "").split("/");
        if (path.length < 2) {
            throw new Failure(
                    "the tensor `" + tensor.name() + "` has no name as Keras gives them, such as dense/kernel");
        }
        int layer = path.length - 2;
        boolean backward = false;
        while (layer > 0 && (path[layer].contains("_cell") || path[layer].matches("(?:forward|backward)_.*"))) {
            backward |= path[layer].startsWith(BACKWARD);
            layer--;
        }
        backward |= path[layer].startsWith(BACKWARD);
        layers.computeIfAbsent(path[layer], name -> new ArrayList<>())
                .add(new Part(path[layer], path[path.length - 1], backward, tensor));
    }

    private List<Tensor> all() {
        Map<String, String> labels = labels();
        List<Tensor> all = new ArrayList<>();
        layers.forEach((name, parts) -> {
            String label = labels.getOrDefault(name, name);
            parts.forEach(part -> all.addAll(converted(part, label, parts)));
        });
        List<String> unused = flattened.keySet().stream()
                .filter(label -> all.stream().noneMatch(tensor -> tensor.name().equals(label + ".weight")))
                .toList();
        if (!unused.isEmpty()) {
            throw new Failure("--flattened names " + String.join(", ", unused) + ", but no dense layer is called so");
        }
        return all;
    }

    /** The labels of the layers that have names of Keras: numbered by kind, in the order of Keras' own numbers. */
    private Map<String, String> labels() {
        Map<String, Map<Integer, String>> byKind = new TreeMap<>();
        for (Map.Entry<String, List<Part>> layer : layers.entrySet()) {
            Matcher given = GIVEN.matcher(layer.getKey());
            if (given.matches()) {
                String kind = Optional.ofNullable(LABELS.get(given.group(1))).orElseGet(() -> inside(layer.getValue()));
                int number = given.group(2) == null ? 0 : Integer.parseInt(given.group(2));
                byKind.computeIfAbsent(kind, any -> new TreeMap<>(Comparator.naturalOrder()))
                        .merge(number, layer.getKey(), (one, other) -> {
                            throw new Failure("the layers `" + one + "` and `" + other
                                    + "` have no order among each other; name the layers in Keras");
                        });
            }
        }
        Map<String, String> labels = new LinkedHashMap<>();
        byKind.forEach((kind, names) -> {
            int number = 1;
            for (String name : names.values()) {
                labels.put(name, kind + number++);
            }
        });
        return labels;
    }

    /** The kind of the layer in a bidirectional one, by the number of its gates. */
    private static String inside(List<Part> parts) {
        int[] kernel = parts.stream()
                .filter(part -> part.weight().equals("recurrent_kernel"))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        "there is no recurrent_kernel in `" + parts.get(0).layer() + "`"))
                .tensor()
                .shape();
        return switch (gates(kernel)) {
            case 1 -> "rnn";
            case 3 -> "gru";
            default -> "lstm";
        };
    }

    private static int gates(int[] recurrentKernel) {
        return recurrentKernel[1] / recurrentKernel[0];
    }

    private List<Tensor> converted(Part part, String label, List<Part> layer) {
        Tensor tensor = part.tensor();
        Optional<Part> recurrent = layer.stream()
                .filter(each -> each.weight().equals("recurrent_kernel"))
                .findFirst();
        if (recurrent.isPresent()) {
            return recurrent(part, label, gates(recurrent.get().tensor().shape()));
        }
        int rank = tensor.shape().length;
        return switch (part.weight()) {
            case "kernel" -> List.of(rank == 2 ? dense(tensor, label) : filters(tensor, label, layer));
            case "depthwise_kernel" -> List.of(depthwise(tensor, label + ".weight"));
            case "embeddings", "gamma" -> List.of(renamed(tensor, label + ".weight"));
            case "bias", "beta" -> List.of(renamed(tensor, label + ".bias"));
            case "moving_mean" -> List.of(renamed(tensor, label + ".running_mean"));
            case "moving_variance" -> List.of(renamed(tensor, label + ".running_var"));
            default ->
                throw new Failure("nothing is known of weights called `" + part.weight() + "`, as in `" + tensor.name()
                        + "`; leave the tensor out of the file");
        };
    }

    /** The kernel of a convolution. Keras 3 calls that of a depthwise one so too, which has a bias for each channel that it takes. */
    private static Tensor filters(Tensor kernel, String label, List<Part> layer) {
        int[] shape = kernel.shape();
        if (shape.length == 3) {
            return moved(kernel, label + ".weight", 2, 1, 0);
        }
        boolean depthwise = layer.get(0).layer().contains("depthwise")
                || layer.stream()
                        .anyMatch(each -> each.weight().equals("bias")
                                && each.tensor().size() != shape[3]
                                && each.tensor().size() == shape[2] * shape[3]);
        return depthwise ? depthwise(kernel, label + ".weight") : moved(kernel, label + ".weight", 3, 2, 0, 1);
    }

    private Tensor dense(Tensor kernel, String label) {
        List<Integer> image = flattened.getOrDefault(label, List.of());
        if (image.isEmpty()) {
            return moved(kernel, label + ".weight", 1, 0);
        }
        int units = kernel.shape()[1];
        int[] sizes = {image.get(1), image.get(2), image.get(0), units};
        if ((long) sizes[0] * sizes[1] * sizes[2] != kernel.shape()[0]) {
            throw new Failure("--flattened " + label + ": an image of " + image + " has not the " + kernel.shape()[0]
                    + " numbers that the layer takes");
        }
        Tensor moved = moved(shaped(kernel, sizes), label + ".weight", 3, 2, 0, 1);
        return shaped(moved, new int[] {units, kernel.shape()[0]});
    }

    /** From [height, width, channels, multiplier] to [channels · multiplier, 1, height, width]. */
    private static Tensor depthwise(Tensor kernel, String name) {
        int[] shape = kernel.shape();
        return shaped(moved(kernel, name, 2, 3, 0, 1), new int[] {shape[2] * shape[3], 1, shape[0], shape[1]});
    }

    private static List<Tensor> recurrent(Part part, String label, int gates) {
        String suffix = "_l0" + (part.backward() ? "_reverse" : "");
        Tensor tensor = part.tensor();
        return switch (part.weight()) {
            case "kernel" -> List.of(gatesInOrder(moved(tensor, label + ".weight_ih" + suffix, 1, 0), gates));
            case "recurrent_kernel" -> List.of(gatesInOrder(moved(tensor, label + ".weight_hh" + suffix, 1, 0), gates));
            case "bias" -> {
                if (tensor.shape().length == 1) {
                    yield List.of(gatesInOrder(renamed(tensor, label + ".bias_ih" + suffix), gates));
                }
                int length = tensor.shape()[1];
                yield List.of(
                        gatesInOrder(row(tensor, 0, length, label + ".bias_ih" + suffix), gates),
                        gatesInOrder(row(tensor, 1, length, label + ".bias_hh" + suffix), gates));
            }
            default ->
                throw new Failure("nothing is known of weights called `" + part.weight() + "` of a recurrent layer");
        };
    }

    private static Tensor row(Tensor matrix, int row, int length, String name) {
        return Tensor.ofDoubles(
                name, new int[] {length}, Arrays.copyOfRange(matrix.doubles(), row * length, (row + 1) * length));
    }

    /** With the blocks of rows of a GRU in our order. Those of an LSTM have the same order in both: i, f, g, o. */
    private static Tensor gatesInOrder(Tensor tensor, int gates) {
        if (gates != 3) {
            return tensor;
        }
        double[] from = tensor.doubles();
        double[] to = from.clone();
        int block = from.length / gates;
        System.arraycopy(from, 0, to, block, block);
        System.arraycopy(from, block, to, 0, block);
        return Tensor.ofDoubles(tensor.name(), tensor.shape(), to);
    }

    private static Tensor renamed(Tensor tensor, String name) {
        return Tensor.ofDoubles(name, tensor.shape(), tensor.doubles());
    }

    private static Tensor shaped(Tensor tensor, int[] shape) {
        return Tensor.ofDoubles(tensor.name(), shape, tensor.doubles());
    }

    /** With its axes in another order: axis i of the result is axis {@code order[i]} of the tensor. */
    static Tensor moved(Tensor tensor, String name, int... order) {
        int[] shape = tensor.shape();
        int[] strides = new int[shape.length];
        for (int axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) {
            strides[axis] = stride;
        }
        int[] sizes = Arrays.stream(order).map(axis -> shape[axis]).toArray();
        double[] from = tensor.doubles();
        double[] to = new double[from.length];
        int[] index = new int[order.length];
        for (int i = 0; i < to.length; i++) {
            int at = 0;
            for (int axis = 0; axis < order.length; axis++) {
                at += index[axis] * strides[order[axis]];
            }
            to[i] = from[at];
            for (int axis = order.length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return Tensor.ofDoubles(name, sizes, to);
    }
}
