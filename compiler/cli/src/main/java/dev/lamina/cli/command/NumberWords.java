package dev.lamina.cli.command;

import dev.lamina.cli.console.Text;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers in options, and what is wrong with a text that is none, without words of Java. */
final class NumberWords {

    private NumberWords() {}

    static void register(CommandLine line) {
        Converter<Integer> ints = new Converter<>(text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(int.class, ints);
        line.registerConverter(Integer.class, ints);
        Converter<Long> longs = new Converter<>(text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(long.class, longs);
        line.registerConverter(Long.class, longs);
        Converter<Float> floats = new Converter<>(text -> finite((float) number(text), text));
        line.registerConverter(float.class, floats);
        line.registerConverter(Float.class, floats);
        Converter<Double> doubles = new Converter<>(NumberWords::number);
        line.registerConverter(double.class, doubles);
        line.registerConverter(Double.class, doubles);
    }

    /**
     * A class, because picocli is compiled for an old Java: HotSpot on Java 17 crashes while it saves the classes of the command if one is a lambda
     * of such an interface.
     */
    private static final class Converter<T> implements ITypeConverter<T> {
        private final Function<String, T> conversion;

        Converter(Function<String, T> conversion) {
            this.conversion = conversion;
        }

        @Override
        public T convert(String text) {
            return conversion.apply(text);
        }
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
                        ? text + " is "
                                + (text.startsWith("-")
                                        ? "below " + Text.grouped(least)
                                        : "above " + Text.grouped(most))
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
