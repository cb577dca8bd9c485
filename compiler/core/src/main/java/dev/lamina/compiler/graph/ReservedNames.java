package dev.lamina.compiler.graph;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.syntax.Name;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names that a model cannot have because its class could not. */
final class ReservedNames {
    private static final Set<String> USED =
            Set.of("Parameters", "TrainingState", "TensorView", "Classifier", "Regressor", "Transform", "FloatVector");

    private ReservedNames() {}

    static void check(Name model, Diagnostics log) {
        String name = model.text();
        boolean reserved = !SourceVersion.isIdentifier(name)
                || SourceVersion.isKeyword(name)
                || USED.contains(name)
                || isInJavaLang(name);
        if (reserved) {
            log.add(Diagnostic.of(Code.E0207, model.span(), "`" + name + "` cannot be the name of a Java class here")
                    .help("choose another name, such as `" + name + "Model`"));
        }
    }

    private static boolean isInJavaLang(String name) {
        try {
            Class.forName("java.lang." + name, false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }
}
