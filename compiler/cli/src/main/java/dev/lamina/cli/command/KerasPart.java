package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.runtime.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A tensor of Keras, and where its name says that it belongs. In {@code bidirectional/forward_lstm_1/lstm_cell/kernel} these are the
 * layer, the layer within it, and the weight.
 *
 * @param layer the name of the layer
 * @param weight what the layer calls it; of attention with the product before it, as in {@code query/kernel}
 * @param backward whether it is of the direction that reads from the end
 * @param inner the number that Keras gave to the layer within a bidirectional one
 */
record KerasPart(String layer, String weight, boolean backward, OptionalInt inner, Tensor tensor) {
    private static final String BACKWARD = "backward";

    /** What a name in a checkpoint of TensorFlow ends with. */
    private static final String CHECKPOINT = "/.ATTRIBUTES/VARIABLE_VALUE";

    private static final Pattern INNER =
            Pattern.compile("(?:forward|backward)_(?:layer|(?:lstm|gru|simple_rnn)(?:_(\\d{1,9}))?|.*)");

    /** The products of attention, as layers of Keras and as members in a checkpoint. */
    private static final Pattern PRODUCT = Pattern.compile("_?(query|key|value|attention_output|output)(?:_dense)?");

    /** Nothing that a model needs: moments of the optimizer, counters. */
    private static boolean isOfTraining(String name) {
        return name.contains("/.OPTIMIZER_SLOT/")
                || name.matches("(?:optimizer|save_counter|_CHECKPOINTABLE|keras_api).*");
    }

    /** The parts that tensors are, without those of the optimizer in a checkpoint. */
    static List<KerasPart> of(Collection<Tensor> tensors) {
        Set<String> attentions = tensors.stream()
                .filter(tensor -> tensor.shape().length == 3)
                .map(tensor -> path(tensor.name()))
                .filter(path -> path.length > 2 && path[path.length - 2].matches("query|_query_dense"))
                .map(path -> String.join("/", Arrays.copyOf(path, path.length - 2)))
                .collect(Collectors.toSet());
        return tensors.stream()
                .filter(tensor -> !(tensor.name().endsWith(CHECKPOINT) && isOfTraining(tensor.name())))
                .map(tensor -> of(tensor, attentions))
                .toList();
    }

    private static String[] path(String name) {
        String plain = name.endsWith(CHECKPOINT) ? name.substring(0, name.length() - CHECKPOINT.length()) : name;
        return plain.replaceFirst(":0$", "").split("/");
    }

    private static KerasPart of(Tensor tensor, Set<String> attentions) {
        String[] path = path(tensor.name());
        if (path.length < 2) {
            throw new Failure(
                    "the tensor `" + tensor.name() + "` has no name as Keras gives them, such as dense/kernel");
        }
        requireOrder(tensor.name(), path);
        String weight = path[path.length - 1];
        Optional<String> product = product(path, attentions);
        if (product.isPresent()) {
            return new KerasPart(
                    path[path.length - 3], product.get() + "/" + weight, false, OptionalInt.empty(), tensor);
        }
        int layer = path.length - 2;
        boolean backward = path[layer].startsWith(BACKWARD);
        OptionalInt inner = OptionalInt.empty();
        while (layer > 0 && isWithin(path[layer])) {
            Matcher direction = INNER.matcher(path[layer]);
            if (direction.matches() && path[layer].matches(".*_(?:lstm|gru|simple_rnn)(?:_\\d{1,9})?")) {
                inner = OptionalInt.of(direction.group(1) == null ? 0 : Integer.parseInt(direction.group(1)));
            }
            layer--;
            backward |= path[layer].startsWith(BACKWARD);
        }
        return new KerasPart(path[layer], weight, backward, inner, tensor);
    }

    private static boolean isWithin(String name) {
        return name.contains("_cell")
                || name.equals("cell")
                || name.equals("layer")
                || INNER.matcher(name).matches();
    }

    private static Optional<String> product(String[] path, Set<String> attentions) {
        if (path.length < 3 || !attentions.contains(String.join("/", Arrays.copyOf(path, path.length - 2)))) {
            return Optional.empty();
        }
        Matcher name = PRODUCT.matcher(path[path.length - 2].toLowerCase(Locale.ROOT));
        return name.matches() ? Optional.of(name.group(1).replace("attention_", "")) : Optional.empty();
    }

    /** A checkpoint numbers the layers of each model anew. */
    private static void requireOrder(String name, String[] path) {
        if (Arrays.stream(path)
                        .filter(each -> each.startsWith(KerasWeights.NUMBERED))
                        .count()
                > 1) {
            throw new Failure(
                    "the tensor `" + name + "` is of a model within a model, and a checkpoint does not name its"
                            + " layers; write the weights by their own names, `weight.path` in Keras");
        }
    }
}
