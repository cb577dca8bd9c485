package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the methods that compute one layer in one direction, and the calls of these methods. */
final class LayerMethodWriter {
    private LayerMethodWriter() {}

    // forwardX(x, batch);
    // forwardFc1(batch);
    static CodeBlock calls(List<LayerMethod> methods) {
        CodeBlock.Builder calls = CodeBlock.builder();
        methods.forEach(
                method -> calls.addStatement("$L($L)", method.name(), String.join(", ", method.argumentNames())));
        return calls.build();
    }

    // /** iris.lamina:5  fc1: fc(8)   vector[4] -> vector[8] */
    // private void forwardFc1(int batch) {
    //     int xImportAt = 64;
    //     fc1Forward(memory, xImportAt, …, batch);
    // }
    static MethodSpec method(LayerMethod method) {
        MethodSpec.Builder builder = MethodSpec.methodBuilder(method.name()).addModifiers(Modifier.PRIVATE);
        method.comment().forEach(line -> builder.addJavadoc("$L\n", line));
        return builder.addParameters(method.arguments())
                .addCode(KernelCallWriter.calls(method.calls()))
                .build();
    }
}
