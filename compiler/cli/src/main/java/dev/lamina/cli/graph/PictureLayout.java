package dev.lamina.cli.graph;

import dev.lamina.compiler.ModelValue;
import java.util.ArrayList;
import java.util.List;

/** The coordinates of everything in a picture of a network: a chain from top to bottom, in the order of the model file. */
record PictureLayout(double width, double height, List<Card> cards, List<Frame> frames, List<Edge> edges) {

    private static final double MARGIN = 24;
    private static final double CARD = 46;
    private static final double PILL = 28;
    private static final double EDGE = 66;
    private static final double LINK = 12;
    private static final double PADDING = 10;
    private static final double CAPTION = 8;
    private static final double CHARACTER = 7.1;

    /** Longer texts are cut. */
    private static final int MOST_CHARACTERS = 58;

    /** The box of a layer, the input or the loss; {@code facts} is printed small next to the title. */
    record Card(
            double x, double y, double width, double height, String style, String title, String text, String facts) {
        double middle() {
            return x + width / 2;
        }

        double bottom() {
            return y + height;
        }
    }

    /** A frame around layers that run as one kernel. */
    record Frame(double x, double y, double width, double height) {}

    /** An arrow between two cards; the shape of the value is printed if {@code told}, when it has changed. */
    record Edge(double x, double from, double to, ModelValue value, boolean told) {}

    PictureLayout {
        cards = List.copyOf(cards);
        frames = List.copyOf(frames);
        edges = List.copyOf(edges);
    }

    static PictureLayout of(Diagram diagram) {
        return new Builder(diagram).build();
    }

    /** Cuts a text that is too long. */
    static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    private static final class Builder {
        private final Diagram diagram;
        private final double cardWidth;
        private final List<Card> cards = new ArrayList<>();
        private final List<Frame> frames = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();
        private ModelValue value;
        private String shapeToldLast;
        private double y = MARGIN;

        Builder(Diagram diagram) {
            this.diagram = diagram;
            this.value = diagram.input();
            this.shapeToldLast = value.shape();
            int longest = diagram.groups().stream()
                    .flatMap(group -> group.layers().stream())
                    .mapToInt(layer -> Math.max(
                            cut(layer.row().layer()).length(),
                            layer.row().label().length()
                                    + 2
                                    + ShortNumbers.of(layer).length()))
                    .max()
                    .orElse(0);
            this.cardWidth = Math.max(280, longest * CHARACTER + 36);
        }

        PictureLayout build() {
            add(PILL, Diagram.END, diagram.input().name(), "", "input");
            for (Diagram.DrawnGroup group : diagram.groups()) {
                edge(EDGE, true);
                double top = y;
                for (int i = 0; i < group.layers().size(); i++) {
                    Diagram.DrawnLayer layer = group.layers().get(i);
                    if (i > 0) {
                        boolean told = !value.shape().equals(shapeToldLast)
                                && !value.shape().equals(layer.value().shape());
                        edge(told ? EDGE : LINK, told);
                    }
                    double height = layer.row().parameters() == 0 ? PILL : CARD;
                    add(height, layer.style(), layer.row().label(), layer.row().layer(), ShortNumbers.of(layer));
                    value = layer.value();
                }
                if (group.isFused()) {
                    double above = top - PADDING - CAPTION;
                    frames.add(new Frame(MARGIN - PADDING, above, cardWidth + 2 * PADDING, y - above + PADDING));
                }
            }
            edge(EDGE, true);
            add(
                    PILL,
                    Diagram.END,
                    diagram.loss().isEmpty() ? "output" : "loss",
                    "",
                    diagram.loss().isEmpty() ? "" : cut(diagram.loss()));
            return new PictureLayout(cardWidth + 2 * MARGIN, y + MARGIN, cards, frames, edges);
        }

        private void add(double height, String style, String title, String text, String facts) {
            cards.add(new Card(MARGIN, y, cardWidth, height, style, title, text, facts));
            y += height;
        }

        private void edge(double length, boolean told) {
            edges.add(new Edge(MARGIN + cardWidth / 2, y, y + length, value, told));
            y += length;
            shapeToldLast = told ? value.shape() : shapeToldLast;
        }
    }
}
