package dev.lamina.cli.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How numbers and shapes are written for people. */
public final class Text {

    private Text() {}

    /** {@code 1,438}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 error}, {@code 2 errors}. */
    public static String count(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 37.5 KB}, in steps of 1,024. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 1024 && unit < 3) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", size, "KMGT".charAt(unit));
    }

    /** A number as people write it: without {@code .0} when it is whole, and {@code 1e30} if it is large. */
    public static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : asWritten(Double.toString(number));
    }

    /** A float as short as it can be written, without {@code .0} when it is whole. */
    public static String plain(float number) {
        return number == Math.rint(number) ? plain((double) number) : asWritten(Float.toString(number));
    }

    /** {@code 1e30} for Java's {@code 1.0E30}. */
    private static String asWritten(String number) {
        return number.replace(".0E", "e").replace('E', 'e');
    }

    /** {@code 98.61 %}; {@code -} if there is no share, which is NaN then. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** The same in a column of 8 characters. */
    public static String percentColumn(double share) {
        return String.format(Locale.ROOT, "%8s", percent(share));
    }

    /** A loss with four significant decimals. */
    public static String loss(double loss) {
        return Math.abs(loss) >= 1e-3 && Math.abs(loss) < 1e5
                ? String.format(Locale.ROOT, "%.4f", loss)
                : String.format(Locale.ROOT, "%.3e", loss);
    }

    /** {@code 0:07} or {@code 1:02:03}. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** {@code [N, 1, 28, 28]}. */
    public static String shape(List<String> leading, List<Integer> sizes) {
        return Stream.concat(leading.stream(), sizes.stream().map(String::valueOf))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
