package dev.lamina.cli.train;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a network with several outputs predicts one of them.
 *
 * @param output the name of the output
 */
public record OutputScore(String output, Score score) {

    /** The names of the numbers of its target in a table. */
    public List<String> columns() {
        int numbers = score.numbers().size();
        return numbers == 1
                ? List.of(output)
                : IntStream.range(0, numbers).mapToObj(i -> output + "." + i).toList();
    }

    /** Whether it is a class, or labels that are there or not. */
    public boolean labelled() {
        return score.ofClasses();
    }
}
