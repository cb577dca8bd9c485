package dev.lamina.cli.graph;

/** What charts have in common. */
final class Charts {

    private Charts() {}

    static void begin(Markup out, double width, double height, String name) {
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + Math.round(width) + " " + Math.round(height),
                "class",
                "chart",
                "role",
                "img",
                "aria-label",
                name);
    }

    static void line(Markup out, String style, double x1, double y1, double x2, double y2) {
        out.open("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2).close();
    }
}
