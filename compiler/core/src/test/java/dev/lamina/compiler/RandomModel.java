package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.model.Blocks;
import dev.lamina.compiler.model.Inferrer;
import dev.lamina.compiler.model.Resolver;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A small model made from a seed: layers with arguments drawn from their declarations, as far as the shape rules accept them. Nothing
 * here knows a layer, so a new one takes part as soon as {@link Layers} lists it. The seeds take turns: with as many seeds as there are
 * layers, each layer occurs.
 *
 * @param loss the loss's keyword, or empty for none
 * @param batch a batch to run it with, at least 2
 */
record RandomModel(long seed, String text, String loss, int batch) {
    private static final Pattern SEQUENCE = Pattern.compile("(sequence|tokens)\\[(\\d+)");

    /** The models of the seeds from 1 on, as many as {@code -Dlamina.models} says. */
    static List<RandomModel> some(int usually) {
        return IntStream.rangeClosed(1, Integer.getInteger("lamina.models", usually))
                .mapToObj(RandomModel::of)
                .toList();
    }

    /** The first models with a state, calls of which may have sequences shorter than the model says. */
    static Stream<RandomModel> recurrent(int models) {
        return LongStream.iterate(1, seed -> seed + 1)
                .mapToObj(RandomModel::of)
                .filter(RandomModel::isRecurrent)
                .limit(models);
    }

    private boolean isRecurrent() {
        ShapedModel shaped = shaped(text).orElseThrow();
        return shaped.isOfAnyLength() && !shaped.states().isEmpty();
    }

    /** Whether in training what is computed for a sample depends on the others. */
    boolean mixesSamples() {
        return shaped(text).orElseThrow().layers().stream()
                .anyMatch(layer -> layer.application().layer().mixesSamples());
    }

    boolean takesTokens() {
        return text.contains("tokens[");
    }

    /** How many steps its sequences have. */
    int steps() {
        return Integer.parseInt(
                SEQUENCE.matcher(text).results().findFirst().orElseThrow().group(2));
    }

    /** The same model for sequences of more steps. */
    RandomModel withMoreSteps(int more) {
        String longer = SEQUENCE.matcher(text).replaceFirst("$1[" + (steps() + more));
        return new RandomModel(seed, longer, loss, batch);
    }

    static RandomModel of(long seed) {
        return new Builder(seed).model();
    }

    @Override
    public String toString() {
        return "model of seed " + seed;
    }

    /** The model of a text with its shapes, if the compiler accepts it. */
    static Optional<ShapedModel> shaped(String text) {
        Diagnostics log = new Diagnostics();
        return Parser.parse(new SourceFile("random.lamina", text), log)
                .flatMap(file -> Resolver.resolve(file.models().get(0), Blocks.of(file, log), Map.of(), log))
                .flatMap(model -> Inferrer.infer(model, log));
    }

    /** Adds statement after statement, each drawn until the compiler accepts it. */
    private static final class Builder {
        private static final int MOST_TRIES = 10;
        private static final int MOST_LAYERS = 6;

        /** Larger models take long to interpret, and show nothing that smaller ones do not. */
        private static final long MOST_PARAMETERS = 400_000;

        private static final long MOST_ELEMENTS = 10_000;

        private final long seed;
        private final Random random;
        private final RandomCall calls;
        private String text = "";

        Builder(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.calls = new RandomCall(random);
        }

        RandomModel model() {
            CallKind<Layer> wanted = Layers.ALL.get((int) (seed % Layers.ALL.size()));
            for (int attempt = 0; attempt < 1000; attempt++) {
                if (layers(wanted)) {
                    String loss = random.nextInt(3) == 0 ? "" : loss();
                    return new RandomModel(seed, text + "\n}\n", loss, 2 + random.nextInt(6));
                }
            }
            throw new AssertionError("no random input or layer gives what `" + wanted.keyword() + "` accepts");
        }

        /** Some layers, one of which is {@code wanted}; whether that is so. */
        private boolean layers(CallKind<Layer> wanted) {
            Shape input = input();
            text = "model Seed" + seed + " {\n    input x: " + input;
            calls.shape(input);
            int layers = 1 + random.nextInt(MOST_LAYERS);
            int place = random.nextInt(layers);
            for (int i = 0; i < layers; i++) {
                boolean added = i == place ? add(wanted) : add(() -> calls.of(kind()));
                if (!added) {
                    return false;
                }
            }
            return true;
        }

        private Shape input() {
            int steps = 1 + random.nextInt(5);
            int features = oneOf(1, 2, 3, 4, 6, 7, 8, 16, 17, 33);
            return switch (random.nextInt(6)) {
                case 0 -> new Shape.Vector(features);
                case 1 -> new Shape.Sequence(steps, features);
                case 2 -> new Shape.Tokens(steps, 1 + random.nextInt(20));
                default -> new Shape.Image(features, 4 + random.nextInt(8), 4 + random.nextInt(8));
            };
        }

        /** A layer of any category, so that categories with many layers are no more frequent than others. */
        private CallKind<Layer> kind() {
            List<Category> categories =
                    Layers.ALL.stream().map(CallKind::category).distinct().toList();
            Category category = categories.get(random.nextInt(categories.size()));
            List<CallKind<Layer>> kinds = Layers.ALL.stream()
                    .filter(kind -> kind.category() == category)
                    .toList();
            return kinds.get(random.nextInt(kinds.size()));
        }

        private boolean add(CallKind<Layer> kind) {
            return add(() -> calls.of(kind));
        }

        /** Adds the first statement that is accepted of those drawn; whether one was. */
        private boolean add(Supplier<String> statement) {
            for (int i = 0; i < MOST_TRIES; i++) {
                String longer = text + "\n    " + statement.get();
                Optional<ShapedModel> shaped = shaped(longer + "\n}\n").filter(Builder::isSmall);
                if (shaped.isPresent()) {
                    text = longer;
                    calls.shape(shaped.get().outputShape(0));
                    return true;
                }
            }
            return false;
        }

        private static boolean isSmall(ShapedModel model) {
            long parameters = model.layers().stream()
                    .flatMap(layer -> layer.parameters().stream())
                    .mapToLong(parameter -> parameter.size())
                    .sum();
            return parameters <= MOST_PARAMETERS
                    && model.layers().stream().allMatch(layer -> layer.out().size() <= MOST_ELEMENTS);
        }

        /** Adds a loss and how it is trained; returns the loss's keyword. */
        private String loss() {
            var kind = Layers.LOSSES.get(random.nextInt(Layers.LOSSES.size()));
            Supplier<String> loss = () -> "loss " + calls.of(kind);
            if (!add(loss)) {
                layerBefore(loss);
            }
            var optimizer = Layers.OPTIMIZERS.get(random.nextInt(Layers.OPTIMIZERS.size()));
            String settings = " batch 4 seed " + random.nextInt(1000) + " }";
            if (!add(() -> "train { optimizer " + calls.of(optimizer) + settings)) {
                throw new AssertionError("no random call of `" + optimizer.keyword() + "` is accepted:\n" + text);
            }
            return kind.keyword();
        }

        /** Adds a layer whose output the loss accepts, and the loss. */
        private void layerBefore(Supplier<String> loss) {
            String before = text;
            List<CallKind<Layer>> kinds = new ArrayList<>(Layers.ALL);
            Collections.shuffle(kinds, random);
            for (CallKind<Layer> kind : kinds) {
                if (add(kind) && add(loss)) {
                    return;
                }
                text = before;
            }
            throw new AssertionError("no layer gives what the loss accepts:\n" + text);
        }

        private int oneOf(int... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
