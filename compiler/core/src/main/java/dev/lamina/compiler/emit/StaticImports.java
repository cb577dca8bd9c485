package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import java.util.List;
import java.util.stream.Collectors;

/** The static members that a generated class imports because nearly every line of its kernels has one. */
final class StaticImports {
    private StaticImports() {}

    /**
     * Imports the members that the methods use. {@code FloatVector.broadcast} is not among them, because Janino refuses that import: an
     * instance method has the same name.
     */
    static void add(JavaFile.Builder file, List<MethodSpec> methods) {
        String code = methods.stream().map(method -> method.code().toString()).collect(Collectors.joining());
        addUsed(file, code, ExpressionWriter.NUMBERS, List.of("addProducts", "fma"));
        addUsed(file, code, ExpressionWriter.VECTOR, List.of("fromArray", "zero"));
        addUsed(file, code, ExpressionWriter.OPERATORS, List.of("EQ", "GE", "GT", "LE", "LT", "NE"));
    }

    private static void addUsed(JavaFile.Builder file, String code, ClassName owner, List<String> names) {
        names.stream()
                .filter(name -> code.contains(owner.canonicalName() + "." + name))
                .forEach(name -> file.addStaticImport(owner, name));
    }
}
