package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The labels of a table: those of the one output, or of each output with labels. */
final class TableLabels {

    private final List<Group> groups;

    private TableLabels(List<Group> groups) {
        this.groups = groups;
    }

    /**
     * The columns of one output.
     *
     * @param output its name if there are several outputs; else empty
     * @param first the first of its columns among the answers
     * @param size how many columns there are
     */
    private record Group(String output, int first, int size, LabelNames names) {}

    /**
     * For a model with one output.
     *
     * @param trained the names that the network was trained with
     * @param takesFree whether further labels get the classes without a name
     */
    static TableLabels of(String file, SampleSpec expected, Preprocessing trained, boolean takesFree) {
        LabelNames names = new LabelNames(file, expected, trained.labels(), takesFree);
        return new TableLabels(
                expected.wantsLabels() ? List.of(new Group("", 0, expected.labels(), names)) : List.of());
    }

    /** For a model with several inputs or outputs. */
    static TableLabels of(String file, SamplePorts ports, Preprocessing trained, boolean takesFree) {
        List<Group> groups = new ArrayList<>();
        int first = 0;
        for (SamplePorts.Output output : ports.outputs()) {
            if (output.labelled()) {
                List<String> known = trained.labels(output.name());
                LabelNames names = new LabelNames(file, ports.of(output), known, takesFree);
                groups.add(new Group(output.name(), first, output.size(), names));
            }
            first += output.size();
        }
        return new TableLabels(groups);
    }

    /** The labels in a column of answers, if it has any. */
    Optional<LabelNames> of(int answer) {
        for (Group group : groups) {
            if (answer >= group.first && answer < group.first + group.size) {
                return Optional.of(group.names);
            }
        }
        return Optional.empty();
    }

    /** Replaces the provisional numbers of labels by their classes. */
    void relabel(SampleBuffer rows) {
        groups.forEach(group -> rows.relabel(group.first, group.size, group.names.classes()));
    }

    /** Adds the names of classes. */
    Preprocessing names(Preprocessing columns) {
        Preprocessing all = columns;
        for (Group group : groups) {
            List<String> names = group.names.names();
            if (group.output.isEmpty()) {
                all = all.withLabels(names);
            } else if (!names.isEmpty()) {
                all = all.withLabels(group.output, names);
            }
        }
        return all;
    }

    /** Notes about classes without samples. */
    List<String> notes() {
        return groups.stream().flatMap(group -> group.names.notes().stream()).toList();
    }
}
