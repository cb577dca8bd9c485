package dev.lamina.examples.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the rows by other libraries and prints the same table; the words are those of {@link Benchmarks}. */
public final class Peers {

    private Peers() {}

    /** Runs what the words ask for. */
    public static void main(String[] arguments) throws RunnerException {
        List<String> words = Benchmarks.words(arguments);
        Table table = new Table(System.out);
        for (Class<?> peer : List.of(OnnxRuntime.class, Torch.class)) {
            String[] rows = Arrays.stream(Benchmarks.rows(words))
                    .filter(row -> peer == Torch.class || row.contains("PREDICT") || row.endsWith("FORWARD_8"))
                    .toArray(String[]::new);
            if (rows.length > 0) {
                table.print(Benchmarks.run(peer, new String[0], words, rows));
            }
        }
    }
}
