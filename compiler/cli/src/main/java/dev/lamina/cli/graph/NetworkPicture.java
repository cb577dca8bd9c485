package dev.lamina.cli.graph;

import dev.lamina.compiler.ModelValue;
import java.util.List;
import java.util.Locale;

/** Draws a network: layers with their costs, shapes at the arrows, a frame around layers that run as one kernel. */
final class NetworkPicture {

    private static final double ROUND = 8;

    /** So many rectangles at most stand for the equal bodies of a repeat. */
    private static final int MOST_BEHIND = 3;

    private final Markup out = new Markup();
    private final PictureLayout layout;

    private NetworkPicture(PictureLayout layout) {
        this.layout = layout;
    }

    /** The picture as an SVG element. */
    static Markup draw(Diagram diagram) {
        NetworkPicture picture = new NetworkPicture(PictureLayout.of(diagram));
        picture.draw(diagram.summary().model());
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
        PicturePart.Frame content = frame.content();
        double round = content.isKernel() ? 14 : 10;
        for (int behind = Math.min(content.bodies(), MOST_BEHIND) - 1; behind >= 0; behind--) {
            double shift = 4.0 * behind;
            Charts.rectangle(
                            out,
                            content.isKernel() ? "frame" : "group " + content.style(),
                            frame.x() + shift,
                            frame.y() + shift,
                            frame.width(),
                            frame.height())
                    .attributes("rx", round)
                    .close();
        }
        String style = content.isKernel() ? "small" : "name";
        out.leaf("text", content.title(), "class", style, "x", frame.x() + 14, "y", frame.y() + 16);
    }

    private void card(PictureLayout.Card card) {
        PicturePart.Card content = card.content();
        out.open("g", "class", "card " + content.style());
        out.leaf("title", content.title() + (content.text().isEmpty() ? "" : ": " + content.text()));
        boolean low = content.isLow();
        double round = low ? card.height() / 2 : ROUND;
        out.open("rect", "x", card.x(), "y", card.y(), "width", card.width(), "height", card.height(), "rx", round)
                .close();
        double base = card.y() + (low ? card.height() / 2 + 4.5 : 19);
        out.leaf("text", content.title(), "class", "title", "x", card.x() + 14, "y", base);
        String right = low ? PictureLayout.cut(content.text() + content.facts()) : content.facts();
        Charts.text(out, low ? "call" : "facts", card.x() + card.width() - 14, base, Charts.Anchor.END, right);
        if (!low) {
            String call = PictureLayout.cut(content.text());
            out.leaf("text", call, "class", "call", "x", card.x() + 14, "y", card.y() + 36);
        }
        out.close();
    }

    private void edge(PictureLayout.Edge edge) {
        List<double[]> corners = edge.corners();
        StringBuilder path = new StringBuilder();
        for (double[] corner : corners) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f ", path.isEmpty() ? "M" : "L", corner[0], corner[1]));
        }
        if (edge.arrow()) {
            path.append(head(corners.get(corners.size() - 2), corners.get(corners.size() - 1)));
        }
        out.open("path", "class", "arrow", "d", path.toString().strip()).close();
        if (edge.told()) {
            // Beside the last vertical line, where it is long enough.
            int start = corners.size() == 2 ? 0 : 2;
            double x = corners.get(start)[0];
            double middle = corners.get(0)[1] + FrameLayout.TOLD / 2 + (start == 0 ? 0 : FrameLayout.TURN / 2);
            glyph(edge.value(), x - 18, middle);
            out.leaf("text", edge.value().shape(), "class", "sizes", "x", x + 14, "y", middle + 4);
        }
    }

    /** The two strokes at the tip of an arrow. */
    private static String head(double[] before, double[] tip) {
        double direction = Math.signum(tip[0] - before[0]);
        return Math.abs(tip[0] - before[0]) < 0.5
                ? String.format(Locale.ROOT, "M%.1f %.1f l4 5 l4 -5", tip[0] - 4, tip[1] - 5)
                : String.format(
                        Locale.ROOT,
                        "M%.1f %.1f l%.1f 4 l%.1f 4",
                        tip[0] - 5 * direction,
                        tip[1] - 4,
                        5 * direction,
                        -5 * direction);
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
