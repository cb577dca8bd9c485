package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.lower.Launch;
import java.util.List;
import java.util.stream.Collectors;

/** The text of comments in a generated class. */
final class Comments {
    /** How many of the layers that share a kernel its comment names. */
    private static final int NAMED = 16;

    private Comments() {}

    /** Changes text of a model file so that it does not end the comment and has no escape sequence. */
    static String safe(String text) {
        return text.replace("\\", "/").replace("*/", "* /").replace("@", "&#64;");
    }

    /** The lines of the model file that some kernels compute: those of the layer, then those of the layers fused into it. */
    static List<String> of(List<Launch> launches) {
        List<String> lines = launches.stream()
                .flatMap(launch -> launch.node().owners().stream())
                .distinct()
                .flatMap(owner -> owner.lines().stream())
                .distinct()
                .map(Comments::safe)
                .toList();
        return lines.isEmpty() ? List.of(operations(launches)) : lines;
    }

    private static String operations(List<Launch> launches) {
        return launches.stream()
                        .map(launch -> launch.node().operation().name())
                        .distinct()
                        .collect(Collectors.joining(", "))
                + " of " + safe(launches.get(0).node().owner().label());
    }

    /** The operation of a kernel, the functions fused into it, and the type of its result; then the layers that share it. */
    static String ofKernel(List<Launch> launches) {
        Node node = launches.get(0).node();
        String fused = node.fused().stream()
                .map(Fused::function)
                .map(function -> ", then " + function.name())
                .collect(Collectors.joining());
        List<String> others = launches.stream()
                .map(launch -> launch.node().owner().label())
                .distinct()
                .skip(1)
                .toList();
        return safe(node.owner().label() + ": " + node.operation().name() + fused + ", giving "
                + node.result().type() + shared(others));
    }

    private static String shared(List<String> others) {
        return others.isEmpty() ? "" : "; also for " + names(others);
    }

    /** The first of these labels, and how many more there are. */
    static String names(List<String> labels) {
        int shown = Math.min(NAMED, labels.size());
        int more = labels.size() - shown;
        return safe(String.join(", ", labels.subList(0, shown))) + (more == 0 ? "" : " and " + more + " more");
    }
}
