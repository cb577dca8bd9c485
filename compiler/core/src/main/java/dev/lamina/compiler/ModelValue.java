package dev.lamina.compiler;

import dev.lamina.compiler.tensor.Shape;
import java.util.List;
import java.util.Locale;

/**
 * The form of one sample of a model's input, of its output, or of the result of a layer.
 *
 * @param name the input's name in the model file, the label of the layer, or {@code output}
 * @param sizes the sizes of its axes, outermost first
 * @param vocabulary the number of different tokens that it may hold; 0 if it holds floats
 * @param shape its kind and sizes as reports print them: {@code image[6, 12, 12]}
 */
public record ModelValue(String name, Kind kind, List<Integer> sizes, int vocabulary, String shape) {
    public ModelValue {
        sizes = List.copyOf(sizes);
    }

    /** What the axes are. */
    public enum Kind {
        /** Floats: [features]. */
        VECTOR,
        /** Floats: [channels, height, width]. */
        IMAGE,
        /** Floats: [steps, features]. */
        SEQUENCE,
        /** Whole numbers, at least 0 and less than the vocabulary: [steps]. */
        TOKENS
    }

    static ModelValue of(String name, Shape shape) {
        Kind kind = Kind.valueOf(shape.kind().toUpperCase(Locale.ROOT));
        int vocabulary = shape instanceof Shape.Tokens tokens ? tokens.vocabulary() : 0;
        return new ModelValue(name, kind, shape.sizes(), vocabulary, shape.toString());
    }

    /** The number of its floats or tokens. */
    public int size() {
        return sizes.stream().reduce(1, Math::multiplyExact);
    }

    public boolean holdsTokens() {
        return kind == Kind.TOKENS;
    }

    /** Whether its first axis is that of the time steps. */
    public boolean hasSteps() {
        return kind == Kind.SEQUENCE || kind == Kind.TOKENS;
    }
}
