package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shape rules, messages and fixes that layers of several values share. */
final class Joins {
    private Joins() {}

    /** The names of the operands of a layer with {@code others} values beside {@code x}. */
    static List<String> operands(int others) {
        List<String> names = new ArrayList<>(List.of("x"));
        for (int i = 1; i <= others; i++) {
            names.add("value" + i);
        }
        return List.copyOf(names);
    }

    /** The shape rule of a layer whose operands have one shape. */
    static Inference sameShape(Inputs inputs, String layer) {
        Incoming x = inputs.x();
        for (Incoming other : inputs.operands().values()) {
            if (other.shape() instanceof Shape.Tokens) {
                return tokens(inputs, other, layer);
            }
            if (!other.shape().equals(x.shape())) {
                List<Inference.Proposal> proposals = Projections.between(x.shape(), other.shape(), Map.of()).stream()
                        .map(change -> before(inputs.place(), change))
                        .toList();
                return new Inference.Mismatch(unlike(inputs, x, other, layer, "values of one shape"), proposals);
            }
        }
        return Inference.fits(x.shape(), "");
    }

    /** A layer that combines numbers gets tokens. */
    static Inference tokens(Inputs inputs, Incoming tokens, String layer) {
        return tokens.refused(Code.E0309, inputs.place(), layer, "numbers");
    }

    /** The message about two values that do not fit together, with the shapes of both and where they come from. */
    static Diagnostic unlike(Inputs inputs, Incoming x, Incoming other, String layer, String needs) {
        Diagnostic problem = x.problem(
                Code.E0315,
                inputs.place().call(),
                "`" + layer + "` needs " + needs + ", but `" + x.giver() + "` gives " + x.shape() + " and `"
                        + other.giver() + "` gives " + other.shape());
        return problem.note(other.span(), other.described());
    }

    /** Makes the value before fit to another along all axes but the features. */
    static List<Inference.Proposal> fittingLayers(Place place, Shape from, Shape to) {
        return Projections.ofPositions(from, to).stream()
                .map(layers -> before(place, layers))
                .toList();
    }

    /** Proposes layers between the value before and the join. */
    static Inference.Proposal before(Place place, String layers) {
        return new Inference.Proposal(
                "put `" + layers + "` before it, giving %s", Fix.statementBefore(place.statement(), layers));
    }
}
