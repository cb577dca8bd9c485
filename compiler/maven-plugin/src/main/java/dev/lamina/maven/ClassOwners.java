package dev.lamina.maven;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Knows from which model file each class of a run is generated, and finds classes that two files would generate. */
final class ClassOwners {
    private final Map<String, Owned> all = new HashMap<>();

    private record Owned(String className, ModelFile file) {}

    /** Registers the classes of a file; returns an error if another file has one of them, one for all names of a model. */
    Optional<String> take(ModelFile file, List<String> names) {
        Optional<String> taken = Optional.empty();
        for (String name : names) {
            Owned before = all.putIfAbsent(name.toLowerCase(Locale.ROOT), new Owned(name, file));
            if (before != null && taken.isEmpty()) {
                taken = Optional.of(before.className().equals(name) ? twice(name, before) : alike(name, before));
            }
        }
        return taken;
    }

    private static String twice(String name, Owned before) {
        return "the class " + name + " is made from " + before.file().name() + " too";
    }

    /** On some systems such files are the same, and a project is built on several systems. */
    private static String alike(String name, Owned before) {
        return "the classes " + name + " and " + before.className() + ", made from "
                + before.file().name() + ", would be one file where capitals do not count";
    }
}
