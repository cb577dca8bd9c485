package dev.lamina.cli.graph;

import java.util.ArrayList;
import java.util.List;

/** An axis of a chart: maps numbers to coordinates. */
record LinearScale(double least, double most, double from, double to) {

    double place(double number) {
        return from + (number - least) / (most - least) * (to - from);
    }

    /** About so many round numbers along the axis; powers of two apart if {@code binary}. */
    List<Double> ticks(int about, boolean binary) {
        double rough = Math.max((most - least) / about, Double.MIN_NORMAL);
        double step = binary ? Math.max(1, Math.pow(2, Math.ceil(Math.log(rough) / Math.log(2)))) : decimal(rough);
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(least / step) * step; tick <= most * (1 + 1e-9); tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    private static double decimal(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
