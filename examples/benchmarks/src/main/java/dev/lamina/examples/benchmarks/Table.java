package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.Target;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** Prints results as tables that can be read, and pasted into Markdown. */
final class Table {

    private final PrintStream out;
    private final Map<String, Long> multiplyAdds = new TreeMap<>();

    Table(PrintStream out) {
        this.out = out;
    }

    void print(Collection<RunResult> results) {
        print("time and GFLOP/s of one call", results);
    }

    void printUnchecked(Collection<RunResult> results) {
        print("the same without the search for NaN and infinity in the input", results);
    }

    private void print(String heading, Collection<RunResult> results) {
        heading(heading);
        out.printf("| %-28s | %-6s | %12s | %12s | %8s |%n", "row", "target", "median us", "slowest us", "GFLOP/s");
        out.printf(
                "|%s|%s|%s|%s|%s|%n",
                "-".repeat(30), "-".repeat(8), "-".repeat(13) + ":", "-".repeat(13) + ":", "-".repeat(9) + ":");
        for (RunResult result : results) {
            Row row = Row.valueOf(result.getParams().getParam("row"));
            Statistics times = result.getPrimaryResult().getStatistics();
            double median = times.getPercentile(50);
            out.printf(
                    Locale.ROOT,
                    "| %-28s | %-6s | %12.2f | %12.2f | %8.1f |%n",
                    row.label(),
                    target(result.getParams()),
                    median,
                    times.getMax(),
                    row.operations(multiplyAddsOf(row.model())) / median / 1e3);
        }
    }

    void printLatency(Collection<RunResult> results) {
        heading("LeNet from model text to loaded class, in a warm JVM");
        out.printf("| %-6s | %10s | %10s |%n", "target", "median ms", "slowest ms");
        out.printf("|%s|%s|%s|%n", "-".repeat(8), "-".repeat(11) + ":", "-".repeat(11) + ":");
        for (RunResult result : results) {
            Statistics times = result.getPrimaryResult().getStatistics();
            out.printf(
                    Locale.ROOT,
                    "| %-6s | %10.1f | %10.1f |%n",
                    target(result.getParams()),
                    times.getPercentile(50),
                    times.getMax());
        }
    }

    void printManyLayers(Collection<RunResult> results) {
        heading("models of almost 500 layers, in a warm JVM");
        out.printf("| %-15s | %-6s | %-19s | %10s | %10s |%n", "layers", "target", "step", "median ms", "slowest ms");
        out.printf(
                "|%s|%s|%s|%s|%s|%n",
                "-".repeat(17), "-".repeat(8), "-".repeat(21), "-".repeat(11) + ":", "-".repeat(11) + ":");
        for (RunResult result : results) {
            Statistics times = result.getPrimaryResult().getStatistics();
            out.printf(
                    Locale.ROOT,
                    "| %-15s | %-6s | %-19s | %10.0f | %10.0f |%n",
                    result.getParams().getParam("layers").toLowerCase(Locale.ROOT),
                    target(result.getParams()),
                    result.getPrimaryResult().getLabel(),
                    times.getPercentile(50),
                    times.getMax());
        }
    }

    private void heading(String text) {
        out.printf(
                "%n%s (%s %s, %s)%n%n",
                text,
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                System.getProperty("os.arch"));
    }

    private static String target(BenchmarkParams parameters) {
        return parameters.getParam("target").toLowerCase(Locale.ROOT);
    }

    private long multiplyAddsOf(String model) {
        return multiplyAdds.computeIfAbsent(
                model,
                name -> Models.compile(name, Target.SCALAR, false).summary().multiplyAdds());
    }
}
