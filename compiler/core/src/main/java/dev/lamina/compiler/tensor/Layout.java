package dev.lamina.compiler.tensor;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the elements of a tensor are in memory.
 *
 * @param offset the index of element (0, 0, …)
 * @param length the floats of one sample, or of a value that all samples share, with its halo and its padding
 * @param perStep the floats of one time step in a caller's array, where the call decides the number of steps; else 0
 * @param lanes how many neighbouring floats along the lane axis may be read and written, padding included
 * @param axes how the index grows along each axis of the type
 */
public record Layout(int offset, int length, int perStep, int lanes, List<Axis> axes) {
    /** Rows whose stride is a multiple of so many floats use only a sixteenth of the sets of the level-1 cache. */
    private static final int CONFLICT_STRIDE = 256;

    /**
     * How the index grows along one axis. Neighbours are {@code spacing} strides apart; {@code spacing} is 1 unless a halo has zeros
     * between them. If {@code panel} is not 0, the axis is divided into panels of that many elements, which begin {@code panelStride}
     * apart.
     */
    public record Axis(int stride, int panel, int panelStride, int spacing) {
        public static Axis plain(int stride) {
            return new Axis(stride, 0, 0, 1);
        }

        public static Axis panels(int width, int stride) {
            return new Axis(1, width, stride, 1);
        }

        static Axis spaced(int stride, int spacing) {
            return new Axis(stride, 0, 0, spacing);
        }

        /** How far {@code count} coordinates are apart, of which there are {@code parts} from an element to the next. */
        private int step(int count, int parts) {
            if (panel != 0) {
                return count % panel == 0 ? Math.multiplyExact(count / panel, panelStride) : count * stride;
            }
            if (spacing % parts != 0) {
                throw new IllegalStateException("spacing " + spacing + " is read as " + parts);
            }
            return Math.multiplyExact(count, Math.multiplyExact(stride, spacing / parts));
        }
    }

    public Layout {
        axes = List.copyOf(axes);
    }

    public Layout(int offset, int length, int lanes, List<Axis> axes) {
        this(offset, length, 0, lanes, axes);
    }

    /** Row-major without gaps, as callers have their arrays. */
    public static Layout dense(TensorType type) {
        List<Axis> axes = new ArrayList<>();
        int stride = 1;
        for (int axis = type.rank() - 1; axis >= 0; axis--) {
            axes.add(0, Axis.plain(stride));
            stride = Math.multiplyExact(stride, type.size(axis));
        }
        int perStep = type.overTime() ? stride / type.size(0) : 0;
        return new Layout(0, stride, perStep, type.rank() == 1 ? type.size(0) : 1, axes);
    }

    /** The layout of a part of a state: {@code size} floats at {@code offset}, where each sample has {@code length} floats. */
    public static Layout row(int offset, int size, int length) {
        return new Layout(offset, length, size, List.of(Axis.plain(1)));
    }

    /** As {@link #row}, of a state of several rows: neighbours are {@code size} floats apart. */
    public static Layout rows(int offset, int size, int length) {
        return new Layout(offset, length, size, List.of(Axis.plain(size), Axis.plain(1)));
    }

    /** The usual layout: the lane axis innermost, padded to whole vectors if {@code padded}. */
    public static Layout lanesLast(TensorType type, Halo halo, boolean padded) {
        return switch (type.rank()) {
            case 0 -> new Layout(0, 1, 1, List.of());
            case 1 -> vector(type, room(type.size(0), padded), padded);
            case 2 -> sequence(type, halo, room(type.size(1), padded), padded);
            case 3 -> image(type, halo, room(type.size(0), padded));
            default -> throw new IllegalArgumentException("no layout for " + type);
        };
    }

    /**
     * The layout of weights [units, …] for products: panels of units. In a panel the units are innermost. The other axes have the order
     * that {@link #lanesLast} gives to the other factor of the product.
     */
    public static Layout weights(List<Integer> sizes) {
        return weights(sizes, panel(sizes.get(0)));
    }

    /** As {@link #weights(List)}, in panels of {@code panel} units. */
    public static Layout weights(List<Integer> sizes, int panel) {
        int[] inner = innerStrides(sizes.subList(1, sizes.size()), panel);
        int panelLength = inner[inner.length - 1];
        List<Axis> axes = new ArrayList<>(List.of(Axis.panels(panel, panelLength)));
        for (int i = 0; i < inner.length - 1; i++) {
            axes.add(Axis.plain(inner[i]));
        }
        int panels = (sizes.get(0) + panel - 1) / panel;
        return new Layout(0, Math.multiplyExact(panels, panelLength), panel, axes);
    }

    /** The stride of each axis, then the length of all axes together. The lane axis is innermost and has the stride {@code step}. */
    private static int[] innerStrides(List<Integer> sizes, int step) {
        return switch (sizes.size()) {
            case 1 -> new int[] {step, Math.multiplyExact(step, sizes.get(0))};
            case 2 -> {
                int row = Math.multiplyExact(step, sizes.get(1));
                yield new int[] {row, step, Math.multiplyExact(row, sizes.get(0))};
            }
            case 3 -> {
                int column = Math.multiplyExact(step, sizes.get(0));
                int row = Math.multiplyExact(column, sizes.get(2));
                yield new int[] {step, row, column, Math.multiplyExact(row, sizes.get(1))};
            }
            default -> throw new IllegalArgumentException("no layout for weights of " + sizes);
        };
    }

    /** The width of a panel: all units, padded, if they are few; else the width that needs the least padding. */
    public static int panel(int units) {
        int wide = Schedule.PANEL + Schedule.ALIGNMENT;
        if (units <= wide) {
            return (units + Schedule.ALIGNMENT - 1) / Schedule.ALIGNMENT * Schedule.ALIGNMENT;
        }
        boolean wastesLess =
                (units + wide - 1) / wide * wide < (units + Schedule.PANEL - 1) / Schedule.PANEL * Schedule.PANEL;
        return wastesLess ? wide : Schedule.PANEL;
    }

    private static Layout vector(TensorType type, int room, boolean padded) {
        return new Layout(0, padded && type.batched() ? rowStride(room) : room, room, List.of(Axis.plain(1)));
    }

    /**
     * The stride of rows of {@code floats} floats. The gradient of weights reads the same column of many rows: with strides that are powers
     * of two the rows would use few sets of the level-1 cache and evict each other, which was measured to halve the speed.
     */
    private static int rowStride(int floats) {
        return floats % CONFLICT_STRIDE == 0 ? floats + Schedule.ALIGNMENT : floats;
    }

    /**
     * The halo of a sequence has room for steps before the first, after the last and between two. Recurrent layers store initial states
     * there.
     */
    private static Layout sequence(TensorType type, Halo halo, int features, boolean padded) {
        int row = padded && type.batched() ? rowStride(features) : features;
        int steps = halo.top() + (type.size(0) - 1) * halo.rowSpacing() + 1 + halo.bottom();
        return new Layout(
                halo.top() * row,
                Math.multiplyExact(steps, row),
                features,
                List.of(Axis.spaced(row, halo.rowSpacing()), Axis.plain(1)));
    }

    private static Layout image(TensorType type, Halo halo, int channels) {
        int rows = halo.top() + (type.size(1) - 1) * halo.rowSpacing() + 1 + halo.bottom();
        int columns = halo.left() + (type.size(2) - 1) * halo.columnSpacing() + 1 + halo.right();
        int row = Math.multiplyExact(columns, channels);
        return new Layout(
                halo.top() * row + halo.left() * channels,
                Math.multiplyExact(rows, row),
                channels,
                List.of(
                        Axis.plain(1),
                        Axis.spaced(row, halo.rowSpacing()),
                        Axis.spaced(channels, halo.columnSpacing())));
    }

    private static int room(int lanes, boolean padded) {
        return padded ? room(lanes) : lanes;
    }

    /** The number of floats for {@code lanes} lanes and their padding: whole panels of whole vectors. */
    public static int room(int lanes) {
        int panel = panel(lanes);
        return Math.multiplyExact((lanes + panel - 1) / panel, panel);
    }

    /**
     * The index of the element at these coordinates. Along an axis of panels, a coordinate is a multiple of the panel width, plus the place
     * within the panel.
     */
    public Affine index(List<Affine> at) {
        return index(at, Collections.nCopies(axes.size(), 1));
    }

    /**
     * As {@link #index} of an image or a sequence, with coordinates that also count zeros between neighbours: there are {@code spacing} of
     * them from an element to the next. The layout's own spacing is a multiple of it.
     */
    Affine spacedIndex(List<Affine> at, Pair spacing) {
        return index(
                at, axes.size() == 2 ? List.of(spacing.height(), 1) : List.of(1, spacing.height(), spacing.width()));
    }

    private Affine index(List<Affine> at, List<Integer> parts) {
        Affine index = Affine.of(offset);
        for (int i = 0; i < axes.size(); i++) {
            Axis axis = axes.get(i);
            Affine coordinate = at.get(i);
            for (Symbol symbol : coordinate.symbols()) {
                index = index.plus(Affine.of(symbol).times(axis.step(coordinate.coefficient(symbol), parts.get(i))));
            }
            index = index.plus(axis.step(coordinate.constant(), parts.get(i)));
        }
        return index;
    }

    /** Whether each element has the same place as in {@code other}. */
    public boolean samePlaces(Layout other) {
        return offset == other.offset && length == other.length && perStep == other.perStep && axes.equals(other.axes);
    }

    /** Whether some of the floats are not elements, but halo or padding lanes. */
    public boolean hasGaps(TensorType type) {
        return length != type.size();
    }
}
