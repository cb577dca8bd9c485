package dev.lamina.cli.train;

/**
 * How well a network with several outputs predicts one of them.
 *
 * @param output the name of the output
 */
public record OutputScore(String output, Score score) {

    /** Whether it is a class, or labels that are there or not. */
    public boolean labelled() {
        return score.ofClasses();
    }
}
