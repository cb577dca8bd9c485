package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.MethodNames;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.schedule.Step;
import java.util.Optional;

/**
 * Does contractions in long rows where that is faster than in tiles of floats; where a call has too few samples (or steps) for rows,
 * the contraction stays. Only for the scalar target: what vectors are to the other one, these rows are to it.
 *
 * @param below of the time of tiles, the part that rows may take
 */
public record LayOutRows(double below) implements Step {
    public static final LayOutRows WHERE_FASTER = new LayOutRows(0.85);

    /** Fast or not. */
    public static final LayOutRows WHERE_POSSIBLE = new LayOutRows(Double.POSITIVE_INFINITY);

    @Override
    public String name() {
        return "lay-out-rows";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        Rows rows = new Rows(kernel.name());
        return kernel.withBody(rows.statement(kernel.body())).withRows(rows.floats);
    }

    private final class Rows extends Rewrite {
        private final MethodNames methods;
        private int floats;

        private Rows(String kernel) {
            this.methods = new MethodNames(kernel);
        }

        @Override
        protected Statement contraction(Statement.Contraction contraction) {
            RowPlan plan = RowPlan.of(contraction);
            if (plan == null || plan.relativeTime(Schedule.USUAL_CALL) >= below) {
                return contraction;
            }
            floats = Math.max(floats, plan.room());
            Optional<Statement.Range> ofCall = plan.ofCall();
            int few = ofCall.isPresent() ? plan.worthFrom(below) : 1;
            if (few > 1) {
                return tilesBelow(few, ofCall.get(), contraction, plan);
            }
            Statement.Range split = plan.block().split();
            return split.extent().isConstant() ? rows(plan) : tilesBelow(RowBlock.PASS, split, contraction, plan);
        }

        private Statement rows(RowPlan plan) {
            return new RowLoops(plan, methods::next).loops();
        }

        private Statement tilesBelow(int few, Statement.Range range, Statement.Contraction contraction, RowPlan plan) {
            return new Statement.When(range.extent(), Affine.of(few), contraction, rows(plan));
        }
    }
}
