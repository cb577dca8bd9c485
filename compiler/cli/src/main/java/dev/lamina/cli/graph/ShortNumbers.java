package dev.lamina.cli.graph;

import java.util.Locale;

/** Numbers in few characters, for pictures. */
final class ShortNumbers {

    private ShortNumbers() {}

    /** The parameters and multiply-adds of a layer: {@code 2.6 k parameters, 240 k multiply-adds}. */
    static String of(Diagram.DrawnLayer layer) {
        if (layer.row().parameters() == 0) {
            return "";
        }
        return shortened(layer.row().parameters()) + " parameters · "
                + shortened(layer.row().multiplyAdds()) + " multiply-adds";
    }

    /** {@code 156}, {@code 2.4 k}, {@code 31 M}. */
    static String shortened(long number) {
        double rest = (double) number;
        int unit = 0;
        while (rest >= 999.5 && unit < 4) {
            rest /= 1000;
            unit++;
        }
        String digits = unit == 0 || rest >= 99.5
                ? Long.toString(Math.round(rest))
                : String.format(Locale.ROOT, rest >= 9.95 ? "%.0f" : "%.1f", rest);
        return unit == 0 ? digits : digits + " " + " kMGT".charAt(unit);
    }

    /** {@code 37.5 KB}, in steps of 1,024. */
    static String bytes(long bytes) {
        double rest = (double) bytes;
        int unit = 0;
        while (rest >= 1024 && unit < 4) {
            rest /= 1024;
            unit++;
        }
        return unit == 0
                ? Math.round(rest) + " B"
                : String.format(Locale.ROOT, rest < 10 ? "%.1f %sB" : "%.0f %sB", rest, " KMGT".charAt(unit));
    }
}
