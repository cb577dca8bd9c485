package dev.lamina.cli.graph;

import dev.lamina.compiler.MemoryPlan;
import java.util.Locale;
import java.util.Map;

/** Draws a memory plan: steps to the right, addresses upwards, a rectangle for each allocation. */
final class MemoryChart {

    private static final double WIDTH = 860;
    private static final double HEIGHT = 330;
    private static final double LEFT = 64;
    private static final double RIGHT = 16;
    private static final double TOP = 34;
    private static final double BOTTOM = 64;

    private final Markup out = new Markup();
    private final MemoryPlan plan;
    private final Map<String, String> styles;
    private final LinearScale across;
    private final LinearScale up;

    private MemoryChart(MemoryPlan plan, Map<String, String> styles) {
        this.plan = plan;
        this.styles = styles;
        this.across = new LinearScale(0, plan.steps().size(), LEFT, WIDTH - RIGHT);
        this.up = new LinearScale(0, Math.max(1, plan.peak()) * 1.04, HEIGHT - BOTTOM, TOP);
    }

    /** The chart of a plan; {@code styles} are the classes of the style sheet, by the labels of layers. */
    static Markup draw(MemoryPlan plan, Map<String, String> styles, String name) {
        MemoryChart chart = new MemoryChart(plan, styles);
        chart.draw(name);
        return chart.out;
    }

    private void draw(String name) {
        Charts.begin(out, WIDTH, HEIGHT, name);
        bands();
        grid();
        plan.allocations().forEach(this::allocation);
        live();
        labels();
        peak();
        Charts.line(out, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        out.close();
    }

    private void grid() {
        for (double tick : up.ticks(5, true)) {
            Charts.line(out, "grid", LEFT, up.place(tick), WIDTH - RIGHT, up.place(tick));
            String bytes = ShortNumbers.bytes(Math.round(tick));
            Charts.text(out, "small", LEFT - 8, up.place(tick) + 4, Charts.Anchor.END, bytes);
        }
    }

    private void peak() {
        double y = height(plan.peak());
        Charts.line(out, "peak", LEFT, y, WIDTH - RIGHT, y);
        String bytes = "peak " + ShortNumbers.bytes(plan.peak());
        Charts.text(out, "mark", WIDTH - RIGHT, y - 6, Charts.Anchor.END, bytes);
    }

    private double height(long bytes) {
        return up.place((double) bytes);
    }

    private void bands() {
        int turn = plan.firstBackward();
        band("forward", 0, turn, false);
        if (turn < plan.steps().size()) {
            band("backward", turn, plan.steps().size(), true);
        }
    }

    private void band(String name, int from, int to, boolean shaded) {
        double x = across.place(from);
        if (shaded) {
            double width = across.place(to) - x;
            Charts.rectangle(out, "band", x, TOP - 24, width, HEIGHT - BOTTOM - TOP + 24)
                    .close();
        }
        Charts.text(out, "small", x + 6, TOP - 10, name);
    }

    private void allocation(MemoryPlan.Allocation allocation) {
        double x = across.place(allocation.from());
        double y = height(allocation.at() + allocation.bytes());
        String style = styles.getOrDefault(allocation.label(), Diagram.END);
        double width = across.place(allocation.to() + 1) - x;
        double high = height(allocation.at()) - y;
        out.open("g", "class", style);
        String title = allocation.values() + ": " + ShortNumbers.bytes(allocation.bytes()) + ", steps "
                + (allocation.from() + 1) + " to " + (allocation.to() + 1);
        Charts.rectangle(out, allocation.shared() ? "region once" : "region", x, y, width, high)
                .leaf("title", title)
                .close();
        String text = allocation.values();
        if (high > 13 && text.length() * 6.2 + 8 < width) {
            Charts.text(out, "small inside", x + 5, y + high / 2 + 4, text);
        }
        out.close();
    }

    /** A line of the bytes in use in each step; what is below the peak and above the line is unused then. */
    private void live() {
        StringBuilder path = new StringBuilder();
        for (int step = 0; step < plan.steps().size(); step++) {
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f H%.1f ",
                    step == 0 ? "M" : "L",
                    across.place(step),
                    height(plan.live(step)),
                    across.place(step + 1)));
        }
        out.open("path", "class", "live", "d", path)
                .leaf("title", "bytes in use")
                .close();
    }

    /** The layers below the steps: a label where another layer begins, if there is room. */
    private void labels() {
        double last = -100;
        String before = "";
        for (int i = 0; i < plan.steps().size(); i++) {
            String label = plan.steps().get(i).label();
            double x = across.place(i) + (across.place(1) - across.place(0)) / 2;
            if (!label.equals(before) && x - last >= 13) {
                double y = HEIGHT - BOTTOM + 14;
                String slanted = String.format(Locale.ROOT, "rotate(-50 %.1f %.1f)", x, y);
                out.open("text", "class", "small", "x", x, "y", y)
                        .attributes("text-anchor", "end", "transform", slanted)
                        .text(label)
                        .close();
                last = x;
            }
            before = label;
        }
    }
}
