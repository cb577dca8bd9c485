package dev.lamina.cli.graph;

import dev.lamina.compiler.ModelValue;
import java.util.List;
import java.util.Locale;

/** Draws a network: layers with their costs, shapes at the arrows, a frame around layers that run as one kernel. */
final class NetworkPicture {

    private static final double ROUND = 8;

    private final Markup out = new Markup();
    private final PictureLayout layout;

    private NetworkPicture(PictureLayout layout) {
        this.layout = layout;
    }

    /** The picture as an SVG element. */
    static Markup draw(Diagram diagram) {
        NetworkPicture picture = new NetworkPicture(PictureLayout.of(diagram));
        picture.draw(diagram.model());
        return picture.out;
    }

    private void draw(String model) {
        String box = "0 0 " + Math.round(layout.width()) + " " + Math.round(layout.height());
        out.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", box)
                .attributes("width", layout.width(), "height", layout.height())
                .attributes("class", "network", "role", "img", "aria-label", "the network " + model);
        out.leaf("style", StyleSheet.PICTURE);
        out.open("rect", "class", "ground", "width", "100%", "height", "100%").close();
        layout.frames().forEach(this::frame);
        layout.edges().forEach(this::edge);
        layout.cards().forEach(this::card);
        out.close();
    }

    private void frame(PictureLayout.Frame frame) {
        Charts.rectangle(out, "frame", frame.x(), frame.y(), frame.width(), frame.height())
                .attributes("rx", 14)
                .close();
        out.leaf("text", "one kernel", "class", "small", "x", frame.x() + 24, "y", frame.y() + 13);
    }

    private void card(PictureLayout.Card card) {
        out.open("g", "class", "card " + card.style());
        out.leaf("title", card.title() + (card.text().isEmpty() ? "" : ": " + card.text()));
        double round = card.height() < 40 ? card.height() / 2 : ROUND;
        out.open("rect", "x", card.x(), "y", card.y(), "width", card.width(), "height", card.height(), "rx", round)
                .close();
        boolean low = card.height() < 40;
        double base = card.y() + (low ? card.height() / 2 + 4.5 : 19);
        out.leaf("text", card.title(), "class", "title", "x", card.x() + 14, "y", base);
        String right = low && !card.text().isEmpty() ? PictureLayout.cut(card.text()) : card.facts();
        Charts.text(out, low ? "call" : "facts", card.x() + card.width() - 14, base, Charts.Anchor.END, right);
        if (!low) {
            out.leaf("text", PictureLayout.cut(card.text()), "class", "call", "x", card.x() + 14, "y", card.y() + 36);
        }
        out.close();
    }

    private void edge(PictureLayout.Edge edge) {
        double tip = edge.to() - 1;
        String arrow = String.format(
                Locale.ROOT,
                "M%.1f %.1f V%.1f M%.1f %.1f l4 5 l4 -5",
                edge.x(),
                edge.from(),
                tip,
                edge.x() - 4,
                tip - 5);
        out.open("path", "class", "arrow", "d", arrow).close();
        if (edge.told()) {
            double middle = (edge.from() + edge.to()) / 2;
            glyph(edge.value(), edge.x() - 18, middle);
            out.leaf("text", edge.value().shape(), "class", "sizes", "x", edge.x() + 14, "y", middle + 4);
        }
    }

    /** A symbol of a value: planes for an image, bars for the steps of a sequence, one bar for a vector; its right end is at x. */
    private void glyph(ModelValue value, double x, double y) {
        List<Integer> sizes = value.sizes();
        out.open("g", "class", "glyph");
        if (value.kind() == ModelValue.Kind.IMAGE) {
            int planes = logarithm(sizes.get(0), 1, 8);
            double high = 4 + 3.4 * logarithm(sizes.get(1), 0, 9);
            double wide = Math.max(3, Math.min(40, high * sizes.get(2) / sizes.get(1)));
            for (int i = planes - 1; i >= 0; i--) {
                rectangle(x - wide - 3.0 * i, y - high / 2 - 1.5 * i + 0.75 * planes, wide, high);
            }
        } else if (sizes.size() == 2) {
            int steps = logarithm(sizes.get(0), 1, 12);
            double high = 6 + 3.0 * logarithm(sizes.get(1), 0, 9);
            for (int i = 0; i < steps; i++) {
                rectangle(x - 5 - 6.0 * i, y - high / 2, 4, high);
            }
        } else {
            double high = 6 + 3.2 * logarithm(sizes.get(0), 0, 11);
            rectangle(x - 6, y - high / 2, 6, high);
        }
        out.close();
    }

    private void rectangle(double x, double y, double width, double height) {
        out.open("rect", "x", x, "y", y, "width", width, "height", height, "rx", 1)
                .close();
    }

    private static int logarithm(int number, int least, int most) {
        return Math.max(least, Math.min(most, (int) Math.round(Math.log(number) / Math.log(2)) + least));
    }
}
