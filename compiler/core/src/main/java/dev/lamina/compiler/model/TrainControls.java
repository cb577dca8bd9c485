package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.optimizer.Clip;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainingControl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a train block says beside the optimizer: how the rate changes, how gradients are limited, when training ends, and what is trained.
 *
 * @param patience after how many epochs without a lower loss training ends; {@link TrainingControl#NEVER} if it does not
 * @param frozen the labels of what is not trained
 * @param groups the layers with rates of their own
 */
public record TrainControls(RateSchedule schedule, Clip clip, int patience, List<Name> frozen, List<RateGroup> groups) {
    /** A train block without any of this. */
    static final TrainControls NONE =
            new TrainControls(RateSchedule.constant(), Clip.NONE, TrainingControl.NEVER, List.of(), List.of());

    public TrainControls {
        frozen = List.copyOf(frozen);
        groups = List.copyOf(groups);
    }

    /**
     * Layers with a rate of their own.
     *
     * @param rate their rate while the optimizer has the rate that its call says
     * @param labels the labels of layers, or of residuals, repeats and blocks, with all layers in them
     */
    public record RateGroup(double rate, List<Name> labels) {
        public RateGroup {
            labels = List.copyOf(labels);
        }
    }

    /** Whether one of some labels is that of a layer, or of something that the layer is in. */
    static boolean cover(List<Name> labels, String layer) {
        return labels.stream().anyMatch(label -> covers(label.text(), layer));
    }

    static boolean covers(String label, String layer) {
        return layer.equals(label) || layer.startsWith(label + ".");
    }

    boolean freezes(String layer) {
        return cover(frozen, layer);
    }

    /** The number of the group of a layer, from 1; 0 if it has the rate of the optimizer. */
    public int groupOf(String layer) {
        for (int i = 0; i < groups.size(); i++) {
            if (cover(groups.get(i).labels(), layer)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Each setting as a model file says it: {@code schedule cosine(warmup = 2, floor = 0)}, {@code freeze encoder}. */
    public List<String> texts() {
        List<String> all = new ArrayList<>();
        if (schedule.changes()) {
            all.add("schedule " + schedule);
        }
        if (!clip.text().isEmpty()) {
            all.add(clip.text());
        }
        if (patience != TrainingControl.NEVER) {
            all.add("stop patience = " + patience);
        }
        if (!frozen.isEmpty()) {
            all.add("freeze " + names(frozen));
        }
        groups.forEach(group -> all.add("rate = " + Environment.show(group.rate()) + " for " + names(group.labels())));
        return all;
    }

    private static String names(List<Name> labels) {
        return labels.stream().map(Name::text).collect(Collectors.joining(", "));
    }
}
