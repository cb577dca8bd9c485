package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import java.util.Optional;

/**
 * A layer that reduces each window of an image to one number, channel by channel. The shape rule and its errors are here, the loops in
 * {@link WindowReduction} and {@link WindowGradient}. The errors refer to the arguments {@code window} and {@code padding}, which every
 * pooling has.
 */
interface Pooling extends Layer {
    WindowArguments window();

    @Override
    default Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Image image)) {
            return Inference.mismatch(in.mismatch(Code.E0302, place.call(), keyword(), "an image"));
        }
        return tooMuchPadding(in, image, place)
                .orElseGet(() -> WindowRule.ofPooling(keyword(), window()).infer(in, image, image.channels(), place));
    }

    /** With more padding than half a window, some windows could lie in the padding altogether. */
    private Optional<Inference> tooMuchPadding(Incoming in, Shape.Image image, Place place) {
        Pair size = window().kernel();
        Sides padding = window().over(image).padding();
        Pair most = new Pair(size.height() / 2, size.width() / 2);
        Sides less = padding.atMost(most);
        return less.equals(padding) || window().isSame()
                ? Optional.empty()
                : Optional.of(Inference.mismatch(
                        in.problem(
                                Code.E0304,
                                place.argument("padding"),
                                "padding of " + padding + " is more than half the window of " + size),
                        new Inference.Proposal(
                                "at most " + most + " is possible", place.with("padding", less.toString()))));
    }
}
