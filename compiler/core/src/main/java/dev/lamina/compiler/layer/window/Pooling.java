package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.Optional;

/**
 * A layer that reduces each window of an image to one number, channel by channel. The shape rule and its errors are here, the loops in
 * {@link WindowReduction} and {@link WindowGradient}. The errors refer to the arguments {@code window} and {@code padding}, which every
 * pooling has.
 */
interface Pooling extends Layer {
    Window window();

    @Override
    default Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Image image)) {
            return Inference.mismatch(in.mismatch(Code.E0302, place.call(), keyword(), "an image"));
        }
        Pair size = window().kernel();
        Pair padding = window().padding();
        if (2L * padding.height() > size.height() || 2L * padding.width() > size.width()) {
            Pair most = new Pair(size.height() / 2, size.width() / 2);
            return Inference.mismatch(
                    in.problem(
                            Code.E0304,
                            place.argument("padding"),
                            "padding of " + padding + " is more than half the window of " + size),
                    new Inference.Proposal("at most " + most + " is possible", place.with("padding", most.toString())));
        }
        Optional<Inference> refused = WindowMessages.refused(in, image, keyword(), window(), place);
        if (refused.isPresent()) {
            return refused.get();
        }
        int height = (int) window().outHeight(image.height());
        int width = (int) window().outWidth(image.width());
        return new Inference.Fits(
                new Shape.Image(image.channels(), height, width),
                window().arithmetic(image),
                WindowMessages.unread(in, image, keyword(), window(), place));
    }

    /** The windows over this image, {@linkplain Window#reduced reduced} for the loops. */
    default Window over(Value x) {
        return window().reduced(x.type().size(1), x.type().size(2));
    }
}
