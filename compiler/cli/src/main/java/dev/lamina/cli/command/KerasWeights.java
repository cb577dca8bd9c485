package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Weights of Keras, which TensorFlow's checkpoints have too, in the names and orientation that PyTorch and we use: dense kernels are
 * transposed, those of convolutions turned from [height, width, in, out] to [out, in, height, width], the gates of a GRU reordered from
 * z, r, n to r, z, n. A layer with a name that Keras gave, such as {@code dense_3}, gets the label that a layer without one has here:
 * {@code fc1} for the first. Other names stay.
 */
final class KerasWeights {
    /** The name that Keras gives to a layer without one: its class, and a number from the second on. */
    private static final Pattern GIVEN = Pattern.compile(
            "(dense|conv[12]d|conv[12]d_transpose|depthwise_conv[12]d|batch_normalization|layer_normalization|embedding"
                    + "|multi_head_attention|lstm|gru|simple_rnn|bidirectional)(?:_(\\d{1,9}))?");

    /** What a layer is called in a checkpoint of TensorFlow, before its number: by nothing but its place. */
    static final String NUMBERED = "layer_with_weights-";

    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("dense", "fc"),
            Map.entry("conv1d", "conv"),
            Map.entry("conv2d", "conv"),
            Map.entry("conv1d_transpose", "conv_transpose"),
            Map.entry("conv2d_transpose", "conv_transpose"),
            Map.entry("depthwise_conv1d", "depthwise"),
            Map.entry("depthwise_conv2d", "depthwise"),
            Map.entry("batch_normalization", "batchnorm"),
            Map.entry("layer_normalization", "layernorm"),
            Map.entry("embedding", "embedding"),
            Map.entry("multi_head_attention", "attention"),
            Map.entry("lstm", "lstm"),
            Map.entry("gru", "gru"),
            Map.entry("simple_rnn", "rnn"));

    private static final String RECURRENT = "recurrent_kernel";
    private static final String POINTWISE = "pointwise_kernel";

    private final Map<String, List<Integer>> flattened;
    private final Map<String, List<KerasPart>> layers = new LinkedHashMap<>();

    private KerasWeights(Map<String, List<Integer>> flattened) {
        this.flattened = flattened;
    }

    /**
     * The same weights as we have them.
     *
     * @param flattened for the label of a dense layer behind a flattened image, the image's channels, height and width: Keras flattens
     *     channels last
     */
    static List<Tensor> converted(Collection<Tensor> tensors, Map<String, List<Integer>> flattened) {
        KerasWeights weights = new KerasWeights(flattened);
        for (KerasPart part : KerasPart.of(tensors)) {
            weights.layers
                    .computeIfAbsent(part.layer(), name -> new ArrayList<>())
                    .add(part);
        }
        weights.layers.values().forEach(KerasWeights::requireShapes);
        return weights.all();
    }

    /** Throws if a weight of a layer has a type or a shape that no layer of Keras has; a file of another program may have the same names. */
    private static void requireShapes(List<KerasPart> layer) {
        boolean recurrent = layer.stream().anyMatch(each -> each.weight().equals(RECURRENT));
        for (KerasPart part : layer) {
            if (part.tensor().type().whole()) {
                throw new Failure("the tensor `" + part.tensor().name() + "` is "
                        + part.tensor().type() + ", but weights of Keras are floats; leave the tensor out of the file");
            }
            int[] shape = part.tensor().shape();
            int rank = shape.length;
            boolean fits = switch (part.weight()) {
                case "kernel" -> recurrent ? rank == 2 : rank >= 2 && rank <= 4;
                case RECURRENT -> rank == 2 && shape[0] > 0;
                case "depthwise_kernel", POINTWISE -> rank == 3 || rank == 4;
                case "bias" -> rank == 1 || recurrent && rank == 2 && shape[0] == 2;
                case "query/kernel", "key/kernel", "value/kernel", "output/kernel" -> rank == 3;
                default -> true;
            };
            if (!fits) {
                throw new Failure("the tensor `" + part.tensor().name() + "` " + Arrays.toString(shape)
                        + " has another shape than Keras gives to a " + part.weight());
            }
        }
    }

    private List<Tensor> all() {
        Map<String, String> labels = labels();
        List<Tensor> all = new ArrayList<>();
        layers.forEach((name, parts) -> {
            String label = labels.getOrDefault(name, name);
            parts.forEach(part -> all.addAll(converted(part, label, parts)));
            all.addAll(leftOut(label, parts));
            all.addAll(attention(label, parts));
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
        for (Map.Entry<String, List<KerasPart>> layer : layers.entrySet()) {
            Matcher given = GIVEN.matcher(layer.getKey());
            boolean numbered = layer.getKey().startsWith(NUMBERED);
            if (numbered || given.matches()) {
                String kind = numbered
                        ? kind(layer.getValue())
                        : Optional.ofNullable(LABELS.get(given.group(1))).orElseGet(() -> inside(layer.getValue()));
                int number = numbered ? number(layer.getKey().substring(NUMBERED.length())) : number(given.group(2));
                number = layer.getValue().get(0).inner().orElse(number);
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

    private static int number(@Nullable String digits) {
        if (digits != null && !digits.matches("\\d{1,9}")) {
            throw new Failure("the layer `" + NUMBERED + digits + "` has no number");
        }
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** The kind of a layer without a name, by its weights. */
    private static String kind(List<KerasPart> parts) {
        Set<String> names = parts.stream().map(KerasPart::weight).collect(Collectors.toSet());
        if (names.contains(RECURRENT)) {
            return inside(parts);
        }
        Optional<String> known = Stream.of(
                        "query/kernel", "embeddings", "moving_mean", "beta", "gamma", "depthwise_kernel")
                .filter(names::contains)
                .findFirst();
        int rank = parts.stream()
                .filter(part -> part.weight().equals("kernel"))
                .mapToInt(part -> part.tensor().shape().length)
                .findFirst()
                .orElse(2);
        return switch (known.orElse("kernel")) {
            case "query/kernel" -> "attention";
            case "embeddings" -> "embedding";
            case "moving_mean" -> "batchnorm";
            case "beta", "gamma" -> "layernorm";
            case "depthwise_kernel" -> "depthwise";
            default -> rank == 2 ? "fc" : "conv";
        };
    }

    /** The kind of the layer in a bidirectional one, by the number of its gates. */
    private static String inside(List<KerasPart> parts) {
        int[] kernel = parts.stream()
                .filter(part -> part.weight().equals(RECURRENT))
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

    private List<Tensor> converted(KerasPart part, String label, List<KerasPart> layer) {
        Tensor tensor = part.tensor();
        Optional<KerasPart> recurrent =
                layer.stream().filter(each -> each.weight().equals(RECURRENT)).findFirst();
        if (recurrent.isPresent()) {
            return recurrent(part, label, gates(recurrent.get().tensor().shape()));
        }
        int rank = tensor.shape().length;
        return switch (part.weight()) {
            case "kernel" -> List.of(rank == 2 ? dense(tensor, label) : filters(tensor, label, layer));
            case "depthwise_kernel" -> {
                boolean separable =
                        layer.stream().anyMatch(each -> each.weight().equals(POINTWISE));
                yield List.of(depthwise(tensor, label + (separable ? "_depthwise.weight" : ".weight")));
            }
            case POINTWISE -> List.of(transposed(tensor, label + ".weight"));
            case "embeddings", "gamma" -> List.of(renamed(tensor, label + ".weight"));
            case "bias", "beta" -> List.of(renamed(tensor, label + ".bias"));
            case "moving_mean" -> List.of(renamed(tensor, label + ".running_mean"));
            case "moving_variance" -> List.of(renamed(tensor, label + ".running_var"));
            case "query/kernel", "key/kernel", "value/kernel", "output/kernel" -> List.of(); // see attention
            case "query/bias", "key/bias", "value/bias", "output/bias" -> List.of();
            default ->
                throw new Failure("nothing is known of weights called `" + part.weight() + "`, as in `" + tensor.name()
                        + "`; leave the tensor out of the file");
        };
    }

    /** The kernel of a convolution. Keras 3 calls that of a depthwise one so too, which has a bias for each channel that it takes. */
    private static Tensor filters(Tensor kernel, String label, List<KerasPart> layer) {
        int[] shape = kernel.shape();
        int channels = shape[shape.length - 2];
        int filters = shape[shape.length - 1];
        boolean depthwise = layer.get(0).layer().contains("depthwise")
                || layer.stream()
                        .anyMatch(each -> each.weight().equals("bias")
                                && each.tensor().size() != filters
                                && each.tensor().size() == channels * filters);
        if (depthwise) {
            return depthwise(kernel, label + ".weight");
        }
        return transposed(kernel, label + ".weight");
    }

    /** From [sizes, in, out] to [out, in, sizes], with no, one or two sizes. */
    static Tensor transposed(Tensor kernel, String name) {
        return switch (kernel.shape().length) {
            case 2 -> moved(kernel, name, 1, 0);
            case 3 -> moved(kernel, name, 2, 1, 0);
            default -> moved(kernel, name, 3, 2, 0, 1);
        };
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

    /** From [height, width, channels, multiplier] to [channels · multiplier, 1, height, width]; of sequences without the height. */
    private static Tensor depthwise(Tensor kernel, String name) {
        int[] shape = kernel.shape();
        if (shape.length == 3) {
            return shaped(moved(kernel, name, 1, 2, 0), new int[] {shape[1] * shape[2], 1, shape[0]});
        }
        return shaped(moved(kernel, name, 2, 3, 0, 1), new int[] {shape[2] * shape[3], 1, shape[0], shape[1]});
    }

    /**
     * What Keras leaves out and a layer here has: the factors of a normalisation without {@code scale}, the offsets of one without
     * {@code center}, the biases of a recurrent layer without {@code use_bias}.
     */
    private static List<Tensor> leftOut(String label, List<KerasPart> parts) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        parts.forEach(part -> own.putIfAbsent(part.weight(), part.tensor()));
        List<Tensor> added = new ArrayList<>();
        Tensor statistics = own.get("moving_mean");
        Tensor offsets = own.containsKey("beta") ? own.get("beta") : statistics;
        if (offsets != null && !own.containsKey("gamma")) {
            added.add(filled(label + ".weight", offsets.size(), 1));
        }
        if (statistics != null && !own.containsKey("beta")) {
            added.add(filled(label + ".bias", statistics.size(), 0));
        }
        for (KerasPart part : own.containsKey("bias") ? List.<KerasPart>of() : parts) {
            if (part.weight().equals(RECURRENT)) {
                added.add(
                        filled(label + ".bias_ih" + suffix(part), part.tensor().shape()[1], 0));
            }
        }
        return added;
    }

    private static Tensor filled(String name, int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return Tensor.ofFloats(name, new int[] {size}, values);
    }

    /** Attention: Keras has a product for queries, keys and values each, [features, heads, size of a head]. */
    private static List<Tensor> attention(String label, List<KerasPart> parts) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        parts.forEach(part -> own.put(part.weight(), part.tensor()));
        Tensor query = own.get("query/kernel");
        if (query == null) {
            return List.of();
        }
        int features = query.shape()[0];
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (String product : List.of("query", "key", "value")) {
            Tensor kernel = own.get(product + "/kernel");
            Tensor bias = own.get(product + "/bias");
            if (kernel == null
                    || kernel.size() != features * features
                    || bias != null && bias.size() != features
                    || features == 0) {
                throw new Failure(
                        "`" + label + "` takes " + features + " features: attention here has as many in all heads of"
                                + " queries, keys and values together, heads * key_dim");
            }
            weights.add(moved(shaped(kernel, new int[] {features, features}), label, 1, 0));
            Optional.ofNullable(bias).ifPresent(biases::add);
        }
        List<Tensor> all = new ArrayList<>(
                List.of(joined(label + ".in_proj_weight", weights, new int[] {3 * features, features})));
        Tensor output = own.get("output/kernel");
        if (output != null && output.size() % features != 0) {
            throw new Failure("`" + label + "` takes " + features + " features, and " + output.name() + " has "
                    + output.size() + " numbers, which are no product of these");
        }
        Optional.ofNullable(output)
                .ifPresent(kernel -> all.add(moved(
                        shaped(kernel, new int[] {features, kernel.size() / features}),
                        label + ".out_proj.weight",
                        1,
                        0)));
        if (biases.size() == 3) {
            all.add(joined(label + ".in_proj_bias", biases, new int[] {3 * features}));
        }
        Optional.ofNullable(own.get("output/bias")).ifPresent(bias -> all.add(renamed(bias, label + ".out_proj.bias")));
        return all;
    }

    private static Tensor joined(String name, List<Tensor> tensors, int[] shape) {
        return Tensor.ofDoubles(
                name,
                shape,
                tensors.stream()
                        .flatMapToDouble(each -> Arrays.stream(each.doubles()))
                        .toArray());
    }

    private static String suffix(KerasPart part) {
        return "_l0" + (part.backward() ? "_reverse" : "");
    }

    private static List<Tensor> recurrent(KerasPart part, String label, int gates) {
        String suffix = suffix(part);
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
