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
 * How a contraction is done in long rows, for the scalar target. The just-in-time compiler makes vectors of
 * {@code rows[j] = fma(x1, rows[j + 2 * N], fma(x0, rows[j + N], rows[j]))}, where all that is read and written lies at constant distances
 * that are whole vectors; where an array's index has an offset that is known at run time only, it adds float by float (measured on Java 17
 * and 25). So one operand is laid out in rows in an array of their own, behind a row of sums, where enough other sums use the same rows.
 *
 * @param axes the loops, sorted
 * @param operand what is laid out in rows
 * @param factor what is the same for a whole row
 */
record PackingPlan(PackingAxes axes, Expression.Load operand, Expression factor) {
    /** Floats of a row at most: of longer ones fewer fit into a cache. */
    private static final List<Integer> MOST_ALONG = List.of(448, 256, 128);

    private static final Expression ONE = Expression.constant(1);

    /** The fastest there is for calls of {@link Schedule#USUAL_CALL} samples or steps; null if there is none. */
    static @Nullable PackingPlan of(Statement.Contraction contraction) {
        PackingPlan best = null;
        for (int most : MOST_ALONG) {
            best = faster(best, of(PackingAxes.of(contraction, true, most), true));
            best = faster(best, of(PackingAxes.of(contraction, false, most), false));
        }
        return best;
    }

    private static @Nullable PackingPlan faster(@Nullable PackingPlan known, @Nullable PackingPlan next) {
        boolean better = known == null
                || next != null && next.relativeTime(Schedule.USUAL_CALL) < known.relativeTime(Schedule.USUAL_CALL);
        return better ? next : known;
    }

    private static @Nullable PackingPlan of(PackingAxes axes, boolean first) {
        Statement.Contraction contraction = axes.contraction();
        Expression factor = PackingAxes.operand(contraction, !first);
        boolean possible = PackingAxes.operand(contraction, first) instanceof Expression.Load load
                && load.buffer().element() == Buffer.Element.FLOAT
                && !factor.equals(ONE)
                && !contraction.reduction().isEmpty()
                && !axes.along().isEmpty()
                && !axes.reused().isEmpty();
        return possible
                ? new PackingPlan(axes, (Expression.Load) PackingAxes.operand(contraction, first), factor)
                : null;
    }

    /** How many products are added in one go. */
    PanelDepth block() {
        return axes.block();
    }

    /** The floats of a row. */
    int floats() {
        return ContractionAxes.points(axes.along());
    }

    /** From one row to the next: whole vectors, or the just-in-time compiler makes none. */
    int stride() {
        return (floats() + Schedule.ALIGNMENT - 1) / Schedule.ALIGNMENT * Schedule.ALIGNMENT;
    }

    /** The rows of sums that wait while others are worked on, at most. */
    int waiting() {
        List<Statement.Range> reused = axes.reused();
        return axes.chunk() == 0
                ? ContractionAxes.points(reused)
                : Math.multiplyExact(axes.chunk(), ContractionAxes.points(reused.subList(1, reused.size())));
    }

    /** Where in {@link Buffer#SCRATCH} they wait: behind the row of sums at work and the operand's. */
    int firstWaiting() {
        return (block().most() + 1) * stride();
    }

    /** The floats of {@link Buffer#SCRATCH} that are used. */
    int room() {
        return Math.addExact(firstWaiting(), block().isWhole() ? 0 : Math.multiplyExact(waiting(), stride()));
    }

    /** How many neighbours in a row are neighbours where they come from too; 1 if copying each by itself is no slower. */
    int run() {
        int run = 1;
        for (int i = axes.along().size() - 1; i >= 0; i--) {
            if (operand.index().coefficient(axes.along().get(i).index()) != run) {
                break;
            }
            run *= axes.along().get(i).extent().constant();
        }
        return run < Schedule.ALIGNMENT / 2 ? 1 : run;
    }

    /** The axis of as many samples or steps as a call has, if rows serve for these. */
    Optional<Statement.Range> ofCall() {
        return axes.reused().stream()
                .filter(range -> !range.extent().isConstant())
                .findFirst();
    }

    /** The fewest samples (or steps) for which rows take less than a part of the time of tiles. */
    int worthFrom(double part) {
        int few = 1;
        while (few < Schedule.USUAL_CALL && relativeTime(few) >= part) {
            few++;
        }
        return few;
    }

    /**
     * The time for one product of each sum of a call with so many samples or steps, compared with tiles of floats. In nanoseconds, as measured
     * on a processor with vectors of 16 floats: adding eight products to a row of N takes 16 + 0.09 N, copying it 5 + 0.03 N, laying out a
     * float 0.15 in a run or else 0.35, a result 0.6; a product in a tile 0.125.
     */
    double relativeTime(int ofCall) {
        int floats = floats();
        int products = block().most();
        double sums = sums(ofCall);
        double passes = Math.ceil((double) products / PanelDepth.PASS) * (16 + 0.09 * floats);
        double copies = (block().isWhole() ? 1 : 2) * (5 + 0.03 * floats);
        double results = 0.6 * floats / block().allProducts();
        double layingOut = floats * (run() > 1 ? 0.15 : 0.35);
        return (layingOut + sums * ((passes + copies) / products + results)) / (sums * floats * 0.125);
    }

    /** The sums for which a row that was laid out serves. */
    private double sums(int ofCall) {
        double sums = 1;
        for (Statement.Range range : axes.reused()) {
            sums *= range.extent().isConstant() ? range.extent().constant() : ofCall;
        }
        return axes.chunk() == 0 ? sums : Math.min(sums, waiting());
    }
}
