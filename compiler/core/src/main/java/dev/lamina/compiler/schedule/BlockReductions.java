package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;

/** Cuts sums that read more than the first cache holds into blocks, as {@link BlockedReduction} says. */
final class BlockReductions extends Rewrite implements Step {
    @Override
    public String name() {
        return "block-reductions";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement contraction(Statement.Contraction contraction) {
        Statement blocks = BlockedReduction.split(contraction);
        return blocks == null ? contraction : blocks;
    }
}
