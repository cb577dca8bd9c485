package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints a scheduled kernel as private static methods: one for the kernel, then one for each body that the schedule has outlined. */
final class KernelWriter {
    private KernelWriter() {}

    /** The methods of a kernel. The first one is the kernel itself; the others are outlined bodies. */
    static List<MethodSpec> write(Kernel kernel) {
        List<MethodSpec> methods = new ArrayList<>();
        method(kernel.name(), MethodSignature.of(kernel), kernel.body(), methods);
        return methods;
    }

    static void method(String name, MethodSignature signature, Statement body, List<MethodSpec> methods) {
        int place = methods.size();
        IndexNames names = IndexNames.method();
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC);
        signature.parameters(names).forEach(method::addParameter);
        CodeBlock code = new StatementWriter(signature, names, methods).body(body);
        methods.add(place, method.addCode(code).build());
    }
}
