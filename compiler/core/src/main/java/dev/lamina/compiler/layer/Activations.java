package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;

/** The shape rule that pointwise layers share: any shape of numbers, unchanged. */
final class Activations {
    private Activations() {}

    static Inference infer(Layer layer, Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        return in.shape() instanceof Shape.Tokens
                ? Inference.mismatch(
                        in.mismatch(Code.E0309, place.statement(), layer.keyword(), "numbers"),
                        Embedding.proposed(place))
                : Inference.fits(in.shape(), "");
    }
}
