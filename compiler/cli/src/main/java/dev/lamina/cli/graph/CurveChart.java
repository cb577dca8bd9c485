package dev.lamina.cli.graph;

import java.util.List;
import java.util.Locale;

/** Draws a figure of a training run, such as the loss, over the epochs: for the training samples and for those held out. */
final class CurveChart {

    private static final double WIDTH = 420;
    private static final double HEIGHT = 240;
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 30;
    private static final double BOTTOM = 34;

    private final Markup out = new Markup();
    private final List<Integer> epochs;
    private final List<Curve> curves;
    private final boolean share;
    private final LinearScale across;
    private final LinearScale up;

    private CurveChart(List<Integer> epochs, List<Curve> curves, boolean share) {
        this.epochs = epochs;
        this.curves = curves;
        this.share = share;
        int first = epochs.get(0);
        int last = Math.max(first + 1, epochs.get(epochs.size() - 1));
        double most = largest(curves);
        across = new LinearScale(first, last, LEFT, WIDTH - RIGHT);
        up = new LinearScale(0, share ? 1 : most <= 0 ? 1 : most * 1.05, HEIGHT - BOTTOM, TOP);
    }

    /** The values of a figure after each epoch; NaN where there is none. */
    record Curve(String name, String style, List<Double> values) {}

    /**
     * The chart of a figure.
     *
     * @param share whether it is a share of 1, shown in percent
     */
    static Markup draw(String name, List<Integer> epochs, List<Curve> curves, boolean share) {
        CurveChart chart = new CurveChart(epochs, curves, share);
        Charts.begin(chart.out, WIDTH, HEIGHT, name);
        chart.grid();
        chart.epochs();
        chart.curves();
        Charts.line(chart.out, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        return chart.out.close();
    }

    private static double largest(List<Curve> curves) {
        return curves.stream()
                .flatMap(curve -> curve.values().stream())
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    private void grid() {
        for (double tick : up.ticks(5, false)) {
            Charts.line(out, "grid", LEFT, up.place(tick), WIDTH - RIGHT, up.place(tick));
            Charts.text(out, "small", LEFT - 8, up.place(tick) + 4, Charts.Anchor.END, label(tick));
        }
    }

    private String label(double tick) {
        String text = share
                ? Math.round(100 * tick) + " %"
                : String.format(Locale.ROOT, "%.3g", tick).replaceAll("\\.?0+$", "");
        return text.isEmpty() ? "0" : text;
    }

    private void epochs() {
        for (double tick : across.ticks(6, false)) {
            if (tick == Math.rint(tick)) {
                String number = Long.toString(Math.round(tick));
                Charts.text(out, "small", across.place(tick), HEIGHT - 16, Charts.Anchor.MIDDLE, number);
            }
        }
    }

    /** The curves, and their names side by side above them. */
    private void curves() {
        double x = LEFT;
        for (Curve curve : curves) {
            out.open("path", "class", curve.style(), "d", path(curve.values())).close();
            Charts.text(out, curve.style() + "Text", x, 18, curve.name());
            x += 9 * curve.name().length() + 18;
        }
    }

    private String path(List<Double> values) {
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
