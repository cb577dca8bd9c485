package dev.lamina.compiler.loop;

/** Plain loops over floats, shaped so that the just-in-time compiler makes vectors of them where it can. */
public final class ScalarSchedule implements Schedule {
    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(new LoopSchedule(kernel.name(), TileRules.SCALAR).statement(kernel.body()));
    }
}
