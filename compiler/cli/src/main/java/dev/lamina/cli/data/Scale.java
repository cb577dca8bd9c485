package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.runtime.Scaling;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What inputs are divided by before a network sees them.
 *
 * @param largest whether by the largest of them
 * @param number by this number otherwise; 1 leaves them as they are
 */
public record Scale(boolean largest, float number) {

    public static final Scale NONE = new Scale(false, 1);

    /** Pixels of a byte each become 0 .. 1. */
    public static final Scale BYTES = new Scale(false, 255);

    /** The number to divide by, given the samples a network learns from. */
    public float divisor(Samples samples) {
        float divisor = largest ? samples.largestInput() : number;
        return divisor == 0 ? 1 : divisor; // all inputs are zero: nothing to scale
    }

    /** Whether it is how inputs were scaled: the largest of them may have been any; if it is 1, nothing is scaled. */
    public boolean describes(Scaling scaling, Samples samples) {
        return largest && isDivision(scaling) || scaling.equals(Scaling.dividedBy(divisor(samples)));
    }

    /** Whether all numbers are divided by one; a single feature that is standardised never has the offset 0, but perhaps -0. */
    public static boolean isDivision(Scaling scaling) {
        return InputMeans.isDivision(scaling);
    }

    /** What is done to numbers. */
    public static String text(Scaling scaling) {
        if (scaling.isNone()) {
            return "not scaled";
        }
        return isDivision(scaling)
                ? "divided by " + Text.plain(scaling.divisor()[0])
                : "standardised, " + Text.count(scaling.features(), "feature");
    }

    @Override
    public String toString() {
        return largest ? "max" : number == 1 ? "none" : Text.plain(number);
    }

    /** Reads {@code none}, {@code max} or a number. */
    public static final class Converter implements ITypeConverter<Scale> {
        @Override
        public Scale convert(String written) {
            return switch (written.toLowerCase(Locale.ROOT)) {
                case "none" -> NONE;
                case "max" -> new Scale(true, 1);
                default -> new Scale(false, number(written));
            };
        }

        private static float number(String written) {
            try {
                float number = Float.parseFloat(written);
                if (number > 0 && Float.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            throw new TypeConversionException("\"" + written + "\" is neither a number above 0 nor max nor none");
        }
    }
}
