package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import java.util.Optional;

/**
 * A layer that reduces all positions of a value to one number for each channel or feature. The positions are the pixels of an image, row
 * by row, or the steps of a sequence without its padding. The shape rule is here, the loops use {@link Positions}.
 */
interface PositionReduction extends Layer {
    @Override
    default boolean keepsAxes() {
        return false;
    }

    @Override
    default Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        if (in.shape() instanceof Shape.Sequence sequence) {
            return Inference.fits(new Shape.Vector(sequence.features()), "");
        }
        if (in.shape() instanceof Shape.Image image) {
            return Inference.fits(new Shape.Vector(image.channels()), "");
        }
        return in.refused(Code.E0307, inputs.place(), keyword(), "a sequence or an image");
    }

    @Override
    default Optional<String> looksAhead(Shape in) {
        return in instanceof Shape.Sequence
                ? Optional.of("is the " + statistic() + " over all steps")
                : Optional.empty();
    }

    /** What it computes, in words. */
    String statistic();
}
