package dev.lamina.compiler.schedule;

import dev.lamina.compiler.schedule.packed.PackOperands;
import java.util.List;

/** Plain loops over floats, shaped so that the just-in-time compiler makes vectors of them where it can. */
public final class ScalarSchedule implements Schedule {
    private final List<Step> steps;

    public ScalarSchedule() {
        this(PackOperands.WHERE_FASTER);
    }

    private ScalarSchedule(PackOperands rows) {
        this.steps = List.of(
                new SimplifyAxes(), // first: the fewer the axes, the simpler all that follows
                rows, // before blocks: rows have blocks of their own
                new BlockReductions(), // before tiles: a block is what one tile sums in one go
                new TileRegisters(TileSizes.SCALAR), // the last that sees contractions
                new MergeLanes(), // after blocks, which leave lanes for what is done before and behind their sums
                new PlainLoops()); // last: nothing else is left
    }

    /** The same with long rows wherever they are possible, fast or not. */
    public static Schedule packedEverywhere() {
        return new ScalarSchedule(PackOperands.WHERE_POSSIBLE);
    }

    @Override
    public List<Step> steps() {
        return steps;
    }
}
