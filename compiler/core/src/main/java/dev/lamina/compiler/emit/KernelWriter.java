package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints a scheduled kernel as private static methods: one for the kernel, then one for each body that the schedule has outlined. */
final class KernelWriter {
    private KernelWriter() {}

    /** The methods of a kernel: the kernel itself, then those outlined bodies that no kernel before has. */
    static List<MethodSpec> write(Kernel kernel, OutlinedMethods outlinedMethods) {
        List<MethodSpec> methods = new ArrayList<>();
        method(kernel.name(), MethodSignature.of(kernel), List.of(), kernel.body(), outlinedMethods, methods);
        return methods;
    }

    /** @param sizes those of its symbols that are no index */
    static void method(
            String name,
            MethodSignature signature,
            List<Symbol> sizes,
            Statement body,
            OutlinedMethods outlinedMethods,
            List<MethodSpec> methods) {
        int place = methods.size();
        IndexNames names = IndexNames.method();
        names.sizes(sizes);
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC);
        signature.parameters(names).forEach(method::addParameter);
        CodeBlock code = new StatementWriter(signature, names, outlinedMethods, methods).body(body);
        methods.add(place, method.addCode(code).build());
    }
}
