package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way in which one operand of a contraction is packed, and an estimate of the time. C2 vectorises
 * {@code scratch[j] = fma(x1, scratch[j + 2 * W], fma(x0, scratch[j + W], scratch[j]))}, because the distances between the elements are
 * constant and whole vectors. If an index has an offset known at run time only, C2 adds float by float (measured on Java 17 and 25). So a
 * panel is copied into a scratch array, after the accumulators. A panel is a matrix with a row for each product, as wide as the
 * accumulators. Packing saves time if many sums use the same panel.
 *
 * @param packed the operand that is packed
 * @param broadcast the other operand: one value for the whole width of a panel
 */
record PackingPlan(PackingAxes axes, Expression.Load packed, Expression broadcast) {
    /** The limits of the width that are tried. The wider a panel is, the fewer of its rows fit into a cache. */
    private static final List<Integer> WIDTHS = List.of(448, 256, 128);

    private static final Expression ONE = Expression.constant(1);

    /** The plan with the least estimated time for a call of typical size; null if neither operand can be packed. */
    static @Nullable PackingPlan of(Statement.Contraction contraction) {
        PackingPlan best = null;
        for (int most : WIDTHS) {
            best = faster(best, of(PackingAxes.of(contraction, true, most), true));
            best = faster(best, of(PackingAxes.of(contraction, false, most), false));
        }
        return best;
    }

    private static @Nullable PackingPlan faster(@Nullable PackingPlan known, @Nullable PackingPlan next) {
        boolean better = known == null
                || next != null && next.relativeTime(Schedule.TYPICAL_CALL) < known.relativeTime(Schedule.TYPICAL_CALL);
        return better ? next : known;
    }

    private static @Nullable PackingPlan of(PackingAxes axes, boolean first) {
        Statement.Contraction contraction = axes.contraction();
        Expression broadcast = PackingAxes.operand(contraction, !first);
        boolean possible = PackingAxes.operand(contraction, first) instanceof Expression.Load load
                && load.buffer().element() == Buffer.Element.FLOAT
                && !broadcast.equals(ONE)
                && !contraction.reduction().isEmpty()
                && !axes.width().isEmpty()
                && !axes.reuse().isEmpty();
        return possible
                ? new PackingPlan(axes, (Expression.Load) PackingAxes.operand(contraction, first), broadcast)
                : null;
    }

    PanelDepth depth() {
        return axes.depth();
    }

    /** The floats of one panel row, and the number of accumulators. */
    int width() {
        return ContractionAxes.points(axes.width());
    }

    /** The distance between panel rows: the width, rounded up to whole vectors. Otherwise C2 does not vectorise. */
    int stride() {
        return (width() + Schedule.ALIGNMENT - 1) / Schedule.ALIGNMENT * Schedule.ALIGNMENT;
    }

    /** The number of points whose partial sums are saved at a time. */
    int savedPoints() {
        List<Statement.Range> reuse = axes.reuse();
        return axes.chunk() == 0
                ? ContractionAxes.points(reuse)
                : Math.multiplyExact(axes.chunk(), ContractionAxes.points(reuse.subList(1, reuse.size())));
    }

    /** The index of the saved partial sums in the scratch array: after the accumulators and the panel. */
    int firstSaved() {
        return (depth().deepest() + 1) * stride();
    }

    /** The number of floats of the scratch array. */
    int scratch() {
        int saved = depth().isWholeReduction() ? 0 : Math.multiplyExact(savedPoints(), stride());
        return Math.addExact(firstSaved(), saved);
    }

    /** How many neighbours in a panel are also neighbours in the operand, so that one copy takes them all; 1 if they are too few. */
    int copyLength() {
        int length = 1;
        for (int i = axes.width().size() - 1; i >= 0; i--) {
            if (packed.index().coefficient(axes.width().get(i).index()) != length) {
                break;
            }
            length *= axes.width().get(i).extent().constant();
        }
        return length < Schedule.ALIGNMENT / 2 ? 1 : length;
    }

    /** The reuse axis whose extent is the call's number of samples or time steps, if there is one. */
    Optional<Statement.Range> callAxis() {
        return axes.reuse().stream()
                .filter(range -> !range.extent().isConstant())
                .findFirst();
    }

    /** The fewest samples (or time steps) of a call for which the relative time is less than a limit. */
    int smallestCall(double limit) {
        int fewest = 1;
        while (fewest < Schedule.TYPICAL_CALL && relativeTime(fewest) >= limit) {
            fewest++;
        }
        return fewest;
    }

    /**
     * The estimated time with panels, divided by the time with register tiles of floats, for a call of this many samples or time steps. The
     * estimate uses nanoseconds measured on a processor with vectors of 16 floats. Adding eight products to each of W accumulators takes
     * 16 + 0.09 W, and copying W accumulators takes 5 + 0.03 W. Packing a float takes 0.15 if it is copied with its neighbours, else 0.35.
     * A result takes 0.6. A product in a register tile takes 0.125.
     */
    double relativeTime(int callSize) {
        int width = width();
        int products = depth().deepest();
        double reuses = reuses(callSize);
        double adding = Math.ceil((double) products / PanelDepth.UNROLL) * (16 + 0.09 * width);
        double copies = (depth().isWholeReduction() ? 1 : 2) * (5 + 0.03 * width);
        double results = 0.6 * width / depth().allProducts();
        double packing = width * (copyLength() > 1 ? 0.15 : 0.35);
        return (packing + reuses * ((adding + copies) / products + results)) / (reuses * width * 0.125);
    }

    /** The number of times that the loops use a packed panel. */
    private double reuses(int callSize) {
        double points = 1;
        for (Statement.Range range : axes.reuse()) {
            points *= range.extent().isConstant() ? range.extent().constant() : callSize;
        }
        return axes.chunk() == 0 ? points : Math.min(points, savedPoints());
    }
}
