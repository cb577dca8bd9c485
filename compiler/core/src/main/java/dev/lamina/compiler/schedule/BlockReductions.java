package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;

/**
 * Cuts reductions into blocks if they read too much for the first-level cache, and separates long results: see {@link BlockedReduction}.
 */
final class BlockReductions extends Rewrite implements Step {
    private final boolean vectors;

    /** @param vectors whether tiles compute vectors; else they compute floats */
    BlockReductions(boolean vectors) {
        this.vectors = vectors;
    }

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
        Statement blocked = BlockedReduction.of(contraction, vectors);
        return blocked == null ? contraction : blocked;
    }
}
