package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.runtime.Scaling;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What inputs are divided by before a network sees them.
 *
 * @param largest whether to divide by the largest input
 * @param number the divisor otherwise; 1 leaves inputs unchanged
 */
public record InputDivisor(boolean largest, float number) {

    public static final InputDivisor NONE = new InputDivisor(false, 1);

    /** Scales pixels of 8 bits to 0 .. 1. */
    public static final InputDivisor BYTES = new InputDivisor(false, 255);

    /** The number to divide an input by, for these training samples. */
    public float divisor(Samples samples, int input) {
        float divisor = largest ? samples.largestInput(input) : number;
        return divisor == 0 ? 1 : divisor; // all inputs are zero: nothing to scale
    }

    /** Whether a scaling may come from this divisor; with {@code largest} any division may, because the training samples are unknown. */
    public boolean describes(Scaling scaling, Samples samples, int input) {
        return largest && isDivision(scaling) || scaling.equals(Scaling.dividedBy(divisor(samples, input)));
    }

    /** Whether a scaling only divides. A single standardised feature is told from that by its offset, which is never 0, but may be -0. */
    public static boolean isDivision(Scaling scaling) {
        return InputMeans.isDivision(scaling);
    }

    /** A scaling in words. */
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
    public static final class Converter implements ITypeConverter<InputDivisor> {
        @Override
        public InputDivisor convert(String written) {
            return switch (written.toLowerCase(Locale.ROOT)) {
                case "none" -> NONE;
                case "max" -> new InputDivisor(true, 1);
                default -> new InputDivisor(false, number(written));
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
