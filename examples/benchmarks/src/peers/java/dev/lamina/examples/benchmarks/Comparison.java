package dev.lamina.examples.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures a row in all engines. Each engine has a process of its own, so that the profiles of the JVM do not mix, and they run in turn,
 * piece by piece, so that all see the same machine.
 */
final class Comparison {

    /** Relative to the largest output: sums in another order differ in the last digits. */
    private static final double TOLERANCE = 1e-4;

    /** After three training steps, whose updates are large while the statistics of batch normalisation settle. */
    private static final double TRAINED_TOLERANCE = 1e-3;

    private static final int TRAINING_STEPS = 3;

    /** A part of one processor. */
    private static final double BUSY = 0.1;

    private final List<Contender> contenders;
    private final Pace pace;
    private final PrintStream out;

    Comparison(List<Contender> contenders, Pace pace, PrintStream out) {
        this.contenders = contenders;
        this.pace = pace;
        this.out = out;
    }

    /** Only compares outputs. */
    void runOutputs(List<Row> rows, int... threads) {
        for (Row row : rows) {
            for (int each : threads) {
                List<ContenderProcess> processes = start(row, each);
                try {
                    compareOutputs(row, processes);
                    out.printf("%s, %d threads: equal outputs%n", row.label(), each);
                } finally {
                    processes.forEach(ContenderProcess::close);
                }
            }
        }
    }

    /** Prints the table of some rows. */
    void run(List<Row> rows, int... threads) throws InterruptedException {
        ComparisonTable table = new ComparisonTable(out, contenders);
        out.println(Machine.describe());
        table.printHead();
        for (Row row : rows) {
            for (int each : threads) {
                measure(row, each, table);
            }
        }
        out.println();
        out.println("* other programs used more than a tenth of a processor meanwhile");
        table.printSummary();
    }

    private void measure(Row row, int threads, ComparisonTable table) throws InterruptedException {
        List<ContenderProcess> processes = start(row, threads);
        try {
            compareOutputs(row, processes);
            pace.warmUp(processes);
            Machine.OtherPrograms others = new Machine.OtherPrograms(processes);
            Map<Contender, List<double[]>> pieces = new HashMap<>();
            for (int round = 0; round < pace.rounds(); round++) {
                for (ContenderProcess each : processes) {
                    pieces.computeIfAbsent(each.contender(), none -> new ArrayList<>())
                            .add(pace.piece(each));
                }
            }
            Map<Contender, CallTimes> times = new EnumMap<>(Contender.class);
            pieces.forEach((contender, own) -> times.put(contender, new CallTimes(own)));
            table.print(row, threads, times, others.processors() > BUSY);
        } finally {
            processes.forEach(ContenderProcess::close);
        }
    }

    private List<ContenderProcess> start(Row row, int threads) {
        return contenders.stream()
                .filter(each -> each.runs(row))
                .map(each -> new ContenderProcess(each, row, threads))
                .toList();
    }

    /** Stops everything if an engine computes something else: then its times mean nothing. */
    private static void compareOutputs(Row row, List<ContenderProcess> processes) {
        requireEqual(row + " at first", processes, TOLERANCE);
        if (row.work() == Row.Work.TRAIN) {
            processes.forEach(each -> each.call(TRAINING_STEPS));
            requireEqual(row + " after training", processes, TRAINED_TOLERANCE);
        }
    }

    private static void requireEqual(String when, List<ContenderProcess> processes, double tolerance) {
        ContenderProcess first = processes.get(0);
        float[] expected = first.outputs();
        for (ContenderProcess each : processes) {
            float[] actual = each.outputs();
            boolean sameBits = Arrays.equals(expected, actual);
            if (each.contender().isPeer() ? difference(expected, actual) > tolerance : !sameBits) {
                throw new IllegalStateException(when + ": outputs of " + each.contender() + " differ from those of "
                        + first.contender() + ", relatively by " + difference(expected, actual));
            }
        }
    }

    /** The largest difference, relative to the largest output; infinite if there are other or no numbers. */
    private static double difference(float[] expected, float[] actual) {
        double largest = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(expected[i]))
                .max()
                .orElse(0);
        double difference = expected.length != actual.length
                ? Double.POSITIVE_INFINITY
                : IntStream.range(0, expected.length)
                        .mapToDouble(i -> Math.abs(expected[i] - actual[i]))
                        .max()
                        .orElse(0);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / largest;
    }
}
