package dev.lamina.cli.graph;

import java.util.ArrayList;
import java.util.List;

/** A vertical strip of a frame: cards and frames below each other, or one line. Nothing in it overlaps. */
final class Lane {
    private final List<double[]> taken = new ArrayList<>();
    private double left;
    private double right;

    boolean isFree(double from, double to) {
        return taken.stream().noneMatch(each -> each[0] < to && from < each[1]);
    }

    void take(double from, double to) {
        taken.add(new double[] {from, to});
    }

    /** Makes room on both sides of its axis. */
    void widen(double leftOfAxis, double rightOfAxis) {
        left = Math.max(left, leftOfAxis);
        right = Math.max(right, rightOfAxis);
    }

    double left() {
        return left;
    }

    double right() {
        return right;
    }
}
