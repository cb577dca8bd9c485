package dev.lamina.compiler.emit;

import com.palantir.javapoet.TypeName;
import java.util.List;

/**
 * The declaration of a class.
 *
 * @param isPublic whether the class stands for its model; one of two classes of a model is for its package only
 * @param javadoc what its Javadoc says, line by line
 * @param interfaces what it implements; the first one is the kind of network
 */
record TypePlan(
        String packageName, String className, boolean isPublic, List<String> javadoc, List<TypeName> interfaces) {
    TypePlan {
        javadoc = List.copyOf(javadoc);
        interfaces = List.copyOf(interfaces);
    }

    /** The kind of network: {@code Classifier}. */
    TypeName kind() {
        return interfaces.get(0);
    }
}
