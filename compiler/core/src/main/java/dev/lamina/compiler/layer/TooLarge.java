package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Span;
import java.util.Locale;

/** The limit on the size of values, and messages about larger ones. */
public final class TooLarge {
    /** The most numbers that one sample of a value may have: 2^26. With padding and halo such a sample still fits into a Java array. */
    public static final long MOST = 1L << 26;

    private TooLarge() {}

    /** The message that a value of {@code size} numbers is too large. */
    public static Diagnostic value(Span place, String what, double size) {
        return Diagnostic.of(Code.E0601, place, what + " is too large: " + counted(size));
    }

    /** How many numbers there are, and how many are allowed. */
    public static String counted(double size) {
        return number(size) + " numbers for each sample; at most " + number(MOST) + " are possible";
    }

    /** A number with its digits in groups of three, or in scientific notation if it is very large. */
    public static String number(double value) {
        return String.format(Locale.ROOT, value < 1e15 ? "%,.0f" : "%.3g", value);
    }
}
