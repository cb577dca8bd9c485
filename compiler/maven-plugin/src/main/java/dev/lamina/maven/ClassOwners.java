package dev.lamina.maven;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The classes of one run by name, and which file each is made from: no two may meet. */
final class ClassOwners {
    private final Map<String, Owned> all = new HashMap<>();

    private record Owned(String className, ModelFile file) {}

    /** Takes the names for a file; says what stands in the way, once however many names of a model do. */
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

    /** Some systems do not tell such files apart, and a project is built on several. */
    private static String alike(String name, Owned before) {
        return "the classes " + name + " and " + before.className() + ", made from "
                + before.file().name() + ", would be one file where capitals do not count";
    }
}
