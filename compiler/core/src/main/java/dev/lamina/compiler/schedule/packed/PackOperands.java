package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.OutlinedNames;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.schedule.Step;
import java.util.Optional;

/**
 * Does contractions in long rows where that is faster than in tiles of floats; where a call has too few samples (or steps) for rows,
 * the contraction stays. Only for the scalar target: what vectors are to the other one, these rows are to it.
 *
 * @param below of the time of tiles, the part that rows may take
 */
public record PackOperands(double below) implements Step {
    public static final PackOperands WHERE_FASTER = new PackOperands(0.85);

    /** Fast or not. */
    public static final PackOperands WHERE_POSSIBLE = new PackOperands(Double.POSITIVE_INFINITY);

    @Override
    public String name() {
        return "pack-operands";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        Rows rows = new Rows(kernel.name());
        return kernel.withBody(rows.statement(kernel.body())).withScratch(rows.floats);
    }

    private final class Rows extends Rewrite {
        private final OutlinedNames methods;
        private int floats;

        private Rows(String kernel) {
            this.methods = new OutlinedNames(kernel);
        }

        @Override
        protected Statement contraction(Statement.Contraction contraction) {
            PackingPlan plan = PackingPlan.of(contraction);
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
            return split.extent().isConstant() ? rows(plan) : tilesBelow(PanelDepth.PASS, split, contraction, plan);
        }

        private Statement rows(PackingPlan plan) {
            return new PackedLoops(plan, methods::next).loops();
        }

        private Statement tilesBelow(
                int few, Statement.Range range, Statement.Contraction contraction, PackingPlan plan) {
            return new Statement.When(range.extent(), Affine.of(few), contraction, rows(plan));
        }
    }
}
