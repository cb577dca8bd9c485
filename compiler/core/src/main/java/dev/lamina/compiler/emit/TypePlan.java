package dev.lamina.compiler.emit;

import com.palantir.javapoet.TypeName;
import java.util.List;

/**
 * The declaration of a class.
 *
 * @param isPublic whether the class is public; if a model has a vector class and a scalar class, both are package-private
 * @param javadoc the lines of its Javadoc
 * @param interfaces the interfaces that it implements; the first one is the kind of network
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
