package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;

/** Removes axes of extent 1 from contractions, and merges neighbouring axes where {@link ContractionAxes#canMerge} allows it. */
final class SimplifyAxes extends Rewrite implements Step {
    @Override
    public String name() {
        return "simplify-axes";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement contraction(Statement.Contraction contraction) {
        return ContractionAxes.simplify(contraction);
    }
}
