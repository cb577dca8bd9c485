package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Peak;
import java.util.List;
import java.util.Optional;

/**
 * The constants and fields of a class, and the size of its workspace.
 *
 * @param sinusoids the tables of positions
 * @param fields the fields in the order of their declarations
 * @param created the fields that the constructor sets, in the order in which it sets them
 * @param scratch the floats of scratch memory of each thread, as a Java expression; empty if no kernel needs any
 * @param predicting the size of the workspace of a network that only predicts
 * @param training the size of the workspace of a network that trains and predicts
 */
record StoragePlan(
        List<Constant> constants,
        List<Sinusoids> sinusoids,
        List<Field> fields,
        List<Field> created,
        Optional<CodeBlock> scratch,
        Peak predicting,
        Peak training) {
    /** The name of the constant with the facts that the base class needs. */
    static final String FACTS = "FACTS";

    /** The name of the constant with the number of shards; there is none for plain batches. */
    static final String SHARDS = "SHARDS";

    /** The name of the constant with the number of weights of the loss that are counted from the training data; there is none without. */
    static final String BALANCED = "BALANCED_WEIGHTS";

    /** The name of the constant with the number of weights that each sample brings to the loss; there is none without. */
    static final String SAMPLE_WEIGHTS = "SAMPLE_WEIGHTS";

    /** The name of the constant with the length of the array of parameters. */
    static final String PARAMETER_FLOATS = "PARAMETER_FLOATS";

    /** The name of the constant with the length of the part of it that is trained; there is none if all are. */
    static final String TRAINED_FLOATS = "TRAINED_FLOATS";

    /** The names of the constants with the inputs and the outputs of a network with several of them. */
    static final String INPUTS = "INPUTS";

    static final String OUTPUTS = "OUTPUTS";

    /** The arrays of states of a recurrent network: the names of their fields and of their getters. */
    static final List<String> STATES =
            List.of("initialState", "finalState", "initialStateGradient", "finalStateGradient");

    /** Those that a class has: gradients only if it trains. */
    static List<String> states(boolean trains) {
        return trains ? STATES : STATES.subList(0, 2);
    }

    StoragePlan {
        constants = List.copyOf(constants);
        sinusoids = List.copyOf(sinusoids);
        fields = List.copyOf(fields);
        created = List.copyOf(created);
    }

    /** The name of the constant with the length of gradients and moments. */
    String trainedFloats() {
        boolean all = constants.stream().noneMatch(constant -> constant.name().equals(TRAINED_FLOATS));
        return all ? PARAMETER_FLOATS : TRAINED_FLOATS;
    }

    /** Whether a training step sums the gradients of several shards. */
    boolean isSharded() {
        return constants.stream().anyMatch(constant -> constant.name().equals(SHARDS));
    }

    /**
     * A table of the sinusoids of positions, a constant of the class.
     *
     * @param name {@code STEPS_FEATURES}
     * @param row the floats of a step
     */
    record Sinusoids(String name, int steps, int features, int row) {
        /** The name of the constant with a table. */
        static String constant(String name) {
            return "SINUSOIDS_" + name;
        }
    }

    /** A public constant of the class that is a size. */
    record Constant(String name, int value, String javadoc) {}

    /**
     * A field of the class.
     *
     * @param value its initial value; empty for the default value
     * @param isFinal whether it is final; if so, the constructor sets it
     */
    record Field(TypeName type, String name, CodeBlock value, boolean isFinal) {}
}
