package dev.lamina.compiler.schedule;

import java.util.List;

/**
 * The schedule of the vector target: loops over vectors along the lane axes. A vector has as many lanes as the processor prefers, which
 * is known when the generated class is loaded.
 */
public final class VectorSchedule implements Schedule {
    private static final List<Step> STEPS = List.of(
            new SimplifyAxes(), // first: the fewer axes there are, the simpler are all later steps
            new BlockReductions(true), // before tiles: a tile computes one block of its sums
            new TileRegisters(TileSizes.VECTOR), // turns the remaining contractions into loops
            new MergeLanes(), // after blocks, which leave lanes before and after their sums
            new ApplyToArrays(), // after merging: the longer the range of an array, the fewer calls of functions
            new Vectorise(), // after functions have moved out: lanes that hold one cannot be vectors
            new PlainLoops(), // after vectors: only lanes are left that are no vectors
            new SplitSamples(), // after all loops over samples are written
            new SplitAxes(), // splits loops as they are after all other steps
            new InlineLoads()); // last: which variables are used once is known when all loops are written

    @Override
    public List<Step> steps() {
        return STEPS;
    }
}
