package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Sides;

/**
 * What a call says about its padding.
 *
 * @param sides the numbers that it gives; zeros if a word says how far it pads
 */
record WindowPadding(Rule rule, Sides sides) {
    /** How far a layer pads. */
    enum Rule {
        /** As far as the call says. */
        GIVEN,
        /** So far that the result has ceil(in / stride) rows and columns, or steps. */
        SAME,
        /** So far before the first step that no window reads a later step than that of its result. */
        CAUSAL
    }

    static WindowPadding of(Arguments arguments) {
        return arguments
                .sides("padding")
                .map(sides -> new WindowPadding(Rule.GIVEN, sides))
                .orElseGet(() -> new WindowPadding(
                        arguments.word("padding").equals("same") ? Rule.SAME : Rule.CAUSAL, Sides.NONE));
    }

    boolean isNone() {
        return rule == Rule.GIVEN && sides.equals(Sides.NONE);
    }

    /** Whether a sequence can be padded like this: by one number, or by two (before, after). */
    boolean fitsSteps() {
        return sides.top() == sides.bottom() && sides.left() == sides.right();
    }

    /** The padding of a sequence as that of an image with one column: a pair is (before, after). */
    WindowPadding ofSteps() {
        return new WindowPadding(rule, new Sides(sides.top(), sides.left(), 0, 0));
    }

    /** The padding of a sequence, as a model file writes it. */
    static String written(Sides ofSteps) {
        return new Pair(ofSteps.top(), ofSteps.bottom()).toString();
    }
}
