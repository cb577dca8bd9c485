package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Span;
import java.util.Locale;

/** How large a value may be, and what is said of a larger one. */
public final class TooLarge {
    /** The most numbers one sample of a value may have: 2^26, so that its padded array and its halo stay within Java's. */
    public static final long MOST = 1L << 26;

    private TooLarge() {}

    /** A value of {@code size} numbers, too many. */
    public static Diagnostic value(Span place, String what, double size) {
        return Diagnostic.of(Code.E0601, place, what + " is too large: " + counted(size));
    }

    /** How many numbers there are, and how many there may be. */
    public static String counted(double size) {
        return number(size) + " numbers for each sample; at most " + number(MOST) + " are possible";
    }

    /** Digits in groups of three, of very large numbers the magnitude. */
    public static String number(double value) {
        return String.format(Locale.ROOT, value < 1e15 ? "%,.0f" : "%.3g", value);
    }
}
