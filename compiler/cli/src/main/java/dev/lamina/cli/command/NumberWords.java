package dev.lamina.cli.command;

import dev.lamina.cli.console.Text;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Numbers in options, and what is wrong with a text that is none, without words of Java. */
final class NumberWords {

    private NumberWords() {}

    static void register(CommandLine line) {
        line.registerConverter(int.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(Integer.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(Long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(float.class, text -> finite((float) number(text), text));
        line.registerConverter(Float.class, text -> finite((float) number(text), text));
        line.registerConverter(double.class, NumberWords::number);
        line.registerConverter(Double.class, NumberWords::number);
    }

    private static long whole(String text, long least, long most) {
        boolean digits = text.matches("[+-]?\\d+");
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException none) {
            // also a number with too many digits
        }
        throw new TypeConversionException(
                digits
                        ? text + " is " + (text.startsWith("-") ? "below " + Text.grouped(least) : "above " + Text.grouped(most))
                        : "\"" + text + "\" is not a whole number");
    }

    private static double number(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException none) {
            throw new TypeConversionException("\"" + text + "\" is not a number");
        }
        finite((float) (Double.isFinite(value) ? 0 : value), text);
        return value;
    }

    private static float finite(float value, String text) {
        if (!Float.isFinite(value)) {
            throw new TypeConversionException("\"" + text + "\" is not a finite number");
        }
        return value;
    }
}
