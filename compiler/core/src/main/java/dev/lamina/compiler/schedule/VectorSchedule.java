package dev.lamina.compiler.schedule;

import java.util.List;

/** Vectors along the lane axes, of as many lanes as the processor prefers: known only when the generated class is loaded. */
public final class VectorSchedule implements Schedule {
    private static final List<Step> STEPS = List.of(
            new SimplifyAxes(), // first: the fewer the axes, the simpler all that follows
            new BlockReductions(), // before tiles: a block is what one tile sums in one go
            new TileRegisters(TileSizes.VECTOR), // the last that sees contractions
            new MergeLanes(), // after blocks, which leave lanes for what is done before and behind their sums
            new ApplyToArrays(), // after merging: the longer the row, the fewer the calls
            new Vectorise(), // after functions were taken out: in lanes that hold one there are no vectors
            new PlainLoops()); // last: takes what no vector wanted

    @Override
    public List<Step> steps() {
        return STEPS;
    }
}
