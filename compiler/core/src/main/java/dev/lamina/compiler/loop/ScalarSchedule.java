package dev.lamina.compiler.loop;

/** Plain loops over floats, shaped so that the just-in-time compiler makes vectors of them where it can. */
public final class ScalarSchedule implements Schedule {
    private final TileRules rules;

    public ScalarSchedule() {
        this(TileRules.SCALAR);
    }

    private ScalarSchedule(TileRules rules) {
        this.rules = rules;
    }

    /** The same with long rows wherever they are possible, fast or not. */
    public static Schedule inRows() {
        return new ScalarSchedule(TileRules.SCALAR_ROWS);
    }

    @Override
    public Kernel apply(Kernel kernel) {
        LoopSchedule loops = new LoopSchedule(kernel.name(), rules);
        return kernel.withBody(loops.statement(kernel.body())).withRows(loops.rowFloats());
    }
}
