package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.ParametersPlan.View;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Prints the methods that create a model's parameters, with their names, shapes, places and initial values. */
final class ParametersWriter {
    /** The most statements of a method that declares tensors. With more, it could be longer than a class file allows. */
    private static final int VIEWS_PER_METHOD = 32;

    /** The rules for which a view has a method of its own. */
    private static final Set<String> SHORT = Set.of("uniform", "constant");

    private final String model;
    private final ParametersPlan plan;

    ParametersWriter(String model, ParametersPlan plan) {
        this.model = model;
        this.plan = plan;
    }

    /** The methods that declare the parameters and the architecture. */
    List<MethodSpec> declarations() {
        List<MethodSpec> declaring = declaring();
        List<MethodSpec> methods = new ArrayList<>(List.of(zeroParameters(declaring)));
        methods.addAll(declaring);
        return methods;
    }

    // public static Parameters newParameters(long seed) {
    //     Parameters parameters = zeroParameters();
    //     parameters.initialize(seed);
    //     return parameters;
    // }
    static MethodSpec newParameters() {
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
    private MethodSpec zeroParameters(List<MethodSpec> declaring) {
        MethodSpec.Builder create = MethodSpec.methodBuilder("zeroParameters")
                .addModifiers(Modifier.STATIC)
                .returns(RuntimeTypes.PARAMETERS)
                .addStatement(
                        "$1T[] views = new $1T[$2L]",
                        RuntimeTypes.VIEW,
                        plan.views().size());
        declaring.forEach(method -> create.addStatement("$L(views)", method.name()));
        return create.addCode(architecture())
                .addStatement(
                        "return new $T($S, PARAMETER_FLOATS, architecture, views)", RuntimeTypes.PARAMETERS, model)
                .build();
    }

    // With many layers that repeat:
    //
    // String[] layers = new String[42];
    // for (int i = 0; i < 20; i++) {
    //     layers[i * 2] = "fc" + (i + 1) + ": fc(8)";
    //     layers[1 + i * 2] = "relu" + (i + 1) + ": relu";
    // }
    private CodeBlock architecture() {
        Architecture architecture = plan.architecture();
        List<String> layers = architecture.layers();
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            statements.add(CodeBlock.of("layers[$L] = $S", i, layers.get(i)).toString());
        }
        List<CountedLoops.Piece> pieces = CountedLoops.of(statements);
        boolean loops = pieces.size() < statements.size();
        CodeBlock.Builder code = CodeBlock.builder();
        if (loops) {
            code.addStatement("String[] layers = new String[$L]", layers.size());
            pieces.forEach(piece -> code.add(piece.code(statement -> CodeBlock.of("$L", statement))));
        }
        return code.addStatement(
                        "$1T architecture = $1T.of($2L, $3L, $4L, $5L$6L)$7L",
                        RuntimeTypes.ARCHITECTURE,
                        architecture.inputFeatures(),
                        architecture.inputInner(),
                        architecture.outputFeatures(),
                        architecture.outputInner(),
                        loops ? CodeBlock.of(",$Wlayers") : arguments(layers),
                        ports(architecture))
                .build();
    }

    private static CodeBlock arguments(List<String> layers) {
        CodeBlock.Builder code = CodeBlock.builder();
        layers.forEach(layer -> code.add(",$W$S", layer));
        return code.build();
    }

    private static CodeBlock ports(Architecture architecture) {
        CodeBlock.Builder code = CodeBlock.builder();
        architecture.inputs().forEach(port -> code.add(port("withInput", port)));
        architecture.targets().forEach(port -> code.add(port("withTarget", port)));
        return code.build();
    }

    private static CodeBlock port(String method, Architecture.Port port) {
        return CodeBlock.of("$Z.$L($S, $L, $L)", method, port.name(), port.features(), port.inner());
    }

    // private static void declare(TensorView[] views) {
    //     views[0] = TensorView.of("fc1.weight", new int[] {8, 4}, 0, 1, 16).uniform(0.5f);
    //     views[1] = TensorView.dense("fc1.bias", new int[] {8}, 64).uniform(0.5f);
    // }
    private List<MethodSpec> declaring() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < plan.views().size(); i++) {
            statements.add(
                    CodeBlock.of("views[$L] = $L", i, view(plan.views().get(i))).toString());
        }
        List<List<CountedLoops.Piece>> parts = new ArrayList<>();
        int room = 0;
        for (CountedLoops.Piece piece : CountedLoops.of(statements)) {
            if (piece.statements().size() > room) {
                parts.add(new ArrayList<>());
                room = VIEWS_PER_METHOD;
            }
            parts.get(parts.size() - 1).add(piece);
            room -= piece.statements().size();
        }
        List<MethodSpec> methods = new ArrayList<>();
        for (List<CountedLoops.Piece> part : parts) {
            methods.add(declare("declare" + (parts.size() > 1 ? methods.size() : ""), part));
        }
        return methods;
    }

    private static MethodSpec declare(String name, List<CountedLoops.Piece> pieces) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(ArrayTypeName.of(RuntimeTypes.VIEW), "views");
        pieces.forEach(piece -> method.addCode(piece.code(ParametersWriter::imported)));
        return method.build();
    }

    /** A statement in which the names of classes of the runtime are replaced by their types, so that they are imported. */
    private static CodeBlock imported(String statement) {
        String format = statement.replace("$", "$$");
        List<ClassName> types = new ArrayList<>();
        for (ClassName type : List.of(RuntimeTypes.VIEW, RuntimeTypes.INITIALIZER)) {
            String name = type.canonicalName() + ".";
            if (format.contains(name)) {
                format = format.replace(name, "$" + (types.size() + 1) + "T.");
                types.add(type);
            }
        }
        return CodeBlock.of(format, types.toArray());
    }

    private static CodeBlock view(View view) {
        return CodeBlock.of("$T.$L$L$L", RuntimeTypes.VIEW, place(view), initial(view.initial()), role(view.role()));
    }

    private static CodeBlock place(View view) {
        if (isDense(view)) {
            return CodeBlock.of("dense($S, $L, $L)", view.name(), array(view.sizes()), view.offset());
        }
        if (isPlain(view)) {
            String strides =
                    commas(view.strides().stream().map(each -> each.get(0)).toList());
            return CodeBlock.of("of($S, $L, $L, $L)", view.name(), array(view.sizes()), view.offset(), strides);
        }
        CodeBlock gates =
                view.gates() == 1 ? CodeBlock.of("") : CodeBlock.of(", $L, $L", view.gates(), view.gateStride());
        return CodeBlock.of(
                "of($S, $L, $L, $L, $L$L)",
                view.name(),
                array(view.sizes()),
                view.offset(),
                arrays(view.extents()),
                arrays(view.strides()),
                gates);
    }

    /** Whether each axis has one stride. */
    private static boolean isPlain(View view) {
        boolean whole = true;
        for (int axis = 0; axis < view.sizes().size(); axis++) {
            whole &= view.extents().get(axis).equals(List.of(view.sizes().get(axis)));
        }
        return whole && view.gates() == 1;
    }

    /** Whether the elements lie one after the other. */
    private static boolean isDense(View view) {
        int stride = 1;
        for (int axis = view.sizes().size() - 1; axis >= 0; axis--) {
            if (!view.strides().get(axis).equals(List.of(stride))) {
                return false;
            }
            stride *= view.sizes().get(axis);
        }
        return isPlain(view);
    }

    private static CodeBlock initial(Parameter.Initial initial) {
        CodeBlock scale = CodeBlock.of("$Lf", Float.toString((float) initial.scale()));
        boolean everywhere = initial.shift().isEmpty() && initial.zeros().isEmpty();
        if (everywhere && initial.rule().equals("constant") && initial.scale() == 0) {
            return CodeBlock.of(""); // the values of a view are 0 unless it says otherwise
        }
        if (everywhere && SHORT.contains(initial.rule())) {
            return CodeBlock.of(".$L($L)", initial.rule(), scale);
        }
        return CodeBlock.of(
                ".initialized($T.$L($L)$L$L)",
                RuntimeTypes.INITIALIZER,
                initial.rule(),
                scale,
                shift(initial),
                zeros(initial));
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
