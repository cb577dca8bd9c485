package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Peak;
import java.util.List;

/**
 * The constants and fields of a class, and the size of its workspace.
 *
 * @param fields the fields in the order of their declarations
 * @param created the same without those that have a value where they are declared, in the order in which the constructor creates them
 * @param predicting the workspace of an object that only predicts
 * @param training the workspace of an object that trains, which predicts too
 */
record StoragePlan(List<Constant> constants, List<Field> fields, List<Field> created, Peak predicting, Peak training) {
    /** The constant with what the base class has to know. */
    static final String FACTS = "FACTS";

    /** The arrays of a recurrent network, by the names of their getters. */
    static final List<String> STATES =
            List.of("initialState", "finalState", "initialStateGradient", "finalStateGradient");

    StoragePlan {
        constants = List.copyOf(constants);
        fields = List.copyOf(fields);
        created = List.copyOf(created);
    }

    /** A public constant of the class, with a size. */
    record Constant(String name, int value, String javadoc) {}

    /**
     * A field of the object.
     *
     * @param value its first value
     * @param isFinal whether the value stays, which the constructor then gives it
     */
    record Field(TypeName type, String name, CodeBlock value, boolean isFinal) {}
}
