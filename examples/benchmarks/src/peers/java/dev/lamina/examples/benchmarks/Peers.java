package dev.lamina.examples.benchmarks;

/** Compares Lamina with other libraries; the words are in {@link ComparisonWords}. */
public final class Peers {

    private Peers() {}

    /** Runs what the words ask for. */
    public static void main(String[] arguments) throws InterruptedException {
        ComparisonWords words = new ComparisonWords(Benchmarks.words(arguments));
        if (!words.unknown().isEmpty()) {
            System.err.println("unknown words: " + words.unknown());
            System.exit(2);
        }
        Comparison comparison =
                new Comparison(words.contenders(), words.isQuick() ? Pace.QUICK : Pace.USUAL, System.out);
        if (words.isOutputsOnly()) {
            comparison.runOutputs(words.rows(), words.threads());
        } else {
            comparison.run(words.rows(), words.threads());
        }
    }
}
