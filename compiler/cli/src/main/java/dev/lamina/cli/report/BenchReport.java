package dev.lamina.cli.report;

import dev.lamina.cli.bench.Machine;
import dev.lamina.cli.console.Text;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The measurements of {@code lamina bench}, for {@code --json} and as tables.
 *
 * @param target the kind of code that was measured
 * @param calls whole calls
 * @param layers layer by layer, in the order in which a training step runs them
 */
public record BenchReport(String model, String target, Machine machine, List<CallTime> calls, List<LayerTime> layers) {

    /** A whole call: seconds are the median. */
    public record CallTime(
            String call, int batch, int threads, double seconds, double samplesPerSecond, double flops) {}

    /**
     * One layer in one direction.
     *
     * @param bytes the bytes that it reads and writes
     * @param limitSeconds the least time that the machine needs
     * @param reached the share of the limit's speed that it reaches
     * @param limitedBy what limits it, in a word
     */
    public record LayerTime(
            String layer,
            String direction,
            double seconds,
            double share,
            double flops,
            long bytes,
            double limitSeconds,
            double reached,
            String limitedBy) {}

    public String text() {
        Table whole = new Table(1, model, "batch", "threads", "median", "samples/s", "GFLOP/s").rule();
        for (CallTime call : calls) {
            whole.row(
                    call.call(),
                    Text.grouped(call.batch()),
                    Text.grouped(call.threads()),
                    time(call.seconds()),
                    Text.grouped(Math.round(call.samplesPerSecond())),
                    giga(call.flops()));
        }
        return whole.text() + "\n" + layersText() + "\n" + machineText();
    }

    private String layersText() {
        Table table = new Table(
                        2, "layer", "direction", "time", "share", "GFLOP/s", "moved", "limit", "reached", "limited by")
                .rule();
        for (LayerTime each : layers) {
            table.row(
                    each.layer(),
                    each.direction(),
                    time(each.seconds()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * each.share()),
                    each.flops() > 0 ? giga(each.flops()) : "-",
                    Text.bytes(each.bytes()),
                    time(each.limitSeconds()),
                    Math.round(100 * each.reached()) + " %",
                    each.limitedBy());
        }
        return table.text();
    }

    private String machineText() {
        String bandwidths = machine.levels().stream()
                .map(level -> level.name() + " " + giga(level.bytesPerSecond()))
                .collect(Collectors.joining(", "));
        return "  one thread of this machine, measured: " + giga(machine.flops()) + " GFLOP/s; reading, in GB/s: "
                + bandwidths + "\n";
    }

    private static String giga(double number) {
        return String.format(Locale.ROOT, "%.1f", number / 1e9);
    }

    private static String time(double median) {
        return median < 1e-3
                ? String.format(Locale.ROOT, "%.1f µs", median * 1e6)
                : String.format(Locale.ROOT, "%.2f ms", median * 1e3);
    }
}
