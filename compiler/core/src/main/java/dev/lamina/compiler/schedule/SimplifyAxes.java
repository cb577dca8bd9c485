package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;

/** Leaves the axes out of contractions that have one point, and makes one of neighbours that every index steps through as one. */
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
