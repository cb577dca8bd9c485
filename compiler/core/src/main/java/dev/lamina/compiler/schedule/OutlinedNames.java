package dev.lamina.compiler.schedule;

import java.util.HashMap;
import java.util.Map;

/** Makes a unique name for each method that a step outlines from a kernel. */
public final class OutlinedNames {
    private final String kernel;
    private final Map<String, Integer> given = new HashMap<>();

    public OutlinedNames(String kernel) {
        this.kernel = kernel;
    }

    /** The kernel's name with an ending, followed by a number if that name is taken. */
    public String next(String ending) {
        String name = kernel + ending;
        int number = given.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "_" + number;
    }
}
