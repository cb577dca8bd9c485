package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.FreeNames;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a kernel's method, or of an outlined method: arrays, each with its first index, then numbers, then the part of a thread.
 */
record MethodSignature(
        List<Buffer> buffers,
        boolean random,
        List<String> floats,
        List<Variable> variables,
        List<Symbol> symbols,
        boolean takesPart) {

    static MethodSignature of(Kernel kernel) {
        return new MethodSignature(
                kernel.buffers(),
                kernel.random(),
                kernel.arguments(),
                List.of(),
                kernel.callSizes(),
                kernel.takesPart());
    }

    /** The arguments of a method that is outlined from this one: those that its body uses, in the same order. */
    MethodSignature inner(Statement body, List<Symbol> bound) {
        FreeNames free = FreeNames.of(body);
        return new MethodSignature(
                buffers.stream().filter(free.buffers()::contains).toList(),
                free.random(),
                floats.stream().filter(free.arguments()::contains).toList(),
                List.copyOf(free.variables()),
                bound.stream().filter(free.symbols()::contains).toList(),
                false);
    }

    List<ParameterSpec> parameters(IndexNames names) {
        List<ParameterSpec> parameters = new ArrayList<>();
        for (Buffer buffer : buffers) {
            TypeName type = buffer.element() == Buffer.Element.FLOAT ? TypeName.FLOAT : TypeName.INT;
            parameters.add(
                    parameter(ArrayTypeName.of(type), names.declare(buffer.name(), new IndexNames.Array(buffer))));
            if (!buffer.startsAtZero()) {
                parameters.add(parameter(TypeName.INT, names.declare(buffer.name() + "At", buffer)));
            }
        }
        if (random) {
            parameters.add(parameter(TypeName.LONG, "seed"));
            parameters.add(parameter(TypeName.LONG, "step"));
        }
        for (String number : floats) {
            parameters.add(parameter(TypeName.FLOAT, names.declare(number, new Expression.Argument(number))));
        }
        for (Variable variable : variables) {
            TypeName type = variable.vector() ? ExpressionWriter.VECTOR : TypeName.FLOAT;
            parameters.add(parameter(type, names.declare(variable.name(), variable)));
        }
        for (Symbol symbol : symbols) {
            parameters.add(parameter(TypeName.INT, names.bind(symbol)));
        }
        if (takesPart) {
            parameters.add(parameter(RuntimeTypes.PART, "part"));
        }
        return parameters;
    }

    private static ParameterSpec parameter(TypeName type, String name) {
        return ParameterSpec.builder(type, name).build();
    }

    /**
     * The arguments of a call of this method, in a scope with these names.
     *
     * @param starts where it begins in buffers of which it does not take the first index
     */
    CodeBlock arguments(IndexNames names, Map<Buffer, Affine> starts) {
        List<CodeBlock> arguments = new ArrayList<>();
        for (Buffer buffer : buffers) {
            arguments.add(
                    buffer.startsAtZero()
                            ? CodeBlock.of("$L", names.array(buffer))
                            : CodeBlock.of(
                                    "$L,$W$L",
                                    names.array(buffer),
                                    names.index(buffer, starts.getOrDefault(buffer, Affine.ZERO))));
        }
        if (random) {
            arguments.add(CodeBlock.of("seed,$Wstep"));
        }
        floats.forEach(number -> arguments.add(CodeBlock.of("$L", names.name(new Expression.Argument(number)))));
        variables.forEach(variable -> arguments.add(CodeBlock.of("$L", names.name(variable))));
        symbols.forEach(symbol -> arguments.add(names.number(Affine.of(symbol))));
        return arguments.stream().collect(CodeBlock.joining(",$W"));
    }
}
