package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.graph.Region;

/** An index into an array whose length depends on the capacity of the network: {@code fixed + perSample * capacity}. */
public record Offset(int fixed, int perSample) {
    /** The first index of a region of the workspace. Shared regions come first, then the regions with a part for each sample. */
    static Offset of(Region region, Peak peak) {
        return region.batched() ? new Offset(peak.fixedFloats(), region.offset()) : new Offset(region.offset(), 0);
    }

    /** The offset as a Java expression. */
    @Override
    public String toString() {
        if (perSample == 0) {
            return String.valueOf(fixed);
        }
        return (fixed == 0 ? "" : fixed + " + ") + perSample + " * capacity";
    }
}
