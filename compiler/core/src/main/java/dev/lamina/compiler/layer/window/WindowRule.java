package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;

/**
 * The shape rule of a layer that moves a window over an image, with its messages.
 *
 * @param size the name of the argument that is the size of the window
 */
record WindowRule(String layer, String size, WindowArguments arguments) {
    static WindowRule ofConvolution(String layer, WindowArguments arguments) {
        return new WindowRule(layer, "kernel", arguments);
    }

    static WindowRule ofPooling(String layer, WindowArguments arguments) {
        return new WindowRule(layer, "window", arguments);
    }

    /** The shape of a result with so many channels, or what is wrong with the window. */
    Inference infer(Incoming in, Shape.Image image, int channels, Place place) {
        Window window = arguments.over(image);
        if (!arguments.isSame() && (window.outHeight(image.height()) < 1 || window.outWidth(image.width()) < 1)) {
            return tooLarge(in, image, window, place);
        }
        double padded = window.padded(image);
        if (padded > TooLarge.MOST) {
            return Inference.mismatch(in.problem(
                    Code.E0601,
                    place.argument("padding"),
                    "with this padding the image is too large: " + TooLarge.counted(padded)));
        }
        int height = (int) window.outHeight(image.height());
        int width = (int) window.outWidth(image.width());
        return new Inference.Fits(
                new Shape.Image(channels, height, width),
                arguments.arithmetic(image),
                unread(in, image, window, place));
    }

    /** The window does not fit into the padded image even once. */
    private Inference tooLarge(Incoming in, Shape.Image image, Window window, Place place) {
        String padded = window.paddedHeight(image) + " x " + window.paddedWidth(image);
        Diagnostic problem = in.problem(
                Code.E0303,
                place.call(),
                "`" + layer + "` has a " + described(window) + ", but `" + in.giver() + "` gives only " + padded
                        + (arguments.isPadded() ? " with padding" : ""));
        return new Inference.Mismatch(problem, proposals(image, window, place));
    }

    /** The window, and of a dilated one how it is as large as it is: {@code kernel of 3 x 3 that reaches over 11 x 11 with dilation 5}. */
    private String described(Window window) {
        String reach = window.reachHeight() + " x " + window.reachWidth();
        Pair kernel = window.kernel();
        String own = kernel.height() + " x " + kernel.width();
        return own.equals(reach)
                ? "window of " + reach
                : size + " of " + own + " that with dilation " + window.dilation() + " reaches over " + reach;
    }

    /** A convolution whose window would shrink to a single row or column is offered padding first. */
    private List<Inference.Proposal> proposals(Shape.Image image, Window window, Place place) {
        Pair kernel = window.kernel();
        Pair smaller = window.fitting(image);
        boolean vanishes = kernel.height() > 1 && smaller.height() == 1 || kernel.width() > 1 && smaller.width() == 1;
        Inference.Proposal fitting = new Inference.Proposal(
                "a window of " + smaller.height() + " x " + smaller.width() + " fits, giving %s",
                place.with(size, smaller.toString()));
        return vanishes && size.equals("kernel")
                ? List.of(
                        new Inference.Proposal("`padding = same` fits, giving %s", place.with("padding", "same")),
                        fitting)
                : List.of(fitting);
    }

    /** A warning if no window reaches the last rows or columns. */
    private List<Diagnostic> unread(Incoming in, Shape.Image image, Window window, Place place) {
        Pair unread = window.unread(image);
        if (unread.height() == 0 && unread.width() == 0) {
            return List.of();
        }
        String what = unread.height() == 0
                ? lines(unread.width(), "column")
                : unread.width() == 0
                        ? lines(unread.height(), "row")
                        : lines(unread.height(), "row") + " and the last " + lines(unread.width(), "column");
        return List.of(
                in.problem(Code.W0701, place.call(), "`" + layer + "` never reads the last " + what + " of " + image));
    }

    private static String lines(int count, String word) {
        return count == 1 ? word : count + " " + word + "s";
    }
}
