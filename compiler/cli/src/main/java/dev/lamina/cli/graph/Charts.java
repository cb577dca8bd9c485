package dev.lamina.cli.graph;

/** The elements that all charts are drawn with. */
final class Charts {

    private Charts() {}

    /** Begins an image; {@code name} is its text for screen readers. */
    static void begin(Markup out, double width, double height, String name) {
        String box = "0 0 " + Math.round(width) + " " + Math.round(height);
        out.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", box)
                .attributes("class", "chart", "role", "img", "aria-label", name);
    }

    static void line(Markup out, String style, double x1, double y1, double x2, double y2) {
        out.open("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2).close();
    }

    /** Begins a rectangle; the caller may add a title, and closes it. */
    static Markup rectangle(Markup out, String style, double x, double y, double width, double height) {
        return out.open("rect", "class", style, "x", x, "y", y).attributes("width", width, "height", height);
    }

    /** A text that begins at {@code x}. */
    static void text(Markup out, String style, double x, double y, String content) {
        out.leaf("text", content, "class", style, "x", x, "y", y);
    }

    /** A text whose end or middle is at {@code x}. */
    static void text(Markup out, String style, double x, double y, Anchor anchor, String content) {
        out.leaf("text", content, "class", style, "x", x, "y", y, "text-anchor", anchor.word());
    }

    /** The part of a text that is at its position. */
    enum Anchor {
        MIDDLE,
        END;

        String word() {
            return this == MIDDLE ? "middle" : "end";
        }
    }
}
