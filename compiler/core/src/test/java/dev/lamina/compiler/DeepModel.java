package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.model.Limits;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model of many layers made from a seed. Each layer is tried alone on an input of the shape before it, so a model of hundreds of layers is
 * drawn in little time. Nothing here knows a layer, except which inputs there are.
 */
final class DeepModel {
    private static final int MOST_TRIES = 12;

    /** The most numbers of one value, and of one layer's parameters: larger ones show nothing that smaller ones do not. */
    private static final long MOST_ELEMENTS = 2_000;

    private static final List<Shape> INPUTS = List.of(
            new Shape.Vector(17),
            new Shape.Vector(16),
            new Shape.Sequence(3, 5),
            new Shape.Sequence(4, 16),
            new Shape.Image(3, 7, 6),
            new Shape.Image(16, 4, 4),
            new Shape.Tokens(4, 9));

    /** @param name the label of a value, or the name of the input */
    private record Named(String name, Shape shape) {}

    private final Random random;
    private final RandomCall calls;
    private final StringBuilder text = new StringBuilder();
    private final List<Named> values = new ArrayList<>();
    private Named last;
    private int layers;

    private DeepModel(Random random, Shape input) {
        this.random = random;
        this.calls = new RandomCall(random);
        this.last = new Named(RandomCall.INPUT, input);
        values.add(last);
        text.append("model Deep {\n    input x: ").append(input).append('\n');
    }

    /** A mixture of {@code layers} layers of all kinds. */
    static String mixed(long seed, int layers) {
        Random random = new Random(seed);
        DeepModel model = new DeepModel(random, INPUTS.get(random.nextInt(INPUTS.size())));
        while (model.layers < layers) {
            boolean mayChange = model.last.shape() instanceof Shape.Tokens || random.nextInt(40) == 0;
            if (!model.add(Layers.ALL.get(random.nextInt(Layers.ALL.size())), !mayChange, random.nextInt(3) == 0)) {
                model.add(anActivation(random), true, false);
            }
        }
        return model.whole();
    }

    private static CallKind<Layer> anActivation(Random random) {
        List<CallKind<Layer>> all = Layers.ALL.stream()
                .filter(kind -> kind.category() == Category.ACTIVATION)
                .toList();
        return all.get(random.nextInt(all.size()));
    }

    /**
     * So many layers of one kind, one after the other; side by side if the layer does not keep the shape of any input.
     *
     * @param alike whether all are written alike, else each has arguments of its own
     */
    static String ofOneKind(CallKind<Layer> kind, boolean alike, int most) {
        for (Shape input : INPUTS) {
            DeepModel model = new DeepModel(new Random(1), input);
            if (model.chain(kind, alike, most)) {
                return model.whole();
            }
        }
        for (Shape input : INPUTS) {
            DeepModel model = new DeepModel(new Random(1), input);
            if (model.beside(kind, most)) {
                return model.whole();
            }
        }
        throw new AssertionError("no input that `" + kind.keyword() + "` takes");
    }

    private boolean chain(CallKind<Layer> kind, boolean alike, int most) {
        Optional<String> first = accepted(kind, true, 20 * MOST_TRIES);
        if (first.isEmpty()) {
            return false;
        }
        while (layers < most) {
            String next = alike ? first.get() : accepted(kind, true, MOST_TRIES).orElse(first.get());
            append(last.shape(), withLast(kind, next));
        }
        return true;
    }

    /** Layers of one kind that take the same value, then a layer that takes the results of all of them. */
    private boolean beside(CallKind<Layer> kind, int most) {
        Optional<String> call = accepted(kind, false, 20 * MOST_TRIES);
        if (call.isEmpty()) {
            return false;
        }
        Shape shape = tried(call.get()).orElseThrow();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < most - 1; i++) {
            text.append(i == 0 ? "" : "    from x\n");
            append(shape, call.get());
            names.add(last.name());
        }
        names.remove(names.size() - 1);
        append(shape, "add(" + String.join(", ", names) + ")");
        return true;
    }

    /** A concatenation or a sum of as many values as a model can have. */
    static String joining(String keyword, String layer) {
        int each = Limits.layers() - 1;
        StringBuilder text = new StringBuilder("model Deep {\n    input x: vector[5]\n");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            text.append(i == 0 ? "" : "    from x\n").append("    v" + i + ": " + layer + "\n");
            names.add("v" + i);
        }
        names.remove(each - 1);
        return text + "    " + keyword + "(" + String.join(", ", names) + ")\n    loss mse\n}\n";
    }

    /** Layers with a rate of their own, so that the optimizer updates the parameters of each apart. */
    static String ofManyRates(String optimizer, int layers) {
        StringBuilder rates = new StringBuilder("        clip norm = 1\n");
        for (int i = 0; i < layers; i++) {
            rates.append("        rate = 0.0" + (i + 1) + " for v" + i + "\n");
        }
        return dense("Rates", layers) + "    train {\n        optimizer " + optimizer + "\n" + rates + "    }\n}\n";
    }

    /** Every second layer is frozen, so that the optimizer updates the parameters of each other one apart. */
    static String ofManyFrozenLayers(int layers) {
        String frozen = IntStream.iterate(0, i -> i < layers, i -> i + 2)
                .mapToObj(i -> "v" + i)
                .collect(Collectors.joining(", "));
        return dense("Frozen", layers) + "    train {\n        optimizer adamw(rate = 0.1)\n        freeze " + frozen
                + "\n    }\n}\n";
    }

    private static String dense(String name, int layers) {
        StringBuilder text = new StringBuilder("model " + name + " {\n    input x: vector[5]\n");
        for (int i = 0; i < layers; i++) {
            text.append("    v" + i + ": fc(5)\n");
        }
        return text + "    loss mse\n";
    }

    /** Inputs and one output. */
    static String ofManyInputs(int ports) {
        StringBuilder text = new StringBuilder("model Inputs {\n");
        StringBuilder layers = new StringBuilder();
        for (int i = 0; i < ports; i++) {
            text.append("    input x" + i + ": sequence[4, 3]\n");
            layers.append("    from x" + i + "\n    v" + i + ": fc(2)\n");
        }
        String others = IntStream.range(0, ports - 1).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        return text.append(layers) + "    add(" + others + ")\n    loss mse\n    train { optimizer adam }\n}\n";
    }

    /** One input, and outputs that have a loss each. */
    static String ofManyOutputs(int ports) {
        List<String> kinds = List.of("mse", "mae", "huber", "cross_entropy", "binary_cross_entropy");
        StringBuilder text = new StringBuilder("model Outputs {\n    input x: vector[5]\n    trunk: fc(4)\n");
        StringBuilder losses = new StringBuilder();
        for (int i = 0; i < ports; i++) {
            text.append("    from trunk\n    output o" + i + ": fc(3)\n");
            losses.append("    loss " + kinds.get(i % kinds.size()) + "(o" + i + ", weight = 0." + (i + 1) + ")\n");
        }
        return text.append(losses) + "    train { optimizer adam }\n}\n";
    }

    /** Adds a layer of this kind if one of those drawn fits; whether one did. */
    private boolean add(CallKind<Layer> kind, boolean keepsShape, boolean joinsEarlier) {
        Optional<String> call = accepted(kind, keepsShape, MOST_TRIES);
        call.ifPresent(fitting -> append(
                tried(fitting).orElseThrow(), joinsEarlier ? withEarlier(kind, fitting) : withLast(kind, fitting)));
        return call.isPresent();
    }

    private Optional<String> accepted(CallKind<Layer> kind, boolean keepsShape, int tries) {
        calls.shape(last.shape());
        for (int i = 0; i < tries; i++) {
            String call = calls.of(kind);
            if (tried(call).filter(to -> !keepsShape || to.equals(last.shape())).isPresent()) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }

    /** What a layer gives, if it takes the value before and gives something small. */
    private Optional<Shape> tried(String call) {
        String model = "model One {\n    input x: " + last.shape() + "\n    " + call + "\n}\n";
        return RandomModel.shaped(model)
                .filter(shaped -> shaped.layers().get(0).parameters().stream()
                                .mapToLong(parameter -> parameter.size())
                                .sum()
                        < MOST_ELEMENTS)
                .map(shaped -> shaped.outputShape(0))
                .filter(shape -> shape.size() <= MOST_ELEMENTS);
    }

    private String withLast(CallKind<Layer> kind, String call) {
        return replaced(kind, call, last.name());
    }

    /** The call, with any earlier value of the same shape as its second operand. */
    private String withEarlier(CallKind<Layer> kind, String call) {
        List<Named> fitting = values.stream()
                .filter(value -> value.shape().equals(last.shape()))
                .toList();
        return replaced(kind, call, fitting.get(random.nextInt(fitting.size())).name());
    }

    /** A call is drawn with the input as its second operand, if it has one. */
    private static String replaced(CallKind<Layer> kind, String call, String name) {
        return kind.values().least() == 0 ? call : call.replaceFirst("\\(" + RandomCall.INPUT + "\\b", "(" + name);
    }

    private void append(Shape shape, String call) {
        String name = "v" + layers++;
        last = new Named(name, shape);
        values.add(last);
        text.append("    ").append(name).append(": ").append(call).append('\n');
    }

    private String whole() {
        boolean tokens = last.shape() instanceof Shape.Tokens;
        return text + (tokens ? "" : "    loss mse\n    train { optimizer adam(rate = 0.001) }\n") + "}\n";
    }
}
