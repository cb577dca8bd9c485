package dev.lamina.cli.train;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.CounterRandom;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples divided into parts of one size, at random by a seed. Of samples with one class each, every part has its share of each class: their
 * numbers differ by one at most.
 */
public final class Folds {

    /** The stream of random numbers of the division, which no epoch and no shard has. */
    private static final int STREAM = 1 << 23;

    private final Samples all;
    private final int[] foldOf;
    private final int count;
    private final boolean stratified;
    private final int smallest;

    /**
     * Divides samples.
     *
     * @param count the number of parts, at least 2 and at most as many as there are samples
     */
    public Folds(Samples all, int count, long seed) {
        this.all = all;
        this.count = count;
        int[] classes = IntStream.range(0, all.count())
                .map(sample -> classOf(all, sample))
                .toArray();
        int most = IntStream.of(classes).max().orElse(-1);
        stratified = IntStream.of(classes).anyMatch(each -> each >= 0);
        int[] ofClass = new int[most + 2];
        for (int each : classes) {
            ofClass[each + 1]++;
        }
        smallest = IntStream.of(ofClass).skip(1).filter(each -> each > 0).min().orElse(count);
        int[] next = new int[most + 2]; // where the samples of each class begin, if all are sorted by class
        for (int i = 1; i < next.length; i++) {
            next[i] = next[i - 1] + ofClass[i - 1];
        }
        foldOf = new int[classes.length];
        for (int sample : CounterRandom.permutation(classes.length, seed, 0, STREAM)) {
            foldOf[sample] = next[classes[sample] + 1]++ % count;
        }
    }

    /** The class of a sample; -1 if it has none, or several labels. */
    private static int classOf(Samples all, int sample) {
        if (all.ports().isPresent()) {
            return -1;
        }
        if (all.labelSize() == 1) {
            return Math.max(-1, all.label(sample, 0)); // labels that the loss ignores are below 0
        }
        if (all.loss().isBinary() && all.targetSize() == 1) {
            float[] target = new float[1];
            all.gatherTargets(new int[] {sample}, 0, 1, target);
            return BinaryTally.isThere(target[0]) ? 1 : 0;
        }
        return -1;
    }

    /** The number of parts. */
    public int count() {
        return count;
    }

    /** The samples of all parts. */
    public Samples all() {
        return all;
    }

    /** Whether each part has its share of each class. */
    public boolean stratified() {
        return stratified;
    }

    /** A warning if a class has too few samples; else empty. */
    public Optional<String> warning() {
        return stratified && smallest < count
                ? Optional.of("a class has " + Text.count(smallest, "sample") + ", fewer than there are folds, so some"
                        + " folds are tested without it")
                : Optional.empty();
    }

    /** The samples of a part, to test with. */
    public Samples test(int fold) {
        return select(fold, true);
    }

    /** All other samples, to train on. */
    public Samples training(int fold) {
        return select(fold, false);
    }

    private Samples select(int fold, boolean inside) {
        int[] some = IntStream.range(0, foldOf.length)
                .filter(sample -> foldOf[sample] == fold == inside)
                .toArray();
        return all.select(some, 0, some.length);
    }
}
