package dev.lamina.compiler.schedule;

/** Makes schedules give kernels a larger tile for vectors of 16 lanes that have too little work for it, as those of small models have. */
public final class WideTiles {
    private WideTiles() {}

    public static void everything(boolean everything) {
        TileLoops.widenEverything(everything);
    }
}
