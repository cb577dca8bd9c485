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
 * Packs one operand of a contraction into panels, where an estimate says that this is faster than register tiles. The kernel keeps the
 * contraction in a branch for calls with few samples (or time steps), which reuse a panel too rarely. The step belongs to the scalar
 * target: C2 vectorises loops over a panel, but not loops over an operand whose offset is known at run time only.
 *
 * @param limit a contraction is packed if the estimated time with panels, divided by the time with register tiles, is less than this
 */
public record PackOperands(double limit) implements Step {
    public static final PackOperands WHERE_FASTER = new PackOperands(0.85);

    /** Packs even where that is slower: for tests. */
    public static final PackOperands WHERE_POSSIBLE = new PackOperands(Double.POSITIVE_INFINITY);

    @Override
    public String name() {
        return "pack-operands";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        Packing packing = new Packing(kernel.name());
        return kernel.withBody(packing.statement(kernel.body())).withScratch(packing.scratch);
    }

    private final class Packing extends Rewrite {
        private final OutlinedNames methods;

        /** The most floats of scratch that one contraction of the kernel needs. */
        private int scratch;

        private Packing(String kernel) {
            this.methods = new OutlinedNames(kernel);
        }

        @Override
        protected Statement contraction(Statement.Contraction contraction) {
            PackingPlan plan = PackingPlan.of(contraction);
            if (plan == null || plan.relativeTime(Schedule.TYPICAL_CALL) >= limit) {
                return contraction;
            }
            scratch = Math.max(scratch, plan.scratch());
            Optional<Statement.Range> callAxis = plan.callAxis();
            int fewest = callAxis.isPresent() ? plan.smallestCall(limit) : 1;
            if (fewest > 1) {
                return tilesBelow(fewest, callAxis.get(), contraction, plan);
            }
            Statement.Range split = plan.depth().split();
            return split.extent().isConstant() ? packed(plan) : tilesBelow(PanelDepth.UNROLL, split, contraction, plan);
        }

        private Statement packed(PackingPlan plan) {
            return new PackedLoops(plan, methods::next).loops();
        }

        private Statement tilesBelow(
                int fewest, Statement.Range range, Statement.Contraction contraction, PackingPlan plan) {
            return new Statement.When(range.extent(), Affine.of(fewest), contraction, packed(plan));
        }
    }
}
