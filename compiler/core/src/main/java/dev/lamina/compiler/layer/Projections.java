package dev.lamina.compiler.layer;

import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Layers that turn a value of one shape into one of another, as text that fixes insert. The caller tries each before it is offered. */
final class Projections {
    private Projections() {}

    /** The sizes of two values along an axis of positions: rows, columns or steps. */
    private record Axis(int from, int to) {
        boolean isMultiple() {
            return to % from == 0;
        }

        /**
         * The smallest stride by which a window of one position gives the size {@code to} = floor((from - 1) / stride) + 1; else that of
         * windows beside each other, if these give it; else 1.
         */
        int stride() {
            int stride = (from - 1) / to + 1; // the smallest that gives no more than that
            if ((from - 1) / stride + 1 == to) {
                return stride;
            }
            return from / (from / to) == to ? from / to : 1;
        }

        /** The smallest window that gives the size {@code to} with that stride. */
        int window() {
            int stride = stride();
            return (from - 1) / stride + 1 == to ? 1 : stride > 1 ? stride : from - to + 1;
        }
    }

    /** Ways from one shape to the other. Sizes that a parameter of the text has are written by its name. */
    static List<String> between(Shape from, Shape to, Map<Integer, String> names) {
        if (to instanceof Shape.Vector && !(from instanceof Shape.Vector)) {
            return toVector(from, to, names);
        }
        List<Axis> axes = axes(from, to);
        boolean alike = from.kind().equals(to.kind()) && !(from instanceof Shape.Tokens);
        if (!alike) {
            return List.of();
        }
        if (axes.stream().allMatch(axis -> axis.from() >= axis.to())) {
            return List.of(shrinking(to, axes, names));
        }
        boolean sameFeatures = from.features() == to.features();
        String features = sameFeatures ? "" : features(to, names) + "  ";
        return growing(axes).stream().map(layer -> features + layer).toList();
    }

    /** Ways to the other shape along all axes but that of the features. */
    static List<String> ofPositions(Shape from, Shape to) {
        if (to instanceof Shape.Vector && !(from instanceof Shape.Vector)) {
            return List.of("flatten");
        }
        List<Axis> axes = axes(from, to);
        if (axes.isEmpty()) {
            return List.of();
        }
        if (axes.stream().allMatch(axis -> axis.from() >= axis.to())) {
            boolean divide = axes.stream().allMatch(axis -> axis.from() % axis.to() == 0);
            return List.of(
                    divide
                            ? "maxpool(" + written(axes, axis -> axis.from() / axis.to()) + ")"
                            : convolution("" + from.features(), axes, Map.of()));
        }
        return growing(axes);
    }

    private static List<Axis> axes(Shape from, Shape to) {
        if (from instanceof Shape.Image in && to instanceof Shape.Image out) {
            return List.of(new Axis(in.height(), out.height()), new Axis(in.width(), out.width()));
        }
        return from instanceof Shape.Sequence in && to instanceof Shape.Sequence out
                ? List.of(new Axis(in.steps(), out.steps()))
                : List.of();
    }

    private static List<String> toVector(Shape from, Shape to, Map<Integer, String> names) {
        Optional<String> reduced = from instanceof Shape.Image
                ? Optional.of("mean")
                : from instanceof Shape.Sequence ? Optional.of("last") : Optional.empty();
        String features = from.features() == to.features() ? "" : "  " + features(to, names);
        Stream<String> flat = from.size() == to.size() ? Stream.of("flatten") : Stream.empty();
        return Stream.concat(flat, reduced.stream().map(layer -> layer + features))
                .toList();
    }

    /** The usual layer that changes the number of features, and nothing else. */
    private static String features(Shape to, Map<Integer, String> names) {
        String features = number(to.features(), names);
        return to instanceof Shape.Image ? "conv(" + features + ", kernel = 1)" : "fc(" + features + ")";
    }

    private static String shrinking(Shape to, List<Axis> axes, Map<Integer, String> names) {
        boolean samePositions = axes.stream().allMatch(axis -> axis.from() == axis.to());
        return samePositions ? features(to, names) : convolution(number(to.features(), names), axes, names);
    }

    private static String convolution(String filters, List<Axis> axes, Map<Integer, String> names) {
        boolean strided = axes.stream().anyMatch(axis -> axis.stride() > 1);
        return "conv(" + filters + ", kernel = " + written(axes, Axis::window)
                + (strided ? ", stride = " + written(axes, axis -> axis.stride(), names) : "") + ")";
    }

    /** More rows, columns or steps: each repeated, or zeros around them. */
    private static List<String> growing(List<Axis> axes) {
        if (axes.stream().anyMatch(axis -> axis.to() < axis.from())) {
            return List.of();
        }
        List<String> layers = new ArrayList<>();
        if (axes.stream().allMatch(Axis::isMultiple)) {
            layers.add("upsample(" + written(axes, axis -> axis.to() / axis.from()) + ")");
        }
        if (axes.stream().allMatch(axis -> (axis.to() - axis.from()) % 2 == 0)) {
            layers.add("pad(" + written(axes, axis -> (axis.to() - axis.from()) / 2) + ")");
        }
        return layers;
    }

    private static String written(List<Axis> axes, Function<Axis, Integer> size) {
        return written(axes, size, Map.of());
    }

    /** A size for each axis, as a call writes them: one number if they are equal. */
    private static String written(List<Axis> axes, Function<Axis, Integer> size, Map<Integer, String> names) {
        List<String> sizes =
                axes.stream().map(axis -> number(size.apply(axis), names)).toList();
        return sizes.stream().distinct().count() == 1 ? sizes.get(0) : "(" + String.join(", ", sizes) + ")";
    }

    private static String number(int value, Map<Integer, String> names) {
        return names.getOrDefault(value, "" + value);
    }
}
