package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.List;
import java.util.Optional;

/**
 * A layer that reduces each window of an image to one number, channel by channel, or each window of a sequence's steps, feature by
 * feature. The shape rule and its errors are here, the loops in {@link WindowReduction} and {@link WindowGradient}. The errors refer to
 * the arguments {@code window}, {@code padding} and {@code ceil}, which every pooling has.
 */
interface Pooling extends Layer {
    WindowArguments window();

    /** The argument {@code ceil}. */
    static ArgumentKind ceil() {
        return ArgumentKind.flag(
                "ceil", false, "whether a last window that reaches beyond the padding counts, with what lies within");
    }

    @Override
    default Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        WindowRule rule = WindowRule.ofPooling(keyword(), window());
        return rule.refused(in, place)
                .or(() -> tooMuchPadding(in, place))
                .orElseGet(() -> rule.infer(in, in.shape().features(), place).withWarnings(warnings(place)));
    }

    /** With {@code same} there are as many windows anyway. */
    private List<Diagnostic> warnings(Place place) {
        return window().ceil() && window().isSame()
                ? List.of(Diagnostic.of(
                        Code.W0707,
                        place.argument("ceil"),
                        "`padding = same` already has a window for every row and column"))
                : List.of();
    }

    /** With more padding than half a window, some windows could lie in the padding altogether. */
    private Optional<Inference> tooMuchPadding(Incoming in, Place place) {
        Window given = window().withoutCeil().over(in.shape());
        boolean overSteps = in.shape() instanceof Shape.Sequence;
        Sides padding = given.padding();
        Pair most = new Pair(given.kernel().height() / 2, given.kernel().width() / 2);
        Sides less = padding.atMost(most);
        return less.equals(padding) || window().isSame()
                ? Optional.empty()
                : Optional.of(Inference.mismatch(
                        in.problem(
                                Code.E0304,
                                place.argument("padding"),
                                "padding of " + (overSteps ? WindowPadding.written(padding) : padding)
                                        + " is more than half the window of "
                                        + (overSteps ? given.kernel().height() : given.kernel())),
                        new Inference.Proposal(
                                "at most " + (overSteps ? most.height() : most) + " is possible",
                                place.with("padding", overSteps ? WindowPadding.written(less) : less.toString()))));
    }

    @Override
    default Optional<String> fixesSteps(Shape in) {
        return window().fixesSteps(in);
    }

    @Override
    default Optional<String> looksAhead(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("takes windows of steps") : Optional.empty();
    }

    @Override
    default Optional<String> whyNoGaps(Shape in) {
        return looksAhead(in);
    }

    @Override
    default TimeAxis steps(Shape in, TimeAxis before) {
        return in instanceof Shape.Sequence ? before.then(window().steps(in)) : before;
    }
}
