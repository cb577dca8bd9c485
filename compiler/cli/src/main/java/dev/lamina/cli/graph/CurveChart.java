package dev.lamina.cli.graph;

import java.util.List;
import java.util.Locale;

/** Draws one figure of a training run over its epochs: of the samples it learnt from, and of those held out. */
final class CurveChart {

    private static final double WIDTH = 420;
    private static final double HEIGHT = 240;
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 30;
    private static final double BOTTOM = 34;

    private CurveChart() {}

    /** A line of a chart; epochs without a value are NaN. */
    record Line(String name, String style, List<Double> values) {}

    static Markup draw(String name, List<Integer> epochs, List<Line> lines, boolean share) {
        Markup out = new Markup();
        double most = lines.stream()
                .flatMap(line -> line.values().stream())
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        int first = epochs.get(0);
        int last = Math.max(first + 1, epochs.get(epochs.size() - 1));
        LinearScale across = new LinearScale(first, last, LEFT, WIDTH - RIGHT);
        LinearScale up = new LinearScale(0, share ? 1 : most <= 0 ? 1 : most * 1.05, HEIGHT - BOTTOM, TOP);
        Charts.begin(out, WIDTH, HEIGHT, name);
        for (double tick : up.ticks(5, false)) {
            Charts.line(out, "grid", LEFT, up.place(tick), WIDTH - RIGHT, up.place(tick));
            String text = share
                    ? Math.round(100 * tick) + " %"
                    : String.format(Locale.ROOT, "%.3g", tick).replaceAll("\\.?0+$", "");
            out.leaf(
                    "text",
                    text.isEmpty() ? "0" : text,
                    "class",
                    "small",
                    "x",
                    LEFT - 8,
                    "y",
                    up.place(tick) + 4,
                    "text-anchor",
                    "end");
        }
        for (double tick : across.ticks(6, false)) {
            if (tick == Math.rint(tick)) {
                out.leaf(
                        "text",
                        Long.toString(Math.round(tick)),
                        "class",
                        "small",
                        "x",
                        across.place(tick),
                        "y",
                        HEIGHT - 16,
                        "text-anchor",
                        "middle");
            }
        }
        double x = LEFT;
        for (Line line : lines) {
            out.open("path", "class", line.style(), "d", path(epochs, line.values(), across, up))
                    .close();
            out.leaf("text", line.name(), "class", line.style() + "Text", "x", x, "y", 18);
            x += 9 * line.name().length() + 18;
        }
        Charts.line(out, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        return out.close();
    }

    private static String path(List<Integer> epochs, List<Double> values, LinearScale across, LinearScale up) {
        StringBuilder path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isNaN()) {
                down = false;
                continue;
            }
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f ",
                    down ? "L" : "M",
                    across.place(epochs.get(i)),
                    up.place(values.get(i))));
            down = true;
        }
        return path.toString();
    }
}
