package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.Target;
import dev.lamina.runtime.GeneratedNetwork;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints a table.
 *
 * <p>Arguments are words, in any order: names of models ({@code lenet conv}; all if none is given), targets ({@code vector},
 * {@code scalar}), {@code latency} for the time from text to class alone, {@code layers} for that of the largest models alone, {@code unchecked} for predictions once more without the search
 * for NaN and infinity in their input, {@code quick} for fewer and shorter runs.
 */
public final class Benchmarks {

    private static final String UNCHECKED = "unchecked";
    private static final String CHECK_OFF = "-D" + GeneratedNetwork.CHECK_FINITE + "=false";

    private Benchmarks() {}

    /** Runs what the words ask for. */
    public static void main(String[] arguments) throws RunnerException {
        List<String> words = words(arguments);
        if (words.contains("compare")) {
            throw new IllegalArgumentException("compare needs the other libraries: mvn -Pbenchmarks,peers ...");
        }
        boolean everything = words.stream().noneMatch(Benchmarks::isModel);
        boolean latencyOnly = everything && words.contains("latency");
        Table table = new Table(System.out);
        if (words.contains("layers")) {
            table.printManyLayers(run(ManyLayersLatency.class, targets(words), words));
            return;
        }
        if (!latencyOnly) {
            table.print(run(NetworkCall.class, targets(words), words, rows(words)));
        }
        if (words.contains(UNCHECKED)) {
            table.printUnchecked(run(NetworkCall.class, targets(words), words, predictions(words), CHECK_OFF));
        }
        if (everything) {
            table.printLatency(run(CompileLatency.class, targets(words), words));
        }
    }

    static List<String> words(String... arguments) {
        return Arrays.stream(arguments)
                .flatMap(each ->
                        Arrays.stream(each.trim().toLowerCase(Locale.ROOT).split("[ ,]+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The names of the rows that the words ask for. */
    static String[] rows(List<String> words) {
        boolean everything = words.stream().noneMatch(Benchmarks::isModel);
        return Arrays.stream(Row.values())
                .filter(row -> everything || words.contains(row.model()))
                .map(Row::name)
                .toArray(String[]::new);
    }

    private static String[] predictions(List<String> words) {
        return Arrays.stream(rows(words))
                .filter(row -> Row.valueOf(row).work() == Row.Work.PREDICT)
                .toArray(String[]::new);
    }

    private static String[] targets(List<String> words) {
        return Arrays.stream(Target.values())
                .map(Target::name)
                .filter(name -> words.contains(name.toLowerCase(Locale.ROOT)))
                .toArray(String[]::new);
    }

    private static boolean isModel(String word) {
        return Arrays.stream(Row.values()).anyMatch(row -> row.model().equals(word));
    }

    /** Runs a benchmark for some targets (all if none is given) and rows (where it has any). */
    static Collection<RunResult> run(Class<?> benchmark, String[] targets, List<String> words, String... rows)
            throws RunnerException {
        return run(benchmark, targets, words, rows, "");
    }

    private static Collection<RunResult> run(
            Class<?> benchmark, String[] targets, List<String> words, String[] rows, String jvmOption)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().include(Pattern.quote(benchmark.getName()) + "\\.");
        if (rows.length > 0) {
            options.param("row", rows);
        }
        if (targets.length > 0) {
            options.param("target", targets);
        }
        if (!jvmOption.isEmpty()) {
            options.jvmArgsAppend(jvmOption);
        }
        if (words.contains("quick")) {
            // Vector code is slow until it is compiled; the warm-up cannot be much shorter.
            options.warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(500));
        }
        return new Runner(options.build()).run();
    }
}
