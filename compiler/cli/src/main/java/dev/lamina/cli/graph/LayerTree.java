package dev.lamina.cli.graph;

import dev.lamina.compiler.LayerFrame;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The layers of a model as a tree: blocks, residuals and repeats are groups of what is in them. If all bodies of a repeat are equal, the
 * first may stand for all of them.
 */
public final class LayerTree {
    private final List<Summary.Row> rows;
    private final boolean fold;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Item> items;

    private LayerTree(Summary summary, boolean fold) {
        this.rows = summary.rows();
        this.fold = fold;
        for (int i = 0; i < summary.inputs().size(); i++) {
            numbers.put(summary.inputs().get(i).name(), i - summary.inputs().size());
        }
        for (int i = 0; i < rows.size(); i++) {
            numbers.put(rows.get(i).label(), i);
        }
        this.items = items(0, rows.size(), 0, "");
    }

    /** The tree with all bodies of its repeats. */
    public static LayerTree unfolded(Summary summary) {
        return new LayerTree(summary, false);
    }

    /** The tree in which the first body of a repeat stands for all, if they are equal. */
    public static LayerTree folded(Summary summary) {
        return new LayerTree(summary, true);
    }

    /** A layer or a group. */
    public sealed interface Item {
        /** The layers in it that are shown, in their order. */
        Stream<Layer> layers();
    }

    /**
     * A layer.
     *
     * @param number its index among all layers of the model
     */
    public record Layer(int number, Summary.Row row) implements Item {
        @Override
        public Stream<Layer> layers() {
            return Stream.of(this);
        }
    }

    /**
     * What a frame encloses.
     *
     * @param title label and title: {@code stage1: repeat 3}
     * @param bodies how many equal bodies the items stand for; 1 if none are folded
     * @param first the index of its first layer
     * @param end the index behind its last layer, those of folded bodies included
     */
    public record Group(LayerFrame frame, String title, int bodies, int first, int end, List<Item> items)
            implements Item {
        public Group {
            items = List.copyOf(items);
        }

        public boolean isFolded() {
            return bodies > 1;
        }

        @Override
        public Stream<Layer> layers() {
            return items.stream().flatMap(Item::layers);
        }
    }

    public List<Item> items() {
        return items;
    }

    /** The layers that are shown, in their order. */
    public Stream<Layer> layers() {
        return items.stream().flatMap(Item::layers);
    }

    /** The layers of a group, those of folded bodies included. */
    public List<Summary.Row> all(Group group) {
        return rows.subList(group.first(), group.end());
    }

    /** The number of a value that a layer takes: the index of the layer that computes it, or a negative number for an input. */
    int number(String value) {
        return numbers.getOrDefault(value, -1);
    }

    /** The number of the value that stands for a value of a folded body. */
    int shown(int number) {
        return shown(items, number);
    }

    private static int shown(List<Item> items, int number) {
        for (Item item : items) {
            if (item instanceof Group group && group.first() <= number && number < group.end()) {
                int length = (group.end() - group.first()) / group.bodies();
                return shown(group.items(), group.first() + (number - group.first()) % length);
            }
        }
        return number;
    }

    /**
     * Which values a layer takes, if it takes others than the one before it: {@code from trunk}, {@code + relu3}; else an empty text. A
     * value that the call names is left out.
     */
    public String taken(Layer layer) {
        List<String> takes = layer.row().takes();
        boolean ofTheOneBefore = number(takes.get(0)) == layer.number() - 1;
        boolean named = layer.row().layer().contains("(");
        String others = named ? "" : " + " + String.join(" + ", takes.subList(1, takes.size()));
        if (takes.size() == 1 || named) {
            return ofTheOneBefore ? "" : "from " + takes.get(0);
        }
        return ofTheOneBefore ? others.strip() : takes.get(0) + others;
    }

    /** The items of the layers from {@code from} to {@code to}, whose first {@code depth} frames are the same. */
    private List<Item> items(int from, int to, int depth, String path) {
        List<Item> found = new ArrayList<>();
        for (int at = from; at < to; ) {
            Summary.Row row = rows.get(at);
            if (row.frames().size() == depth) {
                found.add(new Layer(at, row));
                at++;
            } else {
                int end = end(at, to, depth);
                found.add(group(row.frames().get(depth), at, end, depth + 1, path));
                at = end;
            }
        }
        return found;
    }

    /** The index behind the layers that are in the same frame as layer {@code at}. */
    private int end(int at, int to, int depth) {
        int frame = rows.get(at).frames().get(depth).number();
        int end = at + 1;
        while (end < to
                && rows.get(end).frames().size() > depth
                && rows.get(end).frames().get(depth).number() == frame) {
            end++;
        }
        return end;
    }

    private Group group(LayerFrame frame, int from, int to, int depth, String path) {
        if (frame.kind() != LayerFrame.Kind.REPEAT) {
            List<Item> items = items(from, to, depth, frame.path());
            boolean numbered =
                    frame.kind() == LayerFrame.Kind.ITERATION && !frame.path().equals(path);
            String title = numbered ? frame.path() : labelled(frame.path(), path, frame.title());
            return new Group(frame, title, 1, from, to, items);
        }
        // The label of a repeat is in the paths of its bodies: stage1.0.
        String body = rows.get(from).frames().get(depth).path();
        String own = body.equals(frame.path()) ? path : body.substring(0, body.lastIndexOf('.'));
        String title = labelled(own, path, frame.title());
        List<Integer> starts = starts(from, to, depth);
        boolean equal = fold && new BodyComparison(rows, numbers).allEqual(starts);
        List<Item> items = equal ? items(from, starts.get(1), depth + 1, body) : items(from, to, depth, frame.path());
        return new Group(frame, title, equal ? starts.size() - 1 : 1, from, to, items);
    }

    private static String labelled(String path, String around, String title) {
        if (path.equals(around) || path.isEmpty()) {
            return title;
        }
        return path + ": " + title;
    }

    /** Where the bodies of a repeat begin, and where the last one ends. */
    private List<Integer> starts(int from, int to, int depth) {
        List<Integer> starts = new ArrayList<>();
        for (int at = from; at < to; at = end(at, to, depth)) {
            starts.add(at);
        }
        starts.add(to);
        return starts;
    }
}
