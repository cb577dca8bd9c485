package dev.lamina.examples.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints a comparison as a table that can be pasted into Markdown: each line as soon as its row is measured. */
final class ComparisonTable {

    private final PrintStream out;
    private final List<Contender> contenders;
    private final Map<Integer, List<Ratio>> ratios = new LinkedHashMap<>();

    /** The time of the best peer, divided by that of Lamina. */
    private record Ratio(String row, double value) {}

    ComparisonTable(PrintStream out, List<Contender> contenders) {
        this.out = out;
        this.contenders = contenders;
    }

    void printHead() {
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "| %-28s | threads |", "row"));
        StringBuilder rule = new StringBuilder("|" + "-".repeat(30) + "|--------:|");
        for (Contender each : contenders) {
            head.append(String.format(Locale.ROOT, " %12s | %10s |", each.label(), "99 %"));
            rule.append("-".repeat(13)).append(":|").append("-".repeat(11)).append(":|");
        }
        out.println(head + " ratio |");
        out.println(rule + "------:|");
    }

    /** @param busy whether other programs used the processors meanwhile */
    void print(Row row, int threads, Map<Contender, CallTimes> times, boolean busy) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "| %-28s | %7d |", row.label() + (busy ? " *" : ""), threads));
        for (Contender each : contenders) {
            CallTimes own = times.get(each);
            line.append(String.format(
                    Locale.ROOT,
                    " %12s | %10s |",
                    own == null ? "" : micros(own.median()),
                    own == null ? "" : micros(own.percentile(99))));
        }
        double ratio = ratio(times);
        ratios.computeIfAbsent(threads, none -> new ArrayList<>()).add(new Ratio(row.label(), ratio));
        out.println(line.append(String.format(Locale.ROOT, " %5.2f |", ratio)));
    }

    /** The median of the best peer, divided by that of the first target. */
    private double ratio(Map<Contender, CallTimes> times) {
        double best = times.entrySet().stream()
                .filter(each -> each.getKey().isPeer())
                .mapToDouble(each -> each.getValue().median())
                .min()
                .orElseThrow();
        CallTimes lamina = times.get(contenders.get(0));
        if (lamina == null) {
            throw new IllegalArgumentException("no time of " + contenders.get(0));
        }
        return best / lamina.median();
    }

    /** One line for each number of threads. */
    void printSummary() {
        out.println();
        ratios.forEach((threads, all) -> {
            double logarithms =
                    all.stream().mapToDouble(each -> Math.log(each.value)).sum();
            Ratio lowest = all.get(0);
            for (Ratio each : all) {
                lowest = each.value < lowest.value ? each : lowest;
            }
            out.printf(
                    Locale.ROOT,
                    "geometric mean %.2f, lowest %.2f (%s, %d %s)%n",
                    Math.exp(logarithms / all.size()),
                    lowest.value,
                    lowest.row,
                    threads,
                    threads == 1 ? "thread" : "threads");
        });
    }

    private static String micros(double time) {
        String format = time < 100 ? "%.2f" : time < 1000 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, time);
    }
}
