package dev.lamina.compiler.loop;

/** Vectors along the lane axes, of as many lanes as the processor prefers: known only when the generated class is loaded. */
public final class VectorSchedule implements Schedule {
    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(new LoopSchedule(kernel.name(), TileRules.VECTOR).statement(kernel.body()));
    }
}
