package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Prints the constants that vector kernels use. */
final class VectorFields {
    private static final ClassName SPECIES = ClassName.get("jdk.incubator.vector", "VectorSpecies");

    /** The names of the constants. */
    static final List<String> NAMES = List.of("SPECIES", "LANES");

    private VectorFields() {}

    /**
     * Imports static members of the Vector API if the methods use them, because nearly every line of vector code has one. It does not
     * import {@code broadcast}, because Janino refuses that import: an instance method has the same name.
     */
    static void importStatically(JavaFile.Builder file, List<MethodSpec> methods) {
        String code = methods.stream().map(method -> method.code().toString()).collect(Collectors.joining());
        importUsed(file, code, ExpressionWriter.VECTOR, List.of("fromArray", "zero"));
        importUsed(file, code, ExpressionWriter.OPERATORS, List.of("EQ", "GE", "GT", "LE", "LT", "NE"));
    }

    private static void importUsed(JavaFile.Builder file, String code, ClassName owner, List<String> names) {
        names.stream()
                .filter(name -> code.contains(owner.canonicalName() + "." + name))
                .forEach(name -> file.addStaticImport(owner, name));
    }

    // /** Vectors as long as the machine prefers, up to the 16 floats that rows are padded to. */
    // private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > 16
    //         ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;
    //
    // private static final int LANES = SPECIES.length();
    //
    // HotSpot compiles calls on vectors well only if the species is static and final.
    static List<FieldSpec> fields() {
        TypeName species = ParameterizedTypeName.get(SPECIES, ClassName.get(Float.class));
        return List.of(
                FieldSpec.builder(species, "SPECIES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .addJavadoc(
                                "Vectors as long as the machine prefers, up to the 16 floats that rows are padded to.\n")
                        .initializer(
                                "$1T.SPECIES_PREFERRED.length() > 16$W? $1T.SPECIES_512$W: $1T.SPECIES_PREFERRED",
                                ExpressionWriter.VECTOR)
                        .build(),
                FieldSpec.builder(TypeName.INT, "LANES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer("SPECIES.length()")
                        .build());
    }
}
