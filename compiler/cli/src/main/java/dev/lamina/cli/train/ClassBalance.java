package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.LossFunction;
import java.util.ArrayList;
import java.util.List;

/** Counts the classes or labels of samples, for weights that make rare ones count as much as frequent ones. */
public final class ClassBalance {

    private ClassBalance() {}

    /**
     * A weight for each class, samples / (classes · samples of the class); or for each label that may be there, how many times as often it
     * is not there. It is 1 where there are no samples to count.
     *
     * @param count the number of classes or labels
     */
    public static List<Float> of(Samples samples, LossFunction loss, int count) {
        return loss.isBinary() ? ofLabels(samples, count) : ofClasses(samples, loss, count);
    }

    private static List<Float> ofClasses(Samples samples, LossFunction loss, int count) {
        long[] found = new long[count];
        long all = 0;
        for (int sample = 0; sample < samples.count(); sample++) {
            int own = samples.labelSize() / samples.rows() * samples.ownRows(sample);
            for (int i = 0; i < own; i++) {
                int label = samples.label(sample, i);
                if (!loss.ignores(label)) {
                    found[label]++;
                    all++;
                }
            }
        }
        List<Float> weights = new ArrayList<>();
        for (long each : found) {
            weights.add(each == 0 ? 1f : (float) ((double) all / count / each));
        }
        return weights;
    }

    private static List<Float> ofLabels(Samples samples, int count) {
        float[] target = new float[samples.targetSize()];
        int inner = target.length / samples.rows() / count;
        double[] there = new double[count];
        double[] all = new double[count];
        for (int sample = 0; sample < samples.count(); sample++) {
            samples.gatherTargets(new int[] {sample}, 0, 1, target);
            int own = target.length / samples.rows() * samples.ownRows(sample);
            for (int i = 0; i < own; i++) {
                there[i / inner % count] += target[i];
                all[i / inner % count]++;
            }
        }
        List<Float> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean both = there[i] > 0 && there[i] < all[i];
            weights.add(both ? (float) ((all[i] - there[i]) / there[i]) : 1f);
        }
        return weights;
    }
}
