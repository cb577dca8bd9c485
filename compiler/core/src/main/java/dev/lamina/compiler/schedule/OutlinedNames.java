package dev.lamina.compiler.schedule;

import java.util.HashMap;
import java.util.Map;

/** Names for the methods of one kernel that a step makes, each given once. */
public final class OutlinedNames {
    private final String kernel;
    private final Map<String, Integer> given = new HashMap<>();

    public OutlinedNames(String kernel) {
        this.kernel = kernel;
    }

    /** The next name that ends in a role. */
    public String next(String role) {
        String name = kernel + role;
        int number = given.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "_" + number;
    }
}
