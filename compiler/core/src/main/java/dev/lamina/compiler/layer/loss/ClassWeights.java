package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.Environment;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How much the classes of a loss count, or the labels that are there.
 *
 * @param given a weight for each class, or one for all labels; empty if there are none, or if they are counted
 * @param balanced whether they are counted from the training data, so that rare classes count as much as frequent ones
 */
public record ClassWeights(List<Double> given, boolean balanced) {
    private static final String BALANCED = "balanced";
    private static final String NONE = "none";

    public ClassWeights {
        given = List.copyOf(given);
    }

    /** An argument that has such weights. */
    static ArgumentKind argument(String name, String meaning) {
        return ArgumentKind.numbers(name, NONE, 0, Float.MAX_VALUE, List.of(NONE, BALANCED), meaning)
                .inTrainingOnly();
    }

    static ClassWeights of(Arguments arguments, String name) {
        return new ClassWeights(
                arguments.numbers(name),
                arguments.numbers(name).isEmpty() && arguments.word(name).equals(BALANCED));
    }

    /** Whether there are weights at all. */
    public boolean areThere() {
        return balanced || !given.isEmpty();
    }

    /** As a call has them: {@code (1, 2, 5)}. */
    String text() {
        return balanced ? BALANCED : given.stream().map(Environment::show).collect(Collectors.joining(", ", "(", ")"));
    }
}
