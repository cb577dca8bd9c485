package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.ParametersPlan.DeclaringMethod;
import dev.lamina.compiler.emit.ParametersPlan.View;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.Architecture;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the methods that create a model's parameters, with their names, shapes, places and initial values. */
final class ParametersWriter {
    private final String model;
    private final ParametersPlan plan;

    ParametersWriter(String model, ParametersPlan plan) {
        this.model = model;
        this.plan = plan;
    }

    List<MethodSpec> methods() {
        List<MethodSpec> methods = new ArrayList<>(List.of(newParameters(), zeroParameters()));
        plan.methods().forEach(method -> methods.add(declare(method)));
        return methods;
    }

    // public static Parameters newParameters(long seed) {
    //     Parameters parameters = zeroParameters();
    //     parameters.initialize(seed);
    //     return parameters;
    // }
    private static MethodSpec newParameters() {
        return MethodSpec.methodBuilder("newParameters")
                .addJavadoc("New parameters with first values drawn for a seed.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeTypes.PARAMETERS)
                .addParameter(TypeName.LONG, "seed")
                .addStatement("$T parameters = zeroParameters()", RuntimeTypes.PARAMETERS)
                .addStatement("parameters.initialize(seed)")
                .addStatement("return parameters")
                .build();
    }

    // static Parameters zeroParameters() {
    //     TensorView[] views = new TensorView[4];
    //     declare(views);
    //     Architecture architecture = Architecture.of(4, 1, 3, 1, "fc1: fc(8)", "fc2: fc(3)");
    //     return new Parameters("Iris", PARAMETER_FLOATS, architecture, views);
    // }
    //
    // Behind the architecture of a class with several inputs or outputs are their features: .withInput("image", 3, 64)
    private MethodSpec zeroParameters() {
        MethodSpec.Builder create = MethodSpec.methodBuilder("zeroParameters")
                .addModifiers(Modifier.STATIC)
                .returns(RuntimeTypes.PARAMETERS)
                .addStatement("$1T[] views = new $1T[$2L]", RuntimeTypes.VIEW, plan.count());
        plan.methods().forEach(method -> create.addStatement("$L(views)", method.name()));
        return create.addStatement("$T architecture = $L", RuntimeTypes.ARCHITECTURE, architecture())
                .addStatement(
                        "return new $T($S, PARAMETER_FLOATS, architecture, views)", RuntimeTypes.PARAMETERS, model)
                .build();
    }

    private CodeBlock architecture() {
        Architecture architecture = plan.architecture();
        CodeBlock.Builder code = CodeBlock.builder()
                .add(
                        "$T.of($L, $L, $L, $L",
                        RuntimeTypes.ARCHITECTURE,
                        architecture.inputFeatures(),
                        architecture.inputInner(),
                        architecture.outputFeatures(),
                        architecture.outputInner());
        architecture.layers().forEach(layer -> code.add(",$W$S", layer));
        code.add(")");
        architecture.inputs().forEach(port -> code.add(port("withInput", port)));
        architecture.targets().forEach(port -> code.add(port("withTarget", port)));
        return code.build();
    }

    private static CodeBlock port(String method, Architecture.Port port) {
        return CodeBlock.of("$Z.$L($S, $L, $L)", method, port.name(), port.features(), port.inner());
    }

    // private static void declare(TensorView[] views) {
    //     views[0] = TensorView.of("fc1.weight", new int[] {8, 4}, 0, new int[][] {{8}, {4}},
    //             new int[][] {{1}, {16}}).initialized(Initializer.uniform(0.5f));
    // }
    private static MethodSpec declare(DeclaringMethod plan) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(plan.name())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(ArrayTypeName.of(RuntimeTypes.VIEW), "views");
        int number = plan.first();
        for (View view : plan.views()) {
            method.addStatement("views[$L] = $L", number, view(view));
            number++;
        }
        return method.build();
    }

    private static CodeBlock view(View view) {
        CodeBlock gates =
                view.gates() == 1 ? CodeBlock.of("") : CodeBlock.of(", $L, $L", view.gates(), view.gateStride());
        return CodeBlock.of(
                "$T.of($S, $L,$W$L,$W$L,$W$L$L)$Z.initialized($T.$L($Lf)$L$L)$L",
                RuntimeTypes.VIEW,
                view.name(),
                array(view.sizes()),
                view.offset(),
                arrays(view.extents()),
                arrays(view.strides()),
                gates,
                RuntimeTypes.INITIALIZER,
                view.initial().rule(),
                Float.toString((float) view.initial().scale()),
                shift(view.initial()),
                zeros(view.initial()),
                role(view.role()));
    }

    private static String role(Parameter.Role role) {
        return switch (role) {
            case TRAINED -> "";
            case STATISTIC, UNREACHED, FROZEN -> ".untrained()";
            case COUNT -> ".counting()";
        };
    }

    private static CodeBlock shift(Parameter.Initial initial) {
        return initial.shift()
                .map(shift -> CodeBlock.of(".shifted($Lf, $L, $L)", (float) shift.by(), shift.from(), shift.to()))
                .orElse(CodeBlock.of(""));
    }

    private static CodeBlock zeros(Parameter.Initial initial) {
        return initial.zeros()
                .map(zeros -> CodeBlock.of(".withZeros($L, $L)", zeros.from(), zeros.to()))
                .orElse(CodeBlock.of(""));
    }

    private static CodeBlock array(List<Integer> numbers) {
        return CodeBlock.of("new int[] {$L}", commas(numbers));
    }

    private static CodeBlock arrays(List<List<Integer>> arrays) {
        return CodeBlock.of(
                "new int[][] {$L}",
                arrays.stream().map(each -> CodeBlock.of("{$L}", commas(each))).collect(CodeBlock.joining(", ")));
    }

    private static String commas(List<Integer> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }
}
