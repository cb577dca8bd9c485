package dev.lamina.cli.bench;

import dev.lamina.cli.bench.Machine.Level;
import dev.lamina.compiler.KernelCost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The least time that a machine needs for some kernels, one after the other. A kernel needs the time of its multiply-adds, or the time to
 * read and write its data at the bandwidth of the smallest cache that holds them, whichever is longer.
 *
 * @param seconds the sum of these times
 * @param cause what most of this time is for: {@code fma}, or the name of a cache or the memory
 */
public record Limit(double seconds, String cause) {

    private static final String FMA = "fma";

    /** Below this share of the limit, something else is in the way. */
    private static final double CLOSE = 0.5;

    /** A method that takes no longer does not show more than the time of the call and of the clock. */
    private static final double CALL_SECONDS = 0.3e-6;

    /** The limit of kernels that compute so many samples. */
    public static Limit of(List<KernelCost> kernels, int samples, Machine machine) {
        Map<String, Double> causes = new HashMap<>();
        for (KernelCost each : kernels) {
            double computing = 2.0 * samples * each.multiplyAdds() / machine.flops();
            Level level = machine.holding(each.bytes(samples));
            double moving = each.bytes(samples) / level.bytesPerSecond();
            Level again = machine.holding(each.weightBytes());
            double movingAgain = (each.weightPasses() - 1.0) * each.weightBytes() / again.bytesPerSecond();
            String mover = moving >= movingAgain ? level.name() : again.name();
            causes.merge(
                    computing >= moving + movingAgain ? FMA : mover,
                    Math.max(computing, moving + movingAgain),
                    Double::sum);
        }
        String largest = causes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(FMA);
        return new Limit(
                causes.values().stream().mapToDouble(Double::doubleValue).sum(), largest);
    }

    /** The share of the limit's speed that a measured time reaches. */
    public double reached(double measured) {
        return seconds / measured;
    }

    /**
     * What limits a method with a measured time, in a word: the cause of this limit if the time is near it; else {@code latency}, if the
     * method adds products, and {@code instructions}, if it does not; {@code call}, if there is hardly anything to do.
     */
    public String limits(double measured, boolean products) {
        if (measured < CALL_SECONDS) {
            return "call";
        }
        return reached(measured) >= CLOSE ? cause : products ? "latency" : "instructions";
    }
}
