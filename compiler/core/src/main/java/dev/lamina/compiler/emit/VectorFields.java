package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The constants that vector kernels refer to. */
public final class VectorFields {
    private static final ClassName SPECIES = ClassName.get("jdk.incubator.vector", "VectorSpecies");

    private VectorFields() {}

    /** What vector code names in every line, without the class it is from; not broadcast, which is a method of objects too: Janino refuses. */
    static void importStatically(JavaFile.Builder file) {
        file.addStaticImport(ExpressionWriter.VECTOR, "fromArray", "zero");
        file.addStaticImport(ExpressionWriter.OPERATORS, "EQ", "GE", "GT", "LE", "LT", "NE");
    }

    /** SPECIES, the one species of the class, and LANES, its length: static and final, or no call on vectors is compiled well. */
    public static List<FieldSpec> fields() {
        TypeName species = ParameterizedTypeName.get(SPECIES, ClassName.get(Float.class));
        return List.of(
                FieldSpec.builder(species, "SPECIES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer(
                                "$1T.SPECIES_PREFERRED.length() > 16 ? $1T.SPECIES_512 : $1T.SPECIES_PREFERRED",
                                ExpressionWriter.VECTOR)
                        .build(),
                FieldSpec.builder(TypeName.INT, "LANES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer("SPECIES.length()")
                        .build());
    }
}
