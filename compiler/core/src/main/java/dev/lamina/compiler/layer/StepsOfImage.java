package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.op.CopyByIndex;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** What of an image [C, H, W] is a step of a sequence, and where its numbers are there. */
enum StepsOfImage {
    /** [W, C · H]: channel by channel, each from the top down. */
    COLUMNS("columns"),
    /** [H, C · W]: channel by channel, each from the left to the right. */
    ROWS("rows"),
    /** [H · W, C], row by row. */
    PIXELS("pixels");

    private final String word;

    StepsOfImage(String word) {
        this.word = word;
    }

    static List<String> words() {
        return List.of("columns", "rows", "pixels");
    }

    static StepsOfImage of(String word) {
        return values()[words().indexOf(word)];
    }

    String word() {
        return word;
    }

    /** The sequence that an image is. Its sizes may be too large for a value, but fit into an int as those of the image do. */
    Shape.Sequence sequence(Shape.Image image) {
        return switch (this) {
            case COLUMNS -> new Shape.Sequence(image.width(), image.channels() * image.height());
            case ROWS -> new Shape.Sequence(image.height(), image.channels() * image.width());
            case PIXELS -> new Shape.Sequence(image.height() * image.width(), image.channels());
        };
    }

    String arithmetic(Shape.Image image) {
        Shape.Sequence sequence = sequence(image);
        return switch (this) {
            case COLUMNS -> "features = " + image.channels() + " * " + image.height() + " = " + sequence.features();
            case ROWS -> "features = " + image.channels() + " * " + image.width() + " = " + sequence.features();
            case PIXELS -> "steps = " + image.height() + " * " + image.width() + " = " + sequence.steps();
        };
    }

    /** The coordinates in the sequence of the element at [channel, row, column] of an image of these sizes. */
    private List<Affine> of(List<Affine> at, List<Integer> sizes) {
        Affine channel = at.get(0);
        Affine row = at.get(1);
        Affine column = at.get(2);
        return switch (this) {
            case COLUMNS -> List.of(column, channel.times(sizes.get(1)).plus(row));
            case ROWS -> List.of(row, channel.times(sizes.get(2)).plus(column));
            case PIXELS -> List.of(row.times(sizes.get(2)).plus(column), channel);
        };
    }

    /** Copies an image to the sequence that it is, or a sequence to the image. */
    record Reorder(StepsOfImage along, TensorType to) implements CopyByIndex {
        @Override
        public String name() {
            return loopsOverOperand() ? "as a sequence" : "as an image";
        }

        /** Its loops are those over the image. */
        @Override
        public boolean loopsOverOperand() {
            return to.rank() == 2;
        }

        @Override
        public List<Affine> other(List<Affine> at, TensorType image) {
            return along.of(at, image.sizes());
        }
    }
}
