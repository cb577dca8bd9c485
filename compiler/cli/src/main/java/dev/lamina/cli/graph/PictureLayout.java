package dev.lamina.cli.graph;

import dev.lamina.compiler.ModelValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The coordinates of everything in a picture of a network. Time runs from top to bottom; branches stand side by side. */
record PictureLayout(double width, double height, List<Card> cards, List<Frame> frames, List<Edge> edges) {

    private static final double MARGIN = 12;
    private static final double CHARACTER = 7.1;
    private static final double NARROWEST = 280;

    /** Longer texts are cut. */
    private static final int MOST_CHARACTERS = 58;

    /** The box of a layer, an input or an output. */
    record Card(double x, double y, double width, double height, PicturePart.Card content) {
        double bottom() {
            return y + height;
        }
    }

    /** A frame around cards and frames; those around it come first. */
    record Frame(double x, double y, double width, double height, PicturePart.Frame content) {}

    /**
     * A part of the way of a value.
     *
     * @param corners the points that its lines connect
     * @param arrow whether it ends at a card
     * @param told whether the shape of the value is printed at it
     */
    record Edge(List<double[]> corners, boolean arrow, ModelValue value, boolean told) {
        Edge {
            corners = List.copyOf(corners);
        }
    }

    PictureLayout {
        cards = List.copyOf(cards);
        frames = List.copyOf(frames);
        edges = List.copyOf(edges);
    }

    static PictureLayout of(Diagram diagram) {
        FrameLayout layout = FrameLayout.ofAll(diagram.parts(), diagram.wires(), cardWidth(diagram));
        Builder builder = new Builder(diagram);
        builder.add(layout, MARGIN, MARGIN);
        return new PictureLayout(
                layout.width() + 2 * MARGIN,
                layout.height() + 2 * MARGIN,
                builder.cards,
                builder.frames,
                builder.edges);
    }

    /** Cuts a text that is too long. */
    static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    private static double cardWidth(Diagram diagram) {
        int longest = diagram.layers().stream()
                .mapToInt(layer -> {
                    String facts = ShortNumbers.of(layer);
                    int call = cut(layer.row().layer()).length();
                    int label = layer.row().label().length() + 2;
                    return facts.isEmpty() ? label + call : Math.max(call, label + facts.length());
                })
                .max()
                .orElse(0);
        return Math.max(NARROWEST, longest * CHARACTER + 36);
    }

    private static final class Builder {
        private final Diagram diagram;
        private final List<Card> cards = new ArrayList<>();
        private final List<Frame> frames = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();

        Builder(Diagram diagram) {
            this.diagram = diagram;
        }

        void add(FrameLayout layout, double x, double y) {
            for (FrameLayout.Way way : layout.ways()) {
                List<double[]> corners = layout.corners(way).stream()
                        .map(corner -> new double[] {x + corner[0], y + corner[1]})
                        .toList();
                boolean arrow = way.target() != null && way.target().inner == null;
                edges.add(new Edge(corners, arrow, diagram.value(way.value()), way.told()));
            }
            for (FrameLayout.Box box : layout.boxes()) {
                double left = x + layout.x(box);
                double top = y + box.y;
                if (box.part instanceof PicturePart.Card card) {
                    cards.add(new Card(left, top, layout.cardWidth(), FrameLayout.height(card), card));
                } else if (box.part instanceof PicturePart.Frame frame) {
                    FrameLayout inner = Objects.requireNonNull(box.inner);
                    frames.add(new Frame(left, top, inner.width(), inner.height(), frame));
                    add(inner, left, top);
                }
            }
        }
    }
}
