package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.syntax.Name;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * Names that a model cannot have because a Java class cannot have them. The list does not depend on the Java version, so that a file is
 * valid on all or on none.
 */
final class ReservedNames {
    /** Classes of java.lang that generated code names without their package. */
    private static final Set<String> USED = Set.of(
            "Boolean",
            "Class",
            "Error",
            "Exception",
            "Float",
            "IllegalArgumentException",
            "IllegalStateException",
            "Integer",
            "Long",
            "Math",
            "Object",
            "Override",
            "RuntimeException",
            "String",
            "System",
            "Throwable");

    /** Contextual keywords that cannot name a class in some Java version. */
    private static final Set<String> RESTRICTED = Set.of("permits", "record", "sealed", "var", "yield");

    private ReservedNames() {}

    static void check(Name model, Diagnostics log) {
        String name = model.text();
        boolean reserved = SourceVersion.isKeyword(name) || USED.contains(name) || RESTRICTED.contains(name);
        if (reserved) {
            log.add(Diagnostic.of(Code.E0207, model.span(), "`" + name + "` cannot be the name of a Java class here")
                    .help("choose another name, such as `" + capitalised(name) + "Model`"));
        }
    }

    private static String capitalised(String name) {
        return name.equals("_") ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
