package dev.lamina.compiler.layer;

import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An axis of a value, as a call names it. */
enum ShapeAxis {
    FEATURES("features"),
    STEPS("steps"),
    ROWS("rows"),
    COLUMNS("columns");

    private final String word;

    ShapeAxis(String word) {
        this.word = word;
    }

    /** The words that a call may name an axis by, and the default first. */
    static List<String> words() {
        return List.of("features", "steps", "rows", "columns");
    }

    static ShapeAxis of(String word) {
        return values()[words().indexOf(word)];
    }

    /** Its word for a value of this shape: the features of an image are its channels. */
    String in(Shape shape) {
        return this == FEATURES && shape instanceof Shape.Image ? "channels" : word;
    }

    /** Which of the sizes of {@code shape} is that of this axis; empty if the shape has no such axis. */
    Optional<Integer> of(Shape shape) {
        int place = switch (this) {
            case FEATURES -> shape instanceof Shape.Tokens ? -1 : shape instanceof Shape.Sequence ? 1 : 0;
            case STEPS -> shape instanceof Shape.Sequence ? 0 : -1;
            case ROWS -> shape instanceof Shape.Image ? 1 : -1;
            case COLUMNS -> shape instanceof Shape.Image ? 2 : -1;
        };
        return place < 0 ? Optional.empty() : Optional.of(place);
    }

    /** The shape of the same kind whose sizes are these. */
    static Shape withSizes(Shape shape, List<Integer> sizes) {
        if (shape instanceof Shape.Image) {
            return new Shape.Image(sizes.get(0), sizes.get(1), sizes.get(2));
        }
        return shape instanceof Shape.Sequence
                ? new Shape.Sequence(sizes.get(0), sizes.get(1))
                : new Shape.Vector(sizes.get(0));
    }

    /** A list as long as {@code shape} has axes: zeros, but {@code value} for axis {@code axis}. */
    static List<Integer> along(Shape shape, int axis, int value) {
        List<Integer> all = new ArrayList<>(Collections.nCopies(shape.sizes().size(), 0));
        all.set(axis, value);
        return all;
    }
}
