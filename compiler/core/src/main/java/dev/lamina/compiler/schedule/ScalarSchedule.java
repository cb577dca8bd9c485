package dev.lamina.compiler.schedule;

import dev.lamina.compiler.schedule.packed.PackOperands;
import java.util.List;

/** The schedule of the scalar target: plain loops over floats, in a form that C2 vectorises where it can. */
public final class ScalarSchedule implements Schedule {
    private final List<Step> steps;

    public ScalarSchedule() {
        this(PackOperands.WHERE_FASTER);
    }

    private ScalarSchedule(PackOperands packing) {
        this.steps = List.of(
                new SimplifyAxes(), // first: the fewer axes there are, the simpler are all later steps
                packing, // before blocks: panels have blocks of their own
                new BlockReductions(false), // before tiles: a tile computes one block of its sums
                new TileRegisters(TileSizes.SCALAR), // turns the remaining contractions into loops
                new MergeLanes(), // after blocks, which leave lanes before and after their sums
                new PlainLoops(), // after merging: only lanes are left
                new SplitSamples(), // after all loops over samples are written
                new SplitAxes(), // splits loops as they are after all other steps
                new InlineLoads()); // last: which variables are used once is known when all loops are written
    }

    /** The same schedule, but with operands packed wherever that is possible, even where it is slower: for tests. */
    public static Schedule packedEverywhere() {
        return new ScalarSchedule(PackOperands.WHERE_POSSIBLE);
    }

    @Override
    public List<Step> steps() {
        return steps;
    }
}
