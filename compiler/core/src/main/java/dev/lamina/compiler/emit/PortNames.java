package dev.lamina.compiler.emit;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names of variables and constants for the inputs and outputs of a network with several of them. Two that would have the same name, and
 * names that a class has for other things, get a number or an underscore.
 */
final class PortNames {
    /** The variables of methods that only such a class has. */
    private static final Set<String> VARIABLES = Set.of("arrays", "number", "at");

    /** Constants of every class that such a constant could be taken for. */
    private static final Set<String> CONSTANTS =
            Set.of("INPUT", "OUTPUT", "STATE", "LABEL", "PARAMETER", "BATCH", "STEPS", "EPOCHS", "SHARDS");

    private final Set<String> variables = new HashSet<>(VARIABLES);
    private final Set<String> constants = new HashSet<>(CONSTANTS);

    /** A new name for a variable, which is the given one if it is free. */
    String variable(String name) {
        String variable = TakenNames.inputVariable(name);
        while (!variables.add(variable)) {
            variable += "_";
        }
        return variable;
    }

    /** The beginning of the names of the constants for a variable: {@code BOX_SCORES} for {@code boxScores}. */
    String constants(String variable) {
        String words = variable.replaceAll("(\\p{Ll}|\\d)(\\p{Lu})", "$1_$2").replaceAll("_+$", "");
        String name = words.isEmpty() ? "VALUE" : words.toUpperCase(Locale.ROOT);
        String free = name;
        for (int i = 2; !constants.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }
}
