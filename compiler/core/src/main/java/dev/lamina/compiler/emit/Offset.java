package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.graph.Region;

/** An index into an array whose length depends on the capacity of the object: {@code fixed + perSample * capacity}. */
record Offset(int fixed, int perSample) {
    /** Where a region of the workspace begins: regions for all samples come first, then those that each sample has for itself. */
    static Offset of(Region region, Peak peak) {
        return region.batched() ? new Offset(peak.fixedFloats(), region.offset()) : new Offset(region.offset(), 0);
    }

    /** As Java. */
    @Override
    public String toString() {
        if (perSample == 0) {
            return String.valueOf(fixed);
        }
        return (fixed == 0 ? "" : fixed + " + ") + perSample + " * capacity";
    }
}
