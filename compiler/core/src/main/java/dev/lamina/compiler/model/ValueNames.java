package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that the statements of a body can name: those of its own labels, and of the bodies around it. */
final class ValueNames {
    private final @Nullable ValueNames around;
    private final Map<String, Integer> values = new LinkedHashMap<>();
    private final Map<String, Span> labels = new LinkedHashMap<>();

    ValueNames(@Nullable ValueNames around) {
        this.around = around;
    }

    /** Names a value that no label of a body names: an input. */
    void give(String name, int value) {
        values.put(name, value);
    }

    /** Declares a label; the place of an earlier one of the same name, if there is one. */
    Optional<Span> declare(String label, Span place) {
        return Optional.ofNullable(labels.putIfAbsent(label, place));
    }

    Optional<Integer> find(String name) {
        Integer value = values.get(name);
        if (value != null) {
            return Optional.of(value);
        }
        return around == null ? Optional.empty() : around.find(name);
    }

    List<String> all() {
        List<String> names = new ArrayList<>(values.keySet());
        if (around != null) {
            names.addAll(around.all());
        }
        return names;
    }
}
