package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Shape;

/**
 * An operand of a layer as shape rules see it: its shape, and where it comes from.
 *
 * @param giver the label of the layer that computes it, or the input's name
 * @param arithmetic the arithmetic behind the shape, for people; may be empty
 */
public record Incoming(String giver, Shape shape, Span span, String arithmetic) {
    /** A diagnostic at {@code place} that shows where the shape comes from. */
    public Diagnostic problem(Code code, Span place, String message) {
        return Diagnostic.of(code, place, message).label("here").note(span, described());
    }

    /** The shape and the arithmetic behind it. */
    String described() {
        return arithmetic.isEmpty() ? shape.toString() : shape + ": " + arithmetic;
    }

    /** The usual message: `fc` needs a vector, but `maxpool2` gives image[16, 5, 5]. */
    public Diagnostic mismatch(Code code, Span place, String layer, String needs) {
        return problem(code, place, "`" + layer + "` needs " + needs + ", but `" + giver + "` gives " + shape);
    }

    /** Refuses it with the usual message. The proposal to embed it first works for tokens alone, and is not offered for others. */
    public Inference refused(Code code, Place place, String layer, String needs) {
        return Inference.mismatch(mismatch(code, place.call(), layer, needs), Embedding.proposed(place));
    }
}
