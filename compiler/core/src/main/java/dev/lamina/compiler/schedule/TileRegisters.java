package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import java.util.HashMap;
import java.util.Map;

/** Turns contractions into loops over register tiles; the body of a tile becomes a method of its own. */
record TileRegisters(TileSizes sizes) implements Step {
    @Override
    public String name() {
        return "tile-registers";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(new Tiling(kernel.name(), sizes).statement(kernel.body()));
    }

    private static final class Tiling extends Rewrite {
        private final OutlinedNames methods;
        private final TileSizes sizes;

        /** Extents known at run time only, each with its exclusive upper bound in the current branch. */
        private final Map<Affine, Integer> bounds = new HashMap<>();

        private Tiling(String kernel, TileSizes sizes) {
            this.methods = new OutlinedNames(kernel);
            this.sizes = sizes;
        }

        @Override
        protected Statement when(Statement.When when) {
            if (!when.right().isConstant()) {
                return super.when(when);
            }
            Integer before = bounds.put(when.left(), when.right().constant());
            Statement then = statement(when.then());
            if (before == null) {
                bounds.remove(when.left());
            } else {
                bounds.put(when.left(), before);
            }
            return new Statement.When(when.left(), when.right(), then, statement(when.otherwise()));
        }

        @Override
        protected Statement contraction(Statement.Contraction contraction) {
            return new TileLoops(contraction, sizes, bounds, methods).loops();
        }
    }
}
