package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.model.ShapedModel;
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
 * A small model that branches, made from a seed: values with several readers, joins, residuals with and without a shortcut, repeats, and
 * blocks with parameters that use other blocks. Each statement is drawn until the compiler accepts it.
 */
final class RandomBranches {
    private static final int MOST_TRIES = 8;

    /** Larger models take long to interpret, and show nothing that smaller ones do not. */
    private static final long MOST_PARAMETERS = 6_000;

    private static final long MOST_ELEMENTS = 1_500;

    /** A value that later statements can name. */
    private record Labelled(String label, Shape shape) {}

    private final long seed;
    private final Random random;
    private final RandomCall calls;
    private final List<Labelled> labels = new ArrayList<>();
    private final String blocks;
    private String text;
    private Shape shape;
    private int counted;

    private RandomBranches(long seed) {
        this.seed = seed;
        random = new Random(seed);
        calls = new RandomCall(random);
        shape = input();
        blocks = blocks();
        text = "model Seed" + seed + " {" + otherInputs() + "\n    input x: " + shape;
        labels.add(new Labelled("x", shape));
        if (shape instanceof Shape.Tokens && !accept(embedding())) {
            throw new AssertionError("no embedding in\n" + text);
        }
    }

    /** Perhaps one or two more inputs, declared before the one that the network begins with. */
    private String otherInputs() {
        int more = random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(2);
        StringBuilder declared = new StringBuilder();
        for (String name : List.of("other", "third").subList(0, more)) {
            Shape other = switch (random.nextInt(4)) {
                case 0, 1 -> shape;
                case 2 -> tokens(shape instanceof Shape.Sequence sequence ? sequence.steps() : 1 + random.nextInt(4));
                default -> new Shape.Vector(oneOf(List.of(1, 4, 17)));
            };
            labels.add(new Labelled(name, other));
            declared.append("\n    input ").append(name).append(": ").append(other);
        }
        return declared.toString();
    }

    private Shape tokens(int steps) {
        return new Shape.Tokens(steps, oneOf(List.of(1, 2, 7)));
    }

    private String embedding() {
        return "embedding(" + oneOf(List.of(1, 3, 8, 17)) + ")";
    }

    /** The model of a seed. */
    static RandomModel of(long seed) {
        return new RandomBranches(seed).model();
    }

    private RandomModel model() {
        List<String> outputs = random.nextInt(3) == 0
                ? List.of("left", "right", "middle").subList(0, 2 + random.nextInt(2))
                : List.of("");
        boolean loss = random.nextInt(4) > 0;
        List<String> losses = new ArrayList<>();
        for (String output : outputs) {
            IntStream.range(0, 2 + random.nextInt(5) / outputs.size()).forEach(i -> statement());
            losses.add(output(output));
        }
        if (loss) {
            int without = losses.size() > 1 && random.nextInt(3) == 0 ? random.nextInt(losses.size()) : -1;
            for (int i = 0; i < losses.size(); i++) {
                text += i == without ? "" : "\n    loss " + losses.get(i);
            }
            text += "\n    train { optimizer " + oneOf(List.of("sgd(rate = 0.05, momentum = 0.9)", "adam(rate = 0.01)"))
                    + "  batch 3 }";
        }
        return new RandomModel(seed, whole(text), loss ? losses.get(0) : "", 2 + random.nextInt(3));
    }

    /** The last layer before an output; returns a loss that fits it. */
    private String output(String name) {
        String drawn = oneOf(List.of("cross_entropy", "mse"));
        String kind = shape.size() == 1 ? "mse" : drawn; // there is no cross-entropy of a single score
        String label = name.isEmpty() ? "" : "output " + name + ": ";
        boolean vector = kind.equals("cross_entropy") && !(shape instanceof Shape.Vector);
        if (!accept(label + (vector ? "flatten" : activation()))) {
            throw new AssertionError("no output of\n" + text);
        }
        return name.isEmpty() ? kind : kind + "(" + name + oneOf(List.of("", ", weight = 0.5")) + ")";
    }

    private Shape input() {
        int features = oneOf(List.of(1, 2, 3, 4, 6, 8, 16, 18));
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Shape.Vector(features);
            case 2 -> new Shape.Sequence(1 + random.nextInt(4), features);
            case 3 -> tokens(1 + random.nextInt(4));
            default -> new Shape.Image(oneOf(List.of(1, 2, 3, 4, 8)), 3 + random.nextInt(5), 3 + random.nextInt(5));
        };
    }

    /** Blocks for the kind of the input: one that changes the number of features, and one with a residual that uses the first. */
    private String blocks() {
        boolean image = shape instanceof Shape.Image;
        String one = image
                ? "block Body(width, stride = 1) {\n    conv(width, kernel = 3, stride = stride, padding = 1)  "
                        + activation() + "\n    conv(width, kernel = " + oneOf(List.of("1", "3, padding = 1"))
                        + ")\n}\n\n"
                : "block Body(width, stride = 1) {\n    fc(width * stride)  " + activation() + "\n    fc(width)\n}\n\n";
        String shortcut = image ? "conv(width, kernel = 1, stride = stride)" : "fc(width)";
        return one + "block Down(width, stride = 2) {\n    residual { Body(width, stride = stride) } shortcut { "
                + shortcut + " }\n    " + activation() + "\n}\n\n";
    }

    private String whole(String body) {
        String used = body.contains("Body(") || body.contains("Down(") ? blocks : "";
        return (used.contains("Down(") && !body.contains("Down(")
                        ? used.substring(0, used.indexOf("block Down"))
                        : used)
                + body + "\n}\n";
    }

    /** Adds a statement; a model that has none yet gets a plain layer if the drawn ones are refused. */
    private void statement() {
        for (int i = 0; i < MOST_TRIES; i++) {
            boolean accepted = switch (random.nextInt(12)) {
                case 0, 1, 2 -> labelled(layer());
                case 3 -> from();
                case 4, 5 -> labelled("residual { " + keeping(2) + " }");
                case 6 -> labelled(withShortcut());
                case 7 ->
                    accept("repeat " + (1 + random.nextInt(3)) + " { " + keeping(1) + "  residual { " + keeping(1)
                            + " } }");
                case 8 -> labelled(blockCall());
                case 9 -> scaled();
                default -> join();
            };
            if (accepted) {
                return;
            }
        }
        accept(activation());
    }

    private String layer() {
        List<CallKind<?>> kinds = Layers.ALL.stream()
                .filter(kind -> kind.category() != Category.JOIN)
                .collect(Collectors.toList());
        return calls.of(oneOf(kinds));
    }

    private String activation() {
        return calls.of(oneOf(Layers.ALL.stream()
                .filter(kind -> kind.category() == Category.ACTIVATION)
                .toList()));
    }

    /** Layers that keep the shape. */
    private String keeping(int depth) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> depth > 0 && random.nextInt(4) == 0
                        ? "residual { " + keeping(depth - 1) + " }"
                        : keepingLayer())
                .collect(Collectors.joining("  "));
    }

    private String keepingLayer() {
        int features = shape.features();
        if (random.nextInt(3) == 0) {
            return activation();
        }
        if (shape instanceof Shape.Image) {
            return oneOf(List.of(
                    "conv(" + features + ", kernel = 3, padding = 1)",
                    "conv(" + features + ", kernel = 3, padding = 1, bias = false)",
                    "conv(" + features + ", kernel = 1)",
                    "conv(" + features + ", kernel = 3, padding = 2, dilation = 2, groups = " + features + ")",
                    "maxpool(3, stride = 1, padding = 1)",
                    "avgpool(3, stride = 1, padding = 1)",
                    "dropout(0.3)"));
        }
        return shape instanceof Shape.Sequence
                ? oneOf(List.of("fc", "rnn", "lstm", "gru")) + "(" + features + ")"
                : oneOf(List.of("fc(" + features + ")", "softmax", "dropout(0.3)"));
    }

    private String withShortcut() {
        int features = oneOf(List.of(1, 3, 5, 16, 17));
        if (shape instanceof Shape.Image) {
            int stride = 1 + random.nextInt(3);
            return "residual { conv(" + features + ", kernel = 3, stride = " + stride + ", padding = 1)  "
                    + activation()
                    + oneOf(List.of("", "  conv(" + features + ", kernel = 3, padding = 1)"))
                    + " } shortcut { conv(" + features + ", kernel = 1, stride = " + stride + ") }";
        }
        return "residual { fc(" + features + ")  " + activation() + " } shortcut { fc(" + features + ") }";
    }

    private String blockCall() {
        int features = oneOf(List.of(2, 4, 16, 19));
        return oneOf(List.of(
                "Body(" + features + ")",
                "Body(" + features + ", stride = 2)",
                "Down(" + features + ")",
                "Down(" + features + ", stride = " + (1 + random.nextInt(3)) + ")",
                "residual { Body(" + shape.features() + ") }"));
    }

    /** Goes on from an earlier value. */
    private boolean from() {
        Labelled earlier = oneOf(labels);
        Shape before = shape;
        shape = earlier.shape();
        calls.shape(shape);
        String layer = shape instanceof Shape.Tokens ? embedding() : layer();
        boolean accepted = labelled("from " + earlier.label() + "\n    ", layer);
        if (!accepted) {
            shape = before;
            calls.shape(shape);
        }
        return accepted;
    }

    /** Squeeze and excitation of an image; a vector or a flattened value gated by a layer of its own. */
    private boolean scaled() {
        String name = "v" + counted++;
        if (shape instanceof Shape.Image image) {
            String mean = "avgpool((" + image.height() + ", " + image.width() + "))  flatten";
            return oneOf(List.of(true, false))
                    ? accept(name + ": " + activation() + "  " + mean + "  fc(" + image.channels() + ")  sigmoid  mul("
                            + name + ")")
                    : accept(name + ": flatten  fc(" + image.size() + ")  " + oneOf(List.of("add", "mul", "concat"))
                            + "(" + name + ")");
        }
        return accept(name + ": " + activation() + "  fc(" + shape.features() + ")  sigmoid  mul(" + name + ")");
    }

    private boolean join() {
        String keyword = oneOf(List.of("add", "mul", "concat"));
        String first = oneOf(labels).label();
        String more = !keyword.equals("mul") && random.nextInt(3) == 0
                ? ", " + oneOf(labels).label()
                : "";
        return labelled(keyword + "(" + first + more + ")");
    }

    private boolean labelled(String statement) {
        return labelled("", statement);
    }

    /** Adds a statement, half of the time with a label. */
    private boolean labelled(String before, String statement) {
        if (random.nextBoolean()) {
            return accept(before + statement);
        }
        String label = "v" + counted++;
        if (!accept(before + label + ": " + statement)) {
            return false;
        }
        labels.add(new Labelled(label, shape));
        return true;
    }

    private boolean accept(String statement) {
        String longer = text + "\n    " + statement;
        Optional<ShapedModel> shaped = RandomModel.shaped(whole(longer)).filter(RandomBranches::isSmall);
        shaped.ifPresent(model -> {
            text = longer;
            shape = model.shape(model.model().values() - 1);
            calls.shape(shape);
        });
        return shaped.isPresent();
    }

    private static boolean isSmall(ShapedModel model) {
        long parameters = model.layers().stream()
                .flatMap(layer -> layer.parameters().stream())
                .mapToLong(parameter -> parameter.size())
                .sum();
        return parameters <= MOST_PARAMETERS
                && model.layers().stream().allMatch(layer -> layer.out().size() <= MOST_ELEMENTS);
    }

    private <T> T oneOf(List<? extends T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
