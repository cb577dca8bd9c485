package dev.lamina.compiler;

import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws calls of layers, losses and optimizers from the declarations of their arguments. */
final class RandomCall {
    /** The input of the models, which a layer takes that needs a second value. */
    static final String INPUT = "x";

    /** Around the sizes of vectors and tiles. */
    private static final List<Integer> SMALL = List.of(1, 2, 3, 5, 6, 7, 8, 15, 16, 17, 19);

    private static final List<Integer> LARGE = List.of(31, 33, 48, 64, 70, 100);

    private final Random random;
    private int channels = 1;
    private Optional<Shape> before = Optional.empty();

    RandomCall(Random random) {
        this.random = random;
    }

    /** Sets the shape before the call: some arguments fit only if they divide a size of it. */
    void shape(Shape shape) {
        channels = shape.features();
        before = Optional.of(shape);
    }

    /** A call; most optional arguments are left out. */
    String of(CallKind<?> kind) {
        if (kind.keyword().equals("to_image")) {
            return toImage();
        }
        List<String> arguments =
                new ArrayList<>(Collections.nCopies(kind.values().least(), INPUT));
        for (ArgumentKind argument : kind.arguments()) {
            boolean required = argument.defaultValue().isEmpty();
            boolean chosen = required || random.nextInt(3) == 0;
            if (chosen
                    && !argument.name().equals("ignore")) { // the laws compare losses of batches with those of samples
                String value = value(argument);
                arguments.add(required && argument.positional() ? value : argument.name() + " = " + value);
            }
        }
        return kind.keyword() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
    }

    /** An image of the numbers before, or with a step in each column: other sizes hardly ever fit. */
    private String toImage() {
        int steps = before.filter(Shape.Sequence.class::isInstance)
                .map(sequence -> ((Shape.Sequence) sequence).steps())
                .orElse(1);
        int height = divisor(channels);
        int width = steps > 1 ? steps : divisor(channels / height);
        return "to_image(" + channels / height / (steps > 1 ? 1 : width) + ", " + height + ", " + width + ")";
    }

    private int divisor(int of) {
        int near = 1 + random.nextInt(of);
        while (of % near != 0) {
            near--;
        }
        return near;
    }

    private String value(ArgumentKind argument) {
        return switch (argument.type()) {
            case WHOLE -> "" + Math.max((int) argument.least(), Math.min((int) argument.most(), whole(argument)));
            case PAIR -> pair((int) argument.least());
            case SIDES ->
                !argument.words().isEmpty() && random.nextInt(4) == 0
                        ? oneOf(argument.words())
                        : sides((int) argument.least());
            case NUMBER -> number(argument);
            case FLAG -> "" + random.nextBoolean();
            case WORD, NUMBERS -> oneOf(argument.words());
        };
    }

    /** A required number is a size. An optional one stays near its default; where there is no limit, it may be a size too. */
    private int whole(ArgumentKind argument) {
        if (argument.defaultValue().isEmpty()) {
            int factor = random.nextInt(4) == 0 ? channels : 1;
            return random.nextInt(5) == 0 ? oneOf(LARGE) : factor * oneOf(factor == 1 ? SMALL : List.of(1, 2, 3));
        }
        String standard = argument.defaultValue().get();
        int near = (standard.equals("none") ? 0 : Integer.parseInt(standard)) + random.nextInt(3);
        boolean limited = argument.most() < Integer.MAX_VALUE;
        return limited || random.nextBoolean() ? near : channels;
    }

    private String pair(int least) {
        int height = near(least);
        int width = near(least);
        return random.nextBoolean() ? "" + height : new Pair(height, width).toString();
    }

    private String sides(int least) {
        return random.nextBoolean()
                ? pair(least)
                : new Sides(near(least), near(least), near(least), near(least)).toString();
    }

    private int near(int least) {
        return least + random.nextInt(4);
    }

    /** The default, a smaller number, or where the default is zero a number of up to one half. */
    private String number(ArgumentKind argument) {
        double standard = argument.defaultValue().map(Double::parseDouble).orElse(0.0);
        double value = standard == 0
                ? Math.min(argument.most(), oneOf(List.of(0.01, 0.1, 0.3, 0.5)))
                : standard * oneOf(List.of(1.0, 0.75, 0.5));
        return BigDecimal.valueOf(Math.max(argument.least(), value)).toPlainString();
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
