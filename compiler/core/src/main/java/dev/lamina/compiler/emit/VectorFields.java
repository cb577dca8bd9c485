package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the constants that vector kernels use. */
final class VectorFields {
    private static final ClassName SPECIES = ClassName.get("jdk.incubator.vector", "VectorSpecies");

    /** The names of the constants. */
    static final List<String> NAMES = List.of("SPECIES", "LANES");

    private VectorFields() {}

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
