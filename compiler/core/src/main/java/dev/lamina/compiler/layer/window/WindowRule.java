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
import java.util.Map;
import java.util.Optional;

/**
 * The shape rule of a layer that moves a window over an image or over the steps of a sequence, with its messages.
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

    /** What is wrong with the kind of the value, or with how the arguments are written for it; empty if nothing is. */
    Optional<Inference> refused(Incoming in, Place place) {
        if (in.shape() instanceof Shape.Sequence) {
            return notAlongSteps(in, place);
        }
        if (!(in.shape() instanceof Shape.Image)) {
            return Optional.of(in.refused(Code.E0302, place, layer, "an image or a sequence"));
        }
        if (arguments.isCausal()) {
            return Optional.of(Inference.mismatch(
                    in.problem(
                            Code.E0330,
                            place.argument("padding"),
                            "`causal` pads before the first step, but `" + in.giver() + "` gives " + in.shape()
                                    + ", which has no steps"),
                    new Inference.Proposal("`padding = same` fits, giving %s", place.with("padding", "same"))));
        }
        return Optional.empty();
    }

    /** A pair where steps take one number, or more than the padding before and after. */
    private Optional<Inference> notAlongSteps(Incoming in, Place place) {
        Map<String, Pair> pairs =
                Map.of(size, arguments.kernel(), "stride", arguments.stride(), "dilation", arguments.dilation());
        for (String name : List.of(size, "stride", "dilation")) {
            Pair pair = pairs.get(name);
            if (pair != null && pair.height() != pair.width()) {
                return Optional.of(notAlongSteps(in, place, name, pair));
            }
        }
        return arguments.padding().fitsSteps()
                ? Optional.empty()
                : Optional.of(Inference.mismatch(in.problem(
                        Code.E0331,
                        place.argument("padding"),
                        "along the steps of a sequence, `padding` is one number or two (before, after), not "
                                + arguments.padding().sides())));
    }

    /** A pair where steps take one number. */
    static Inference notAlongSteps(Incoming in, Place place, String name, Pair pair) {
        int one = Math.max(pair.height(), pair.width());
        return Inference.mismatch(
                in.problem(
                        Code.E0331,
                        place.argument(name),
                        "along the steps of a sequence, `" + name + "` is one number, not " + pair),
                new Inference.Proposal("with `" + name + " = " + one + "` it gives %s", place.with(name, "" + one)));
    }

    /** The shape of a result with so many channels or features, or what is wrong with the window. */
    Inference infer(Incoming in, int channels, Place place) {
        Shape shape = in.shape();
        Window window = arguments.over(shape);
        if (!arguments.isSame() && (window.outHeight(shape) < 1 || window.outWidth(shape) < 1)) {
            return tooLarge(in, window, place);
        }
        double padded = window.padded(shape);
        if (padded > TooLarge.MOST) {
            return Inference.mismatch(in.problem(
                    Code.E0601,
                    place.argument("padding"),
                    "with this padding the " + shape.kind() + " is too large: " + TooLarge.counted(padded)));
        }
        int height = (int) window.outHeight(shape);
        return new Inference.Fits(
                isOverSteps(in)
                        ? new Shape.Sequence(height, channels)
                        : new Shape.Image(channels, height, (int) window.outWidth(shape)),
                arguments.arithmetic(shape),
                unread(in, window, place));
    }

    private static boolean isOverSteps(Incoming in) {
        return in.shape() instanceof Shape.Sequence;
    }

    /** So many rows and columns, or so many steps, in words. */
    private static String extent(Incoming in, long height, long width) {
        return isOverSteps(in) ? lines(height, "step") : height + " x " + width;
    }

    /** The window does not fit into the padded image even once. */
    private Inference tooLarge(Incoming in, Window window, Place place) {
        Shape shape = in.shape();
        String padded = extent(in, window.paddedHeight(shape), window.paddedWidth(shape));
        Diagnostic problem = in.problem(
                Code.E0303,
                place.call(),
                "`" + layer + "` has a " + described(in, window) + ", but `" + in.giver() + "` gives only " + padded
                        + (arguments.isPadded() ? " with padding" : ""));
        return new Inference.Mismatch(problem, proposals(in, window, place));
    }

    /** The window, and of a dilated one how it is as large as it is: {@code kernel of 3 x 3 that with dilation 5 reaches over 11 x 11}. */
    private String described(Incoming in, Window window) {
        String reach = extent(in, window.reachHeight(), window.reachWidth());
        String own = extent(in, window.kernel().height(), window.kernel().width());
        Pair dilation = window.dilation();
        return own.equals(reach)
                ? "window of " + reach
                : size + " of " + own + " that with dilation " + (isOverSteps(in) ? dilation.height() : dilation)
                        + " reaches over " + reach;
    }

    /** A convolution whose window would shrink to a single row or column is offered padding first. */
    private List<Inference.Proposal> proposals(Incoming in, Window window, Place place) {
        Pair kernel = window.kernel();
        Pair smaller = window.fitting(in.shape());
        boolean vanishes = kernel.height() > 1 && smaller.height() == 1 || kernel.width() > 1 && smaller.width() == 1;
        Inference.Proposal fitting = new Inference.Proposal(
                "a " + size + " of " + extent(in, smaller.height(), smaller.width()) + " fits, giving %s",
                place.with(size, isOverSteps(in) ? "" + smaller.height() : smaller.toString()));
        return vanishes && size.equals("kernel")
                ? List.of(
                        new Inference.Proposal("`padding = same` fits, giving %s", place.with("padding", "same")),
                        fitting)
                : List.of(fitting);
    }

    /** A warning if no window reaches the last rows or columns, or the last steps. */
    private List<Diagnostic> unread(Incoming in, Window window, Place place) {
        Pair unread = window.unread(in.shape());
        if (unread.height() == 0 && unread.width() == 0) {
            return List.of();
        }
        String row = isOverSteps(in) ? "step" : "row";
        String what = unread.height() == 0
                ? last(unread.width(), "column")
                : unread.width() == 0
                        ? last(unread.height(), row)
                        : last(unread.height(), row) + " and the last " + last(unread.width(), "column");
        return List.of(in.problem(
                Code.W0701, place.call(), "`" + layer + "` never reads the last " + what + " of " + in.shape()));
    }

    private static String last(long count, String word) {
        return count == 1 ? word : lines(count, word);
    }

    private static String lines(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
