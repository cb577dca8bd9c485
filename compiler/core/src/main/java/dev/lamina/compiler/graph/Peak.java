package dev.lamina.compiler.graph;

import java.util.Collection;

/**
 * The size of the workspace that a memory plan needs.
 *
 * @param fixedFloats the floats that all samples share
 * @param sampleFloats the floats for each sample
 */
public record Peak(int fixedFloats, int sampleFloats) {
    public static Peak of(Collection<Region> regions) {
        return new Peak(end(regions, false), end(regions, true));
    }

    /** The end of the last region of one kind. */
    private static int end(Collection<Region> regions, boolean batched) {
        return regions.stream()
                .filter(region -> region.batched() == batched)
                .mapToInt(region -> Math.addExact(region.offset(), region.length()))
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        return 4L * sampleFloats + " bytes a sample" + (fixedFloats == 0 ? "" : " and " + 4L * fixedFloats + " bytes");
    }
}
