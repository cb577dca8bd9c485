package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Prints the methods that compute layers in one direction, and the calls of them. */
final class LayerMethodWriter {
    private LayerMethodWriter() {}

    // /** iris.lamina:5  fc1: fc(8)   vector[4] -> vector[8] */
    // private void forwardFc1(int xImportAt, Part part) {
    //     int fc1WeightAt = 64;
    //     fc1Forward(memory, xImportAt, weights, fc1WeightAt, …, part.from, part.to);
    // }
    static MethodSpec method(LayerMethod method) {
        MethodSpec.Builder builder = MethodSpec.methodBuilder(method.name()).addModifiers(Modifier.PRIVATE);
        method.comment().forEach(line -> builder.addJavadoc("$L\n", line));
        method.indices().forEach(index -> builder.addParameter(TypeName.INT, index));
        builder.addParameters(method.arguments());
        if (!method.derived().isEmpty()) {
            String derived =
                    method.derived().stream().map(SourceLayout::unbroken).collect(Collectors.joining(", "));
            builder.addStatement("int $L", derived);
        }
        return builder.addCode(KernelCallWriter.calls(method.calls())).build();
    }

    // part.await();
    // forwardConv(64, 0, 144 + 16 * capacity, part); // conv2
    static CodeBlock calls(List<LayerCall> calls) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (LayerCall call : calls) {
            code.add(KernelCallWriter.barrier(call.before()));
            String arguments = Stream.concat(
                            call.indices().stream().map(SourceLayout::unbroken),
                            call.method().arguments().stream()
                                    .map(argument -> CallPlan.isGiven(argument)
                                            ? CallPlan.givenField(argument.name())
                                            : argument.name()))
                    .collect(Collectors.joining(", "));
            String layer = call.named() ? SourceLayout.BEHIND + Comments.safe(call.layer()) : "";
            code.add("$L($L);$L\n", call.methodName(), arguments, layer);
        }
        return code.build();
    }
}
