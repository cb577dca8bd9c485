package dev.lamina.compiler.emit;

import com.palantir.javapoet.MethodSpec;
import javax.lang.model.element.Modifier;

/** Prints the methods that compute one layer in one direction. */
final class LayerMethodWriter {
    private LayerMethodWriter() {}

    // /** iris.lamina:5  fc1: fc(8)   vector[4] -> vector[8] */
    // private void forwardFc1(Part part) {
    //     int xImportAt = 64;
    //     fc1Forward(memory, xImportAt, …, part.from, part.to);
    // }
    static MethodSpec method(LayerMethod method) {
        MethodSpec.Builder builder = MethodSpec.methodBuilder(method.name()).addModifiers(Modifier.PRIVATE);
        method.comment().forEach(line -> builder.addJavadoc("$L\n", line));
        return builder.addParameters(method.arguments())
                .addCode(KernelCallWriter.calls(method.calls()))
                .build();
    }
}
