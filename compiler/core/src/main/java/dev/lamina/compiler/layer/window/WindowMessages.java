package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages about windows that do not fit an image. */
final class WindowMessages {
    private WindowMessages() {}

    /** What is wrong with the size of a window or of the padded image, if anything. */
    static Optional<Inference> refused(Incoming in, Shape.Image image, String layer, Window window, Place place) {
        if (window.outHeight(image.height()) < 1 || window.outWidth(image.width()) < 1) {
            return Optional.of(tooLarge(in, image, layer, window, place));
        }
        double padded = window.padded(image);
        return padded > TooLarge.MOST
                ? Optional.of(Inference.mismatch(in.problem(
                        Code.E0601,
                        place.argument("padding"),
                        "with this padding the image is too large: " + TooLarge.counted(padded))))
                : Optional.empty();
    }

    /** The window does not fit into the padded image even once. */
    private static Inference tooLarge(Incoming in, Shape.Image image, String layer, Window window, Place place) {
        Pair kernel = window.kernel();
        Pair padding = window.padding();
        String size = (image.height() + 2L * padding.height()) + " x " + (image.width() + 2L * padding.width());
        Diagnostic problem = in.problem(
                Code.E0303,
                place.call(),
                "`" + layer + "` has a window of " + window.reachHeight() + " x " + window.reachWidth() + ", but `"
                        + in.giver() + "` gives only " + size
                        + (padding.equals(new Pair(0, 0)) ? "" : " with padding"));
        List<Inference.Proposal> proposals = new ArrayList<>();
        Pair smaller = window.fitting(image);
        String argument = layer.equals("conv") ? "kernel" : "window";
        if (!smaller.equals(kernel)) {
            proposals.add(new Inference.Proposal(
                    "a window of " + smaller.height() + " x " + smaller.width() + " fits, giving %s",
                    place.with(argument, smaller.toString())));
        }
        return new Inference.Mismatch(problem, proposals);
    }

    /** A warning if no window reaches the last rows or columns. */
    static List<Diagnostic> unread(Incoming in, Shape.Image image, String layer, Window window, Place place) {
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
