package dev.lamina.compiler.tensor;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;

/** Which axis of a value is the lane axis, and in which order memory holds the others. */
public final class AxisOrder {
    /** The index of a time step in a sequence. */
    public static final Symbol STEP = new Symbol("t");

    private AxisOrder() {}

    /** The lane axis, which is innermost in memory: the channels of an image, else the last axis. */
    public static int lane(TensorType type) {
        return type.rank() == 3 ? 0 : type.rank() - 1;
    }

    /** The index along the lane axis in a loop over all elements. */
    public static Symbol laneIndex(TensorType type) {
        return new Symbol(type.rank() == 3 ? "channel" : "unit");
    }

    /** The names of the axes other than the lane axis, outermost in memory first. */
    static List<String> outerNames(TensorType type) {
        return switch (type.rank()) {
            case 3 -> List.of("row", "column");
            case 2 -> List.of(STEP.name());
            default -> List.of();
        };
    }

    /** Ranges over all axes other than the lane axis, outermost first. */
    public static List<Statement.Range> outer(TensorType type) {
        List<Statement.Range> ranges = new ArrayList<>();
        int first = type.rank() == 3 ? 1 : 0;
        for (String name : outerNames(type)) {
            ranges.add(new Statement.Range(new Symbol(name), type.extent(first++)));
        }
        return ranges;
    }

    /** As {@link #outer}, without the steps that are padding. */
    public static List<Statement.Range> own(TensorView over) {
        List<Statement.Range> ranges = new ArrayList<>(outer(over.type()));
        if (over.type().overTime() && !ranges.isEmpty()) {
            ranges.set(0, new Statement.Range(ranges.get(0).index(), over.ownSteps()));
        }
        return ranges;
    }

    /** Coordinates with {@code lane} along the lane axis; ranges for the other axes are appended to {@code ranges}. */
    public static List<Affine> coordinates(TensorType type, Affine lane, List<Statement.Range> ranges) {
        List<Statement.Range> outer = outer(type);
        ranges.addAll(outer);
        return point(type, outer, lane);
    }

    /** The coordinates with {@code lane} along the lane axis, and the indices of {@code outer} along the other axes. */
    public static List<Affine> point(TensorType type, List<Statement.Range> outer, Affine lane) {
        List<Affine> at = new ArrayList<>();
        outer.forEach(range -> at.add(Affine.of(range.index())));
        if (type.rank() > 0) {
            at.add(lane(type), lane);
        }
        return at;
    }
}
