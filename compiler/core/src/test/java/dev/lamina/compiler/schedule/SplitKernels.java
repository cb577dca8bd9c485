package dev.lamina.compiler.schedule;

/** Makes schedules split kernels between threads that have too little work for it, as those of small models have. */
public final class SplitKernels {
    private SplitKernels() {}

    public static void everything(boolean everything) {
        SplitAxes.splitEverything(everything);
    }
}
