package dev.lamina.cli.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The layout of what is directly in one frame. Time runs downwards: each part stands below all that it takes from. Parts stand in lanes; a
 * part stays in the lane of its first operand, if that is free, so that the main way of the values is one straight line. A value that has
 * to pass other parts runs in a track, a narrow lane to the right of a lane. Frames within the frame have layouts of their own.
 */
final class FrameLayout {
    static final double CARD = 46;
    static final double PILL = 28;
    static final double TOLD = 66;
    private static final double GAP = 28;
    private static final double LINK = 12;
    private static final double PADDING = 12;
    private static final double TRACK = 14;
    private static final double BETWEEN = 28;
    private static final double CHARACTER = 7.1;

    /** How far from a part a way turns to another lane. */
    static final double TURN = 11;

    private final PicturePart.Frame frame;
    private final List<PicturePart.Wire> wires;
    private final double cardWidth;
    private final double head;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<List<Lane>> tracks = new ArrayList<>();
    private final List<Box> boxes = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final Map<Integer, Source> sources = new HashMap<>();
    private final Map<Integer, Way> entries = new LinkedHashMap<>();
    private final Map<Integer, Way> exits = new LinkedHashMap<>();
    private double height;

    /** A part with its place; a frame has a layout. */
    static final class Box {
        final PicturePart part;
        final @Nullable FrameLayout inner;
        final int lane;
        final double y;

        private Box(PicturePart part, @Nullable FrameLayout inner, int lane, double y) {
            this.part = part;
            this.inner = inner;
            this.lane = lane;
            this.y = y;
        }
    }

    /** Where a value comes from within the frame: below a box, or through the upper edge if there is none. */
    private record Source(@Nullable Box box, int lane, double y) {}

    /**
     * A part of the way of a value, from a source to a box, or to the lower edge if there is none.
     *
     * @param track the track in which it runs; -1 if it runs in the lane itself
     * @param told whether the shape is printed at it
     */
    record Way(int value, Source source, @Nullable Box target, int lane, int track, boolean told) {}

    private FrameLayout(PicturePart.Frame frame, List<PicturePart.Wire> wires, double cardWidth, double head) {
        this.frame = frame;
        this.wires = wires;
        this.cardWidth = cardWidth;
        this.head = head;
    }

    /** The layout of a frame and of all frames in it. */
    static FrameLayout of(PicturePart.Frame frame, List<PicturePart.Wire> wires, double cardWidth) {
        return of(frame, wires, cardWidth, frame.isKernel() ? 20 : 26);
    }

    /** The layout of a whole picture, which has no title. */
    static FrameLayout ofAll(List<PicturePart> parts, List<PicturePart.Wire> wires, double cardWidth) {
        return of(new PicturePart.Frame("", "", 1, parts), wires, cardWidth, PADDING);
    }

    private static FrameLayout of(
            PicturePart.Frame frame, List<PicturePart.Wire> wires, double cardWidth, double head) {
        FrameLayout layout = new FrameLayout(frame, wires, cardWidth, head);
        Set<Integer> inside = numbers(frame);
        frame.parts().forEach(part -> layout.place(part, inside));
        layout.close(inside);
        return layout;
    }

    private static Set<Integer> numbers(PicturePart part) {
        Set<Integer> numbers = new HashSet<>();
        part.cards().forEach(numbers::add);
        return numbers;
    }

    private void place(PicturePart part, Set<Integer> inside) {
        Set<Integer> own = numbers(part);
        Set<Integer> incoming = new LinkedHashSet<>();
        for (PicturePart.Wire wire : wires) {
            if (own.contains(wire.to()) && !own.contains(wire.from())) {
                incoming.add(wire.from());
            }
        }
        FrameLayout inner = part instanceof PicturePart.Frame nested ? of(nested, wires, cardWidth) : null;
        int wanted = 0;
        double start = 0;
        double top = incoming.isEmpty() ? head : 0;
        boolean main = true;
        for (int value : incoming) {
            Source source = source(value, inside);
            top = Math.max(top, source.y() + gap(value, own, source, main));
            wanted = main ? source.lane() : wanted;
            start = main ? source.y() : start;
            main = false;
        }
        double bottom = top + height(part, inner);
        int lane = wanted;
        while (!lane(lane).isFree(start, bottom)) {
            lane++;
        }
        lane(lane).take(start, bottom);
        double axis = inner == null ? cardWidth / 2 : inner.axis();
        double width = inner == null ? cardWidth : inner.width();
        lane(lane).widen(axis, width - axis);
        Box box = new Box(part, inner, lane, top);
        boxes.add(box);
        height = Math.max(height, bottom);
        lead(box, own, incoming);
        own.forEach(number -> sources.put(number, new Source(box, box.lane, bottom)));
    }

    /** Where a value comes from; one from outside enters in the first lane, or beside the values that have entered. */
    private Source source(int value, Set<Integer> inside) {
        return sources.computeIfAbsent(value, number -> {
            if (inside.contains(number)) {
                throw new IllegalStateException("value " + number + " is taken before it is there");
            }
            return new Source(null, 0, 0);
        });
    }

    private double gap(int value, Set<Integer> own, Source source, boolean main) {
        if (source.box() == null) {
            return head;
        }
        if (main && told(value, own)) {
            return TOLD;
        }
        return frame.isKernel() ? LINK : GAP;
    }

    private boolean told(int value, Set<Integer> own) {
        return wires.stream().anyMatch(wire -> wire.from() == value && own.contains(wire.to()) && wire.told());
    }

    static double height(PicturePart.Card card) {
        return card.isLow() ? PILL : CARD;
    }

    private static double height(PicturePart part, @Nullable FrameLayout inner) {
        return part instanceof PicturePart.Card card
                ? height(card)
                : Objects.requireNonNull(inner).height();
    }

    /** Lays the ways of all values that a box takes. */
    private void lead(Box box, Set<Integer> own, Set<Integer> incoming) {
        boolean main = true;
        for (int value : incoming) {
            Source source = source(value, own);
            boolean told = main && source.box() != null && told(value, own);
            Way way = main
                    ? new Way(value, source, box, box.lane, -1, told)
                    : beside(value, source, box, box.y + (box.inner == null ? height(box.part, null) / 2 : 0));
            ways.add(way);
            if (source.box() == null) {
                entries.putIfAbsent(value, way);
            }
            main = false;
        }
    }

    /** A way that ends beside others: in the lane of its source if nothing is in its way, else in a track. */
    private Way beside(int value, Source source, Box target, double end) {
        boolean other = source.lane() != target.lane;
        if (other && source.box() != null && lane(source.lane()).isFree(source.y(), end)) {
            lane(source.lane()).take(source.y(), end);
            return new Way(value, source, target, source.lane(), -1, false);
        }
        int lane = Math.min(source.lane(), target.lane);
        return new Way(value, source, target, lane, track(lane, source.y(), end), false);
    }

    private int track(int lane, double from, double to) {
        lane(lane);
        List<Lane> beside = tracks.get(lane);
        int track = 0;
        while (track < beside.size() && !beside.get(track).isFree(from, to)) {
            track++;
        }
        if (track == beside.size()) {
            beside.add(new Lane());
        }
        beside.get(track).take(from, to);
        return track;
    }

    private Lane lane(int number) {
        while (lanes.size() <= number) {
            lanes.add(new Lane());
            tracks.add(new ArrayList<>());
        }
        return lanes.get(number);
    }

    /** Leads out the values that others take, and closes the frame below them. */
    private void close(Set<Integer> inside) {
        Set<Integer> outgoing = new LinkedHashSet<>();
        for (PicturePart.Wire wire : wires) {
            if (inside.contains(wire.from()) && !inside.contains(wire.to())) {
                outgoing.add(wire.from());
            }
        }
        double end = height + PADDING;
        for (int value : outgoing) {
            Source source = Objects.requireNonNull(sources.get(value));
            boolean straight = lane(source.lane()).isFree(source.y(), end);
            if (straight) {
                lane(source.lane()).take(source.y(), end);
            }
            int track = straight ? -1 : track(source.lane(), source.y(), end);
            Way way = new Way(value, source, null, source.lane(), track, false);
            ways.add(way);
            exits.put(value, way);
        }
        height = end;
    }

    double cardWidth() {
        return cardWidth;
    }

    double height() {
        return height;
    }

    double width() {
        double end = PADDING;
        for (int i = 0; i < lanes.size(); i++) {
            end = axis(i) + lanes.get(i).right() + tracksWidth(i);
        }
        return Math.max(end + PADDING, frame.title().length() * CHARACTER + 40);
    }

    /** Where the first lane is. */
    double axis() {
        return axis(0);
    }

    private double axis(int lane) {
        double end = PADDING;
        for (int i = 0; i < lane; i++) {
            end += lanes.get(i).left() + lanes.get(i).right() + tracksWidth(i) + BETWEEN;
        }
        return end + (lane < lanes.size() ? lanes.get(lane).left() : 0);
    }

    private double tracksWidth(int lane) {
        int count = tracks.get(lane).size();
        return count == 0 ? 0 : TRACK * (count + 1) - PADDING / 2;
    }

    private double run(Way way) {
        double axis = axis(way.lane());
        return way.track() < 0 ? axis : axis + lanes.get(way.lane()).right() + TRACK * (way.track() + 1);
    }

    List<Box> boxes() {
        return boxes;
    }

    List<Way> ways() {
        return ways;
    }

    /** Where a box begins. */
    double x(Box box) {
        return axis(box.lane) - (box.inner == null ? cardWidth / 2 : box.inner.axis());
    }

    private double entry(int value) {
        return run(Objects.requireNonNull(entries.get(value)));
    }

    private double exit(int value) {
        return run(Objects.requireNonNull(exits.get(value)));
    }

    /** The corners of a way, as x and y in turn. */
    List<double[]> corners(Way way) {
        Source source = way.source();
        double run = run(way);
        double from = source.box() == null
                ? entry(way.value())
                : source.box().inner == null
                        ? axis(source.lane())
                        : x(source.box()) + source.box().inner.exit(way.value());
        List<double[]> corners = new ArrayList<>();
        corners.add(new double[] {from, source.y()});
        if (Math.abs(from - run) > 0.5) {
            corners.add(new double[] {from, source.y() + TURN});
            corners.add(new double[] {run, source.y() + TURN});
        }
        end(way, run, corners);
        return corners;
    }

    private void end(Way way, double run, List<double[]> corners) {
        Box target = way.target();
        if (target == null) {
            corners.add(new double[] {run, height});
        } else if (target.inner != null) {
            double to = x(target) + target.inner.entry(way.value());
            if (Math.abs(to - run) > 0.5) {
                corners.add(new double[] {run, target.y - TURN});
                corners.add(new double[] {to, target.y - TURN});
            }
            corners.add(new double[] {to, target.y});
        } else if (Math.abs(axis(target.lane) - run) < 0.5) {
            corners.add(new double[] {run, target.y - 1});
        } else {
            double middle = target.y + height(target.part, null) / 2;
            boolean right = run > axis(target.lane);
            corners.add(new double[] {run, middle});
            corners.add(new double[] {x(target) + (right ? cardWidth + 1 : -1), middle});
        }
    }
}
